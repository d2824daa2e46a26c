"""PG-008: a database logs who connects and what is asked, and somebody keeps it."""

from typing import Final

from jiban.policy.facts.database_logs import kept
from jiban.policy.facts.database_parameters import CONFIGURATION, GROUPS, engine, parameter
from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER
from jiban.policy.facts.logs import SETTING
from jiban.policy.rule import (
    Level,
    Outcome,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    passed,
    together,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_POSTGRES: Final = ("azure", "postgres", "aurora-postgresql")
_OFF: Final = ("off", "0", "false", "no", "")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster."""
    return together(
        (
            judged(_kept, stack, database),
            judged(_connections, stack, database),
            judged(_statements, stack, database),
        )
    )


def _kept(stack: StackView, database: ResourceView) -> Verdict:
    found = kept(stack, database)
    return passed() if found.kept else failed(found.said, *filter(None, (found.path,)))


def _connections(stack: StackView, database: ResourceView) -> Verdict:
    if engine(stack, database) not in _POSTGRES:
        return passed()
    found = parameter(stack, database, "log_connections")
    return failed(found.said, *found.paths) if found.says(*_OFF) else passed()


def _statements(stack: StackView, database: ResourceView) -> Verdict:
    """Judge the two ways to log statements, of which one is enough."""
    if engine(stack, database) not in _POSTGRES:
        return passed()
    ways = (judged(_by_kind, stack, database), judged(_by_duration, stack, database))
    for outcome in (Outcome.PASS, Outcome.ERROR, Outcome.UNKNOWN):
        found = [way for way in ways if way.outcome is outcome]
        if found:
            return together(found)
    return together(ways)


def _by_kind(stack: StackView, database: ResourceView) -> Verdict:
    found = parameter(stack, database, "log_statement")
    return failed(found.said, *found.paths) if found.says("none") else passed()


def _by_duration(stack: StackView, database: ResourceView) -> Verdict:
    found = parameter(stack, database, "log_min_duration_statement")
    try:
        off = int(found.text) < 0
    except ValueError:
        raise NotKnownError("log_min_duration_statement", "is no number") from None
    return failed(found.said, *found.paths) if off else passed()


RULE: Final = StackRule(
    id="PG-008",
    text="A database logs connections and statements, and its log is kept.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="Without them nobody can say afterwards who came in and what was asked, or which query was slow.",
    remedy=(
        "Keep the log (a diagnostic setting with PostgreSQLLogs on Azure, enabledCloudwatchLogsExports "
        "with postgresql on AWS), and set log_connections, and log_statement or "
        "log_min_duration_statement, in the parameters."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
    types=(*_DATABASES, CONFIGURATION, *GROUPS, SETTING),
    setting=("jiban:postgres.parameters",),
    compliance={
        "isms_p": ("2.9.4",),
        "iso27001": ("A.8.15",),
        "checkov": ("CKV_AWS_129", "CKV2_AWS_30", "CKV2_AWS_27"),
        "prowler": (
            "aws:rds_instance_integration_cloudwatch_logs",
            "azure:postgresql_flexible_server_log_connections_on",
        ),
    },
    check=each_of(_DATABASES, check),
)
