"""PG-013: a database does not stop for want of storage unseen."""

import pytest

from jiban.policies.rules.postgres.pg_013_storage_growth import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SERVER = "azure-native:dbforpostgresql:Server"
INSTANCE = "aws:rds/instance:Instance"
ALERT = "azure-native:monitor:MetricAlert"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
IDS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers"
FULL = "and no alarm watches how full it is"
ORDERS = resource(SERVER, inputs={"serverName": "orders", "storage": {"autoGrow": "disabled"}})
BASE = resource(INSTANCE, inputs={"identifier": "orders"})


def alert(metric: object, *scopes: object, enabled: object = True) -> ResourceView:
    """Make an alert of Azure Monitor."""
    said = {"scopes": list(scopes), "enabled": enabled, "criteria": {"allOf": [{"metricName": metric}]}}
    return resource(ALERT, "alert", said)


def alarm(metric: object, name: object = "orders") -> ResourceView:
    """Make an alarm of CloudWatch."""
    return resource(ALARM, "alarm", {"metricName": metric, "dimensions": {"DBInstanceIdentifier": name}})


CASES = (
    passes(resource(SERVER, inputs={"storage": {"autoGrow": "enabled"}})),
    fails(f"storage.autoGrow is not set, and Azure takes Disabled, {FULL}", resource(SERVER)),
    fails(f"storage.autoGrow is Disabled, {FULL}", ORDERS, alert("cpu_percent", f"{IDS}/orders")),
    fails(f"storage.autoGrow is Disabled, {FULL}", ORDERS, alert("storage_percent", f"{IDS}/others")),
    fails(
        f"storage.autoGrow is Disabled, {FULL}",
        ORDERS,
        alert("storage_percent", f"{IDS}/orders", enabled=False),
    ),
    passes(
        ORDERS,
        alert("Storage_Percent", f"{IDS}/others", f"{IDS}/Orders"),
        reason="an alarm watches how full it is",
    ),
    unknown(
        "criteria.allOf[0].metricName of alert is not known before deployment",
        ORDERS,
        alert(UNKNOWN, f"{IDS}/orders"),
    ),
    unknown("scopes[0] of alert is not known before deployment", ORDERS, alert("storage_percent", UNKNOWN)),
    unknown(
        "enabled of alert is not known before deployment",
        ORDERS,
        alert("storage_percent", f"{IDS}/orders", enabled=UNKNOWN),
    ),
    unknown(
        "storage.autoGrow is not known before deployment",
        resource(SERVER, inputs={"storage": {"autoGrow": UNKNOWN}}),
    ),
    fails(f"maxAllocatedStorage is not set, and AWS takes 0, {FULL}", BASE, alarm("CPUUtilization")),
    passes(BASE, alarm("FreeStorageSpace"), reason="an alarm watches how full it is"),
    passes(resource(INSTANCE, inputs={"maxAllocatedStorage": "400"})),
    unknown(
        "maxAllocatedStorage is no whole number, which it has to be",
        resource(INSTANCE, inputs={"maxAllocatedStorage": "much"}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
