"""The alarms that are made with a broker."""

from collections.abc import Mapping
from typing import Any

from jiban.components.observability.contract import Route
from jiban.components.queue.alarms import Alarm, alarms, source
from jiban.components.queue.azure import Broker, BrokerArgs
from jiban.components.queue.azure_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.queue.spec import QueueSpec
from jiban.testing import Resource, plan_program
from tests.components.helpers import SITE
from tests.components.observability.examples import runbooks

ALERT = "monitor:MetricAlert"
_GROUPS = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Insights/actionGroups"
PAGE, NOTICE = f"{_GROUPS}/page", f"{_GROUPS}/notice"


def named(**fields: Any) -> dict[str, Alarm]:
    """The alarms of a broker by name."""
    return {alarm.name: alarm for alarm in alarms("azure", QueueSpec(**fields))}


def made(groups: Mapping[Route, str] | None = None, **fields: Any) -> dict[str, Resource]:
    """The alerts that a broker asks for, by name."""

    def program() -> None:
        spec = QueueSpec(**fields)
        broker = Broker("queue", BrokerArgs(spec=spec, site=SITE)).contract
        args = AlarmsArgs(spec=spec, site=SITE, broker=broker, action_groups=groups or {})
        BrokerAlarms("queue-alarms", args)

    return {each.name: each for each in plan_program(program, resolve=True).resources_of(ALERT)}


def test_every_broker_has_three() -> None:
    """Dead letters, waiting messages, refused requests; the age of messages is measured by nobody."""
    assert {name: (each.metric, each.aggregation, each.threshold) for name, each in named().items()} == {
        "dead-letters": ("DeadletteredMessages", "Average", 0),
        "depth": ("ActiveMessages", "Average", 100),
        "throttling": ("ThrottledRequests", "Total", 0),
    }


def test_a_broker_may_have_none() -> None:
    """Where nobody would look."""
    assert named(alarms=False) == {}
    assert made(alarms=False) == {}


def test_every_queue_and_topic_is_looked_at() -> None:
    """Also one that was made by hand."""
    assert {each.entities for each in named(queues={"work": {}}).values()} == {("*",)}


def test_a_queue_may_have_a_depth_of_its_own() -> None:
    """It gets an alarm of its own, and is left out of the others'."""
    found = named(
        queues={"work": {"depth_alarm": 5000}, "mail": {}},
        topics={"events": {"subscriptions": {"audit": {}}}},
    )
    assert (found["depth-work"].threshold, found["depth-work"].entities) == (5000, ("work",))
    assert (found["depth"].threshold, found["depth"].entities) == (100, ("events", "mail"))
    assert found["dead-letters"].entities == ("*",)


def test_each_of_several_has_its_own_depth() -> None:
    """Queues and topics alike, and the rest share one."""
    found = named(
        queues={"work": {"depth_alarm": 5000}, "mail": {"depth_alarm": 20}, "rest": {}},
        topics={"events": {"subscriptions": {"audit": {}}, "depth_alarm": 7}},
    )
    assert {name: (each.threshold, each.entities) for name, each in found.items() if "depth" in name} == {
        "depth": (100, ("rest",)),
        "depth-events": (7, ("events",)),
        "depth-mail": (20, ("mail",)),
        "depth-work": (5000, ("work",)),
    }


def test_where_each_has_its_own_there_is_no_other() -> None:
    """An alarm on nothing would be refused."""
    assert "depth" not in named(queues={"work": {"depth_alarm": 5000}})


def test_a_copy_that_falls_behind_is_told_before_senders_are_slowed_down() -> None:
    """At four fifths of the lag that is allowed, in seconds, for the broker as a whole."""
    lag = named(geo="replication", geo_region="koreasouth", geo_lag_minutes=10)["lag"]
    assert (lag.metric, lag.threshold, lag.entities) == ("ReplicationLagDuration", 480, ())


def test_a_copy_that_is_never_behind_has_no_alarm() -> None:
    """Messages wait for it, and an alias has none."""
    assert "lag" not in named(geo="replication", geo_region="koreasouth", geo_lag_minutes=0)
    assert "lag" not in named(geo="alias", geo_region="koreasouth")


