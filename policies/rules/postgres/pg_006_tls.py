"""PG-006: a database lets no client in without TLS 1.2."""

from typing import Final

from jiban.policy.facts.database_parameters import CONFIGURATION, GROUPS, engine, parameter
from jiban.policy.facts.databases import CLUSTER, INSTANCE, SERVER
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    passed,
    together,
)
from jiban.policy.view import ResourceView, StackView

_DATABASES: Final = (SERVER, INSTANCE, CLUSTER)
_FORCED_BY: Final = {
    "azure": "require_secure_transport",
    "postgres": "rds.force_ssl",
    "aurora-postgresql": "rds.force_ssl",
    "mysql": "require_secure_transport",
    "aurora-mysql": "require_secure_transport",
    "mariadb": "require_secure_transport",
}
"""Parameter that refuses clients without TLS, by engine."""
_LEAST: Final = "ssl_min_protocol_version"
_SAYS_LEAST: Final = ("azure", "postgres", "aurora-postgresql")
_OLD: Final = ("TLSv1", "TLSv1.1")


def check(stack: StackView, database: ResourceView) -> Verdict:
    """Judge a flexible server, an instance or a cluster by its parameters."""
    kind = engine(stack, database)
    if kind not in _FORCED_BY:
        return not_applicable(f"engine is {kind or 'empty'}, whose parameters the rule does not know")
    return together(
        (judged(_forced, stack, database, _FORCED_BY[kind]), judged(_version, stack, database, kind))
    )


def _forced(stack: StackView, database: ResourceView, name: str) -> Verdict:
    found = parameter(stack, database, name)
    return passed() if found.says("1", "on", "true") else failed(found.said, *found.paths)


def _version(stack: StackView, database: ResourceView, kind: str) -> Verdict:
    if kind not in _SAYS_LEAST:
        return passed()
    found = parameter(stack, database, _LEAST)
    return failed(found.said, *found.paths) if found.says(*_OLD) else passed()


RULE: Final = StackRule(
    id="PG-006",
    text="A database lets no client in without TLS 1.2.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A client that is not refused without TLS sends its password and its data in the clear, and nobody "
        "notices."
    ),
    remedy=(
        "Set require_secure_transport to on (Azure, MySQL) or rds.force_ssl to 1 (RDS) in the parameters, "
        "and ssl_min_protocol_version to TLSv1.2."
    ),
    link="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html",
    types=(*_DATABASES, CONFIGURATION, *GROUPS),
    compliance={
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.24",),
        "checkov": ("CKV2_AWS_69",),
        "psrule": ("Azure.PostgreSQL.UseSSL", "Azure.PostgreSQL.MinTLS"),
        "prowler": (
            "aws:rds_instance_transport_encrypted",
            "azure:postgresql_flexible_server_enforce_ssl_enabled",
        ),
    },
    check=each_of(_DATABASES, check),
)
