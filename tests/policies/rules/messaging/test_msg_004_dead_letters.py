"""MSG-004: queues, their dead letters and who is told of them."""

from __future__ import annotations

import json

import pytest

from jiban.policies.rules.messaging.msg_004_dead_letters import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

QUEUE = "aws:sqs/queue:Queue"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
NAMESPACE = "azure-native:servicebus:Namespace"
BUS_QUEUE = "azure-native:servicebus:Queue"
ALERT = "azure-native:monitor:MetricAlert"
DEAD = resource(QUEUE, "dead", {"name": "dead"})


def queue(count: object = 4, name: str = "dead") -> ResourceView:
    """A queue that puts messages aside after some deliveries."""
    target = f"arn:aws:sqs:ap-northeast-2:111122223333:{name}"
    return resource(
        QUEUE, inputs={"redrivePolicy": json.dumps({"deadLetterTargetArn": target, "maxReceiveCount": count})}
    )


def alarm(name: object = "dead", metric: str = "ApproximateNumberOfMessagesVisible") -> ResourceView:
    """An alarm on a queue."""
    return resource(ALARM, "alarm", {"metricName": metric, "dimensions": {"QueueName": name}})


def bus_queue(**inputs: object) -> ResourceView:
    """A queue of Service Bus."""
    return resource(BUS_QUEUE, inputs={"namespaceName": "bus", "queueName": "orders", **inputs})


BUS = resource(NAMESPACE, "bus", {"namespaceName": "bus"})
SCOPE = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/Bus"


def alert(**inputs: object) -> ResourceView:
    """An alert on the dead letters of the bus."""
    criterion = {"metricName": "DeadletteredMessages"}
    return resource(ALERT, "alert", {"scopes": [SCOPE], "criteria": {"allOf": [criterion]}, **inputs})


CASES = (
    passes(queue(), DEAD, alarm()),
    fails("it has no queue for dead letters", resource(QUEUE)),
    fails("maxReceiveCount is 1, fewer than 2: one failure, and a message is dead", queue(1), DEAD, alarm()),
    fails(
        "maxReceiveCount is 101, more than 100: what nobody can handle comes back", queue(101), DEAD, alarm()
    ),
    passes(queue(101), DEAD, alarm(), parameters={"most": 200}),
    fails("no alarm looks at its queue for dead letters", queue(), DEAD, alarm("it")),
    fails(
        "no alarm looks at its queue for dead letters", queue(), DEAD, alarm(metric="NumberOfMessagesSent")
    ),
    not_applicable(queue(), DEAD, of="dead", reason="it is the queue for dead letters of another one"),
    unknown(
        "redrivePolicy names a queue for dead letters that is no part of the stack, and others may watch it",
        queue(name="theirs"),
    ),
    unknown(
        "redrivePolicy is not known before deployment", resource(QUEUE, inputs={"redrivePolicy": UNKNOWN})
    ),
    unknown("dimensions.QueueName of alarm is not known before deployment", queue(), DEAD, alarm(UNKNOWN)),
    passes(bus_queue(), BUS, alert()),
    fails("no alert looks at its dead letters", bus_queue(), BUS, alert(enabled=False)),
    fails(
        "maxDeliveryCount is 2000, more than 100: what nobody can handle comes back",
        bus_queue(maxDeliveryCount=2000),
        BUS,
        alert(),
    ),
    unknown(
        "namespaceName names a namespace that is no part of the stack, and others may watch it", bus_queue()
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
