"""Alerts on the pages by severity, on AWS: those that the environment has, by the tables of its tiers."""

from __future__ import annotations

from typing import Any, Final

import pytest

from infra.runbook.page import Names
from infra.runbook.watched import watched
from jiban.settings.root import Deployment
from tests.infra.stacks.test_aws import environment
from tests.infra.stacks.test_aws_edge import WAY_IN
from tests.infra.stacks.test_aws_monitoring import WATCHED, alarms, less
from tests.infra.test_runbook import action, made

LEVELS: Final = ("severity-1", "severity-2", "severity-3")
FIRED: Final = "See what has fired"
ALERTS: Final[dict[str, Any]] = {"observability": {"alerts": {"emails": ["ops@example.com"]}}}


def names(**fields: Any) -> set[str]:
    """What may fire."""
    whole = environment(**WATCHED | fields)
    return {each.name for each in watched(Names(whole, Deployment("pms", "test", ())))}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        WAY_IN,
        {"cache": {"standby": False, "clustering": "none"}},
        {"postgres": {"databases": ("pms",), "machine": "db.m7g.large"}},
        {"observability": {"metrics": False, "alerts": {"emails": ("ops@example.com",)}}, "workloads": {}},
        {"objectives": {"recovery": {"rpo_minutes": 60, "rto_minutes": 240}}, "backup": {}},
        {"backup": {}},
        {"backup": {"drill": "none", "copy_region": "none"}, "objects": {"buckets": {"files": {}}}},
        {"backup": {}, "objects": {"buckets": {"files": {}}}},
    ],
)
def test_what_may_fire_is_what_the_stack_makes(fields: dict[str, Any]) -> None:
    """One name for each row of each tier; an alarm of a resource or of all of its kind is the same row."""
    plan = less(**fields)
    rows = {_row(each) for each in alarms(plan)}
    of_backups = {
        "backup." + each.name.removeprefix("backup-").removesuffix("-alarm")
        for each in plan.resources_of("cloudwatch:MetricAlarm")
        if each.name.startswith("backup-")
    }
    of_queues = {
        "queue." + each.name.removeprefix("queue-alarms-")
        for each in plan.resources_of("cloudwatch:MetricAlarm")
        if each.name.startswith("queue-alarms-")
    }
    found = names(**fields)
    rules = {each for each in found if each.partition(".")[0] in ("workloads", "cluster")}
    tiers = {_row(each) for each in found - rules}
    assert tiers == rows | of_backups | of_queues
    assert bool(rules) is bool(plan.resources_of("amp:RuleGroupNamespace"))


def _row(alarm: str) -> str:
    """The row of an alarm of one resource, or of one kind of it: `postgres.lag` of `postgres-replica.lag`."""
    what, _, row = alarm.rpartition(".")
    tier = what.partition("-")[0]
    return f"{tier}.{row}"


def test_alarms_that_go_on_are_asked_for_where_they_are() -> None:
    """Of this stack, in its region and in CloudFront's."""
    page = made("aws", ALERTS)["severity-1"]
    here, far = action(page, FIRED).commands
    assert here == (
        "aws cloudwatch describe-alarms --region ap-northeast-2 --state-value ALARM "
        "--alarm-name-prefix alarm-shop- --query \"MetricAlarms[?contains(AlarmName, '-test')]."
        '[AlarmName, StateUpdatedTimestamp, AlarmDescription]" --output table'
    )
    assert far == here.replace("ap-northeast-2", "us-east-1")


@pytest.mark.parametrize(
    ("page", "there", "elsewhere"),
    [
        ("severity-1", "edge.errors (`#edge-errors`)", "firewall.blocked"),
        ("severity-1", "postgres.down (`#database-down`)", "postgres.cpu"),
        ("severity-1", "workloads.error-rate (`#error-rate`)", "workloads.cpu"),
        ("severity-2", "firewall.blocked (`#firewall`)", "edge.errors"),
        ("severity-2", "backup.missing (`#backups`)", "postgres.down"),
        ("severity-3", "queue.dead-letters-jobs (`#dead-letters`)", "queue.undelivered-events"),
    ],
)
def test_alerts_of_aws_stand_on_the_page_of_their_severity(page: str, there: str, elsewhere: str) -> None:
    """With their sections; none of Azure's."""
    said = action(made("aws", ALERTS)[page], FIRED).reason
    assert there in said
    assert f"{elsewhere} (" not in said
    assert "connections_failed" not in said
    assert "failed-connections" not in said


def test_rules_are_in_no_list_of_cloudwatch() -> None:
    """So nobody looks there for them."""
    assert "rules of the managed Prometheus" in action(made("aws", ALERTS)["severity-2"], FIRED).reason
    without = {"observability": {"metrics": False, **ALERTS["observability"]}}
    assert "Prometheus" not in action(made("aws", without)["severity-2"], FIRED).reason