def test_what_an_alert_asks_for() -> None:
    """The whole of one, queue by queue."""
    assert made(queues={"work": {}})["queue-alarms-dead-letters"].inputs == {
        "ruleName": "ar-trip-queue-alarms-dead-letters-test",
        "resourceGroupName": "rg-trip-test",
        "location": "global",
        "description": "Messages failed too often or expired, and wait in dead letters for somebody to look. "
        "Runbook: docs/alerts.md#dead-letters",
        "enabled": True,
        "autoMitigate": True,
        "severity": 3,
        "scopes": ["id:queue-namespace"],
        "windowSize": "PT5M",
        "evaluationFrequency": "PT1M",
        "criteria": {
            "odataType": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            "allOf": [
                {
                    "criterionType": "StaticThresholdCriterion",
                    "name": "DeadletteredMessages",
                    "metricNamespace": "Microsoft.ServiceBus/namespaces",
                    "metricName": "DeadletteredMessages",
                    "timeAggregation": "Average",
                    "operator": "GreaterThan",
                    "threshold": 0,
                    "dimensions": [{"name": "EntityName", "operator": "Include", "values": ["*"]}],
                    "skipMetricValidation": True,
                }
            ],
        },
        "tags": {
            "managed-by": "jiban",
            "name": "queue-alarms-dead-letters",
            "owner": "platform",
            "project": "trip",
            "stack": "test",
            "tier": "queue",
        },
    }


def test_people_are_told_by_the_action_group_of_the_severity() -> None:
    """What is refused wakes whoever is on call; what waits goes to the team."""
    told = made({"page": PAGE, "notice": NOTICE})
    assert {name: each.inputs["actions"] for name, each in told.items()} == {
        "queue-alarms-dead-letters": [{"actionGroupId": NOTICE}],
        "queue-alarms-depth": [{"actionGroupId": NOTICE}],
        "queue-alarms-throttling": [{"actionGroupId": PAGE}],
    }


def test_without_groups_nobody_is_told() -> None:
    """An alarm stands in the portal all the same."""
    assert ["actions" in each.inputs for each in made().values()] == [False] * 3


def test_every_runbook_is_a_section_of_the_page() -> None:
    """Whoever is woken finds what to do."""
    found = named(geo="replication", geo_region="koreasouth", geo_lag_minutes=10)
    assert {each.runbook for each in found.values()} <= runbooks()


def test_how_each_alarm_looks() -> None:
    """Over what, how often, how bad it is, and what to do; throttling hides nothing and wakes somebody."""
    found = named(geo="replication", geo_region="koreasouth")
    assert {name: (each.window, each.every, each.severity, each.runbook) for name, each in found.items()} == {
        "dead-letters": ("PT5M", "PT1M", 3, "dead-letters"),
        "depth": ("PT5M", "PT1M", 3, "messages-wait"),
        "throttling": ("PT5M", "PT5M", 1, "broker-load"),
        "lag": ("PT5M", "PT1M", 1, "replication-lag"),
    }


def test_the_lag_is_the_most_of_five_minutes() -> None:
    """Four fifths of what may be lost where nobody has said how much: of five minutes, 240 seconds."""
    lag = named(geo="replication", geo_region="koreasouth")["lag"]
    assert (lag.aggregation, lag.threshold) == ("Maximum", 240)


def test_each_alarm_says_what_has_happened() -> None:
    """In a sentence of its own."""
    found = named(geo="replication", geo_region="koreasouth")
    assert {name: each.says for name, each in found.items()} == {
        "dead-letters": (
            "Messages failed too often or expired, and wait in dead letters for somebody to look."
        ),
        "depth": "Messages wait, as more of them come than are consumed.",
        "throttling": "The broker refuses requests, as its capacity is used up.",
        "lag": "The copy in the second region is behind; soon senders are slowed down.",
    }


def test_metrics_are_the_brokers_own() -> None:
    """By their namespace in Azure, and told apart by queue and topic."""
    found = source("azure")
    assert (found.namespace, found.dimension) == ("Microsoft.ServiceBus/namespaces", "EntityName")
