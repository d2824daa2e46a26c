"""PG-008: a database logs who connects and what is asked, and somebody keeps it."""

import pytest

from jiban.policies.rules.postgres.pg_008_logs import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
CONFIGURATION = "azure-native:dbforpostgresql:Configuration"
SETTING = "azure-native:monitor:DiagnosticSetting"
GROUP = "aws:rds/parameterGroup:ParameterGroup"
IDS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"
KEPT = resource(
    SETTING,
    "kept",
    {
        "resourceUri": f"{IDS}/orders",
        "workspaceId": "w",
        "logs": [{"categoryGroup": "allLogs", "enabled": True}],
    },
)
NOT_KEPT = "no diagnostic setting keeps its log"
NO_STATEMENTS = (
    "log_statement is not set, and Azure takes none; "
    "log_min_duration_statement is not set, and Azure takes -1"
)
ORDERS = resource(SERVER, inputs={"serverName": "orders"})


def says(name: str, value: object) -> ResourceView:
    """Make a parameter of the server."""
    said = {"serverName": "orders", "configurationName": name, "value": value}
    return resource(CONFIGURATION, name, said)


def instance(exports: object, **parameters: object) -> tuple[ResourceView, ...]:
    """Make an instance with a group of parameters."""
    listed = [{"name": name, "value": value} for name, value in parameters.items()]
    said = {"engine": "postgres", "parameterGroupName": "own", "enabledCloudwatchLogsExports": exports}
    return (
        resource(INSTANCE, inputs=said),
        resource(GROUP, "group", {"name": "own", "family": "postgres17", "parameters": listed}),
    )


CASES = (
    fails(f"{NOT_KEPT}; {NO_STATEMENTS}", ORDERS),
    fails(NO_STATEMENTS, ORDERS, KEPT),
    passes(ORDERS, KEPT, says("log_statement", "ddl")),
    passes(ORDERS, KEPT, says("log_min_duration_statement", 500)),
    fails(
        "log_connections is off in log_connections",
        ORDERS,
        KEPT,
        says("log_statement", "all"),
        says("log_connections", "off"),
    ),
    unknown(
        "log_min_duration_statement is no number",
        ORDERS,
        KEPT,
        says("log_min_duration_statement", "long"),
    ),
    unknown(
        "value of log_statement is not known before deployment", ORDERS, KEPT, says("log_statement", UNKNOWN)
    ),
    unknown(
        "resourceUri of setting is not known before deployment",
        ORDERS,
        resource(SETTING, "setting", {"resourceUri": UNKNOWN}),
        says("log_statement", "ddl"),
    ),
    passes(*instance(["postgresql"], log_connections="1", log_statement="ddl")),
    fails(
        "enabledCloudwatchLogsExports is upgrade, without postgresql",
        *instance(["upgrade"], log_connections="1", log_statement="ddl"),
    ),
    fails(
        "enabledCloudwatchLogsExports is empty, so that nothing is exported",
        *instance([], log_connections="1", log_statement="ddl"),
    ),
    fails(
        "log_connections is not set, and AWS takes 0",
        *instance(["postgresql"], log_min_duration_statement=0),
    ),
    unknown(
        "enabledCloudwatchLogsExports is not known before deployment",
        *instance(UNKNOWN, log_connections="1", log_statement="ddl"),
    ),
    passes(resource(INSTANCE, inputs={"engine": "mysql", "enabledCloudwatchLogsExports": ["error"]})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
