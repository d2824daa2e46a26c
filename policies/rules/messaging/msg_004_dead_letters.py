"""MSG-004: a message that nobody can handle is put aside, and somebody is told."""

from typing import Final

from jiban.policy.facts.queues import QUEUE, is_alerted, is_watched, redrive, takes_dead_letters
from jiban.policy.facts.values import effective
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import ResourceView, StackView

_BUS_QUEUE: Final = "azure-native:servicebus:Queue"
_SUBSCRIPTION: Final = "azure-native:servicebus:Subscription"
_TYPES: Final = (QUEUE, _BUS_QUEUE, _SUBSCRIPTION)
LEAST: Final = Parameter("least", 2, "Deliveries of a message before it is put aside, at least.", minimum=1)
MOST: Final = Parameter("most", 100, "Deliveries of a message before it is put aside, at most.", minimum=1)


def check(stack: StackView, queue: ResourceView) -> Verdict:
    """Judge a queue of SQS, or a queue or a subscription of Service Bus."""
    return _of_sqs(stack, queue) if queue.token == QUEUE else _of_bus(stack, queue)


def _of_sqs(stack: StackView, queue: ResourceView) -> Verdict:
    if takes_dead_letters(stack, queue):
        return not_applicable("it is the queue for dead letters of another one")
    found = redrive(stack, queue)
    if found is None:
        return failed("it has no queue for dead letters", "redrivePolicy")
    sane = _is_sane(stack, "maxReceiveCount", found.count, found.path)
    if sane is not PASS:
        return sane
    if is_watched(stack, queue, found):
        return PASS
    return failed("no alarm looks at its queue for dead letters", found.path)


def _of_bus(stack: StackView, queue: ResourceView) -> Verdict:
    return together((judged(_count, stack, queue), judged(_alert, stack, queue)))


def _count(stack: StackView, queue: ResourceView) -> Verdict:
    most = effective(queue, "maxDeliveryCount")
    return _is_sane(stack, most.path, most.number(), most.path)


def _alert(stack: StackView, queue: ResourceView) -> Verdict:
    if is_alerted(stack, queue, "queueName" if queue.token == _BUS_QUEUE else "topicName"):
        return PASS
    return failed("no alert looks at its dead letters")


def _is_sane(stack: StackView, name: str, count: int, path: str) -> Verdict:
    least, most = LEAST.of(stack), MOST.of(stack)
    if count < least:
        return failed(f"{name} is {count}, fewer than {least}: one failure, and a message is dead", path)
    if count > most:
        return failed(f"{name} is {count}, more than {most}: what nobody can handle comes back", path)
    return PASS


RULE: Final = StackRule(
    id="MSG-004",
    text="A queue puts aside what nobody can handle after some deliveries, and an alarm tells of it.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=("A message that always fails keeps others waiting for ever, or is lost and nobody knows."),
    remedy=(
        "Set redrivePolicy with a queue for dead letters and a maxReceiveCount of a few, and make a "
        "MetricAlarm on ApproximateNumberOfMessagesVisible of that queue; on Service Bus a MetricAlert on "
        "DeadletteredMessages."
    ),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    types=_TYPES,
    parameters=(LEAST, MOST),
    compliance={"cdk_nag": ("AwsSolutions-SQS3",)},
    setting=("jiban:observability.alerts", "jiban:queue.alarms"),
    check=each_of(_TYPES, check),
)
