"""LOG-005: what requests go through has an alarm, and an alarm calls somebody."""

from __future__ import annotations

import pytest

from jiban.policies.rules.monitoring.log_005_alarms import RULE
from jiban.policy.facts.alarms import COMPOSITE_ALARM, METRIC_ALARM, METRIC_ALERT, QUERY_RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

GROUP = "azure-native:monitor:ActionGroup"
DATABASE = "aws:rds/instance:Instance"
SERVER = "azure-native:dbforpostgresql:Server"
TOPIC = "arn:aws:sns:ap-northeast-2:111122223333:on-call"
GROUP_ID = "/subscriptions/0/resourceGroups/rg/providers/microsoft.insights/actiongroups/Call"


def alarm(actions: object = (TOPIC,), **inputs: object) -> ResourceView:
    """An alarm of CloudWatch."""
    return resource(METRIC_ALARM, "alarm", {"name": "high", "alarmActions": actions, **inputs})


def alert(*groups: str, **inputs: object) -> ResourceView:
    """An alert of Azure."""
    actions = [{"actionGroupId": each} for each in groups]
    return resource(METRIC_ALERT, "alert", {"enabled": True, "actions": actions, **inputs})


def composite(actions: object) -> ResourceView:
    """An alarm that is made of the other."""
    return resource(COMPOSITE_ALARM, "both", {"alarmRule": "ALARM(high)", "alarmActions": actions})


def database(stack: str = "prod") -> ResourceView:
    """A database."""
    return resource(DATABASE, "database", {"identifier": "orders"}, stack=stack)


OF_DATABASE = {"DBInstanceIdentifier": "orders"}
CASES = (
    passes(alarm()),
    fails("alarmActions names nobody to call", alarm(None)),
    fails("actionsEnabled is false", alarm(actionsEnabled=False)),
    fails("actionsEnabled is false", alarm(UNKNOWN, actionsEnabled=False)),
    unknown("alarmActions is not known before deployment", alarm(UNKNOWN)),
    passes(alarm(None), composite([TOPIC])),
    fails("alarmActions names nobody to call", alarm(None), composite(None)),
    passes(alert(GROUP_ID)),
    fails("enabled is false", alert(GROUP_ID, enabled=False)),
    fails("actions names no action group", alert()),
    fails(
        "actions names groups that are all turned off",
        alert(GROUP_ID),
        resource(GROUP, "call", {"actionGroupName": "call", "enabled": False}),
    ),
    fails("actions.actionGroups names no action group", resource(QUERY_RULE, "query")),
    not_applicable(database("dev"), reason="dev is no production, by its name"),
    passes(database(), alarm(dimensions=OF_DATABASE)),
    fails("no alarm of the stack watches it", database(), alarm(dimensions={"DBInstanceIdentifier": "x"})),
    fails("alarmActions names nobody to call (alarm)", database(), alarm([], dimensions=OF_DATABASE)),
    unknown(
        "actionsEnabled of alarm is not known before deployment",
        database(),
        alarm(dimensions=OF_DATABASE, actionsEnabled=UNKNOWN),
    ),
    fails("no alarm of the stack watches it", resource(SERVER, "server", stack="prod")),
    passes(
        resource(SERVER, "server", stack="prod"),
        resource(
            METRIC_ALERT,
            "alert",
            {"enabled": True, "actions": [{"actionGroupId": GROUP_ID}], "scopes": [UNKNOWN]},
            comes_from={"scopes": [urn(SERVER, "server", "prod")]},
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
