"""Alarms on AWS are on one queue or topic each, by figures of the table or of the specification."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.components.observability.contract import Route
from jiban.components.queue.aws_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue.sqs_alarms import queue_alarms
from jiban.testing import plan_program
from tests.components.helpers import AWS_SITE

FIELDS: dict[str, Any] = {
    "queues": {"work": {}},
    "topics": {"events": {"subscriptions": {"audit": {"sessions": True}}}},
}
WAITING = "ApproximateNumberOfMessagesVisible"


def alarms(**fields: Any) -> dict[str, Any]:
    """Alarms by name."""
    return {each.name: each for each in queue_alarms(AWS_SITE.naming, QueueSpec(**fields))}


def test_each_queue_and_topic_has_its_alarms() -> None:
    """Dead letters, length and age of a queue; of a topic what it could not deliver."""
    assert list(alarms(**FIELDS)) == [
        "dead-letters-work",
        "dead-letters-events.audit",
        "depth-work",
        "depth-events.audit",
        "age-work",
        "age-events.audit",
        "undelivered-events",
    ]
    assert alarms(**FIELDS, alarms=False) == {}


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        (
            "dead-letters-work",
            (WAITING, "Maximum", 0, 300, 1, 3, "dead-letters"),
        ),
        ("depth-work", (WAITING, "Average", 100, 300, 1, 3, "messages-wait")),
        ("age-work", ("ApproximateAgeOfOldestMessage", "Maximum", 900, 300, 3, 3, "messages-wait")),
        ("undelivered-events", ("NumberOfNotificationsFailed", "Sum", 0, 300, 1, 1, "broker-errors")),
    ],
)
def test_the_figures_of_the_table(name: str, figures: tuple[Any, ...]) -> None:
    """Metric, statistic, threshold, seconds, looks in a row, severity, runbook."""
    found = alarms(**FIELDS)[name]
    assert (
        found.metric,
        found.statistic,
        found.threshold,
        found.period,
        found.times,
        found.severity,
        found.runbook,
    ) == figures


def test_an_alarm_is_on_the_name_that_the_queue_has() -> None:
    """Dead letters stand in a queue of their own; those that keep an order end in fifo."""
    found = {name: each.dimension for name, each in alarms(**FIELDS).items()}
    assert found["depth-work"] == ("QueueName", "sqs-trip-work-test")
    kind, dead = found["dead-letters-work"]
    assert (kind, dead.startswith("sqs-trip-work-dead-test-")) == ("QueueName", True)
    assert found["age-events.audit"][1].endswith(".fifo")
    assert found["undelivered-events"] == ("TopicName", "sns-trip-events-test.fifo")


def test_a_threshold_of_its_own_is_the_depths_alone() -> None:
    """Of a queue, and of a topic for each of its subscriptions."""
    found = alarms(
        queues={"work": {"depth_alarm": 5}},
        topics={"events": {"depth_alarm": 7, "subscriptions": {"audit": {}}}},
    )
    assert (found["depth-work"].threshold, found["depth-events.audit"].threshold) == (5, 7)
    assert (found["age-work"].threshold, found["dead-letters-work"].threshold) == (900, 0)


def inputs(receivers: Mapping[Route, str]) -> dict[str, Any]:
    """What the alarm of one queue asks for."""

    def program() -> None:
        spec = QueueSpec.model_validate({"queues": {"work": {}}})
        BrokerAlarms("queue-alarms", AlarmsArgs(spec=spec, site=AWS_SITE, receivers=receivers))

    plan = plan_program(program)
    return dict(plan.resource("cloudwatch:MetricAlarm", "queue-alarms-age-work").inputs)


def test_an_alarm_is_raised_above_its_threshold_and_over_by_itself() -> None:
    """A queue without figures is none that fails."""
    found = inputs({})
    found.pop("tags")
    assert found == {
        "name": "alarm-trip-queue-alarms-age-work-test",
        "alarmDescription": (
            "A message has waited long; whoever consumes is too slow, or does not work. "
            "Runbook: docs/alerts.md#messages-wait"
        ),
        "namespace": "AWS/SQS",
        "metricName": "ApproximateAgeOfOldestMessage",
        "dimensions": {"QueueName": "sqs-trip-work-test"},
        "statistic": "Maximum",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 900,
        "period": 300,
        "evaluationPeriods": 3,
        "treatMissingData": "notBreaching",
    }


def test_whoever_is_told_is_told_of_the_end_too() -> None:
    """By the topic of those who hear of such a severity, and not by the other one."""
    found = inputs({"page": "the-page", "notice": "the-notice"})
    assert found["alarmActions"] == found["okActions"] == ["the-notice"]
    assert "alarmActions" not in inputs({"page": "the-page"})
