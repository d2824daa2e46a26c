"""Dead letters: what becomes of messages that nobody can handle, and who is told, on SQS and Service Bus.

Sources, read on 2026-11-28: API of SQS (`RedrivePolicy`, `RedriveAllowPolicy`) in botocore; pulumi-aws 7.51,
`aws.sqs`; Amazon SQS developer guide, `sqs-dead-letter-queues` (a message that is moved is not counted as
sent; unverified); Azure Monitor, supported metrics of Microsoft.ServiceBus/namespaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.beside import Beside, beside, said, some_say
from jiban.policy.facts.documents import opened, values
from jiban.policy.facts.logic import some
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import at, name_in
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

QUEUE: Final = "aws:sqs/queue:Queue"
_REDRIVE: Final = Beside(("aws:sqs/redrivePolicy:RedrivePolicy",), "queueUrl", (QUEUE,), called=("name",))
_ALLOW: Final = Beside(
    ("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",), "queueUrl", (QUEUE,), called=("name",)
)
_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
_METRICS: Final = ("ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage")
"""Metrics of SQS that tell of what lies in a queue."""
_SENDERS: Final = (
    (QUEUE, "redrivePolicy", "deadLetterTargetArn"),
    ("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy", "deadLetterTargetArn"),
    ("aws:sns/topicSubscription:TopicSubscription", "redrivePolicy", "deadLetterTargetArn"),
    ("aws:lambda/function:Function", "deadLetterConfig", "targetArn"),
    ("aws:cloudwatch/eventTarget:EventTarget", "deadLetterConfig", "arn"),
    ("aws:scheduler/schedule:Schedule", "target", "deadLetterConfig.arn"),
)
"""Types that send dead letters somewhere, the input that says so, and where in it."""


@dataclass(frozen=True, slots=True)
class Redrive:
    """What a queue does with a message that comes back again and again."""

    target: Node
    """ARN of the queue for dead letters."""
    count: int
    path: str


@once
def takes_dead_letters(stack: StackView, queue: ResourceView) -> bool:
    """Tell whether a queue of SQS is one for the dead letters of others.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if queue in _targets(stack):
        return True
    return some_say(said(stack, queue, _ALLOW, "redriveAllowPolicy", "redriveAllowPolicy"), _takes)


def _takes(policy: Node) -> bool:
    """Tell whether a policy takes dead letters; one that comes with deployment is made to take some."""
    if not policy.known:
        return True
    permission = opened(policy)["redrivePermission"]
    return permission.given and not permission.says("denyAll")


@once
def _targets(stack: StackView) -> frozenset[ResourceView]:
    """Return the queues that something names as its queue for dead letters."""
    found: set[ResourceView] = set()
    for token, key, inside in _SENDERS:
        for sender in stack.of(token):
            node = sender[key]
            if not node.known:
                found.update(_behind(stack, sender, node))
                continue
            try:
                target = _queue(stack, sender, at(opened(node), inside))
            except NotKnownError:
                continue
            if target is not None:
                found.add(target)
    return frozenset(found)


def _behind(stack: StackView, resource: ResourceView, node: Node) -> tuple[ResourceView, ...]:
    return tuple(each for each in origins(stack, resource, node, QUEUE) if each is not resource)


def _queue(stack: StackView, resource: ResourceView, arn: Node) -> ResourceView | None:
    """Return the queue of an ARN; None where it is no part of the stack.

    Raises:
        NotKnownError: the ARN is not known before deployment, and comes from no queue.
    """
    found = _behind(stack, resource, arn) if not arn.known else ()
    if len(found) == 1:
        return found[0]
    name = arn.text().rpartition(":")[2]
    return _by_name(stack).get(name) if name else None


@once
def _by_name(stack: StackView) -> dict[str, ResourceView]:
    queues = stack.of(QUEUE)
    return {name: each for each in queues if (name := name_in(each["name"]))}


def redrive(stack: StackView, queue: ResourceView) -> Redrive | None:
    """Return where a queue of SQS sends messages that come back too often, and how often; None for nowhere.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    policies = said(stack, queue, _REDRIVE, "redrivePolicy", "redrivePolicy")
    return policies[-1].asked(_read) if policies else None


def _read(policy: Node) -> Redrive | None:
    found = opened(policy)
    if found.value is None or not found["deadLetterTargetArn"].given:
        return None
    return Redrive(found["deadLetterTargetArn"], found["maxReceiveCount"].number(), policy.path)


def is_watched(stack: StackView, queue: ResourceView, found: Redrive) -> bool:
    """Tell whether an alarm looks at what lies in the queue for dead letters.

    Raises:
        NotKnownError: it is not known before deployment, or hangs on a queue that is no part of the stack.
    """
    target = _queue(stack, queue, found.target)
    if target is None:
        why = "names a queue for dead letters that is no part of the stack, and others may watch it"
        raise NotKnownError(found.path, why)
    watched = _watched(stack)
    if watched.all or target.urn in watched.urns or name_in(target["name"]) in watched.names:
        return True
    if watched.lost:
        raise NotKnownError(watched.lost[0].path, watched.lost[0].why)
    return False


@dataclass(frozen=True, slots=True)
class _Watched:
    all: bool
    urns: frozenset[str]
    names: frozenset[str]
    lost: tuple[NotKnownError, ...]


@once
def _watched(stack: StackView) -> _Watched:
    """Return the queues at which the alarms of a stack look."""
    every, urns, names, lost = False, set[str](), set[str](), list[NotKnownError]()
    for alarm in stack.of(_ALARM):
        try:
            with of(alarm):
                every = every or _searches(alarm)
                for metric in _metrics(alarm):
                    name = metric["dimensions"]["QueueName"]
                    if not metric["metricName"].says(*_METRICS) or not name.given:
                        continue
                    behind = origins(stack, alarm, name, QUEUE)
                    urns.update(each.urn for each in behind)
                    if not behind:
                        names.add(name.text())
        except NotKnownError as error:
            lost.append(error)
    return _Watched(every, frozenset(urns), frozenset(names), tuple(lost))


def _metrics(alarm: ResourceView) -> Iterator[Node]:
    yield alarm.node
    yield from (each["metric"] for each in alarm["metricQueries"].each() if each["metric"].given)


def _searches(alarm: ResourceView) -> bool:
    """Tell whether an alarm looks at the queues of the whole account by an expression."""
    texts = [each["expression"].text() for each in alarm["metricQueries"].each()]
    return any("AWS/SQS" in text and any(metric in text for metric in _METRICS) for text in texts)


NAMESPACE: Final = "azure-native:servicebus:Namespace"
_ALERT: Final = Beside(
    ("azure-native:monitor:MetricAlert",), "scopes", (NAMESPACE,), called=("namespaceName",), arm="namespaces"
)
_DEAD: Final = "DeadletteredMessages"
_ENTITY: Final = "EntityName"


def is_alerted(stack: StackView, entity: ResourceView, name: str) -> bool:
    """Tell whether an alert looks at the dead letters of a queue or a topic of Service Bus.

    Args:
        stack: all resources.
        entity: a queue or a subscription.
        name: its input with the name of the queue or the topic.

    Raises:
        NotKnownError: it is not known before deployment, or hangs on a namespace of another stack.
    """
    namespace = _namespace(stack, entity)
    if namespace is None:
        why = "names a namespace that is no part of the stack, and others may watch it"
        raise NotKnownError("namespaceName", why)
    told = beside(stack, namespace, _ALERT)
    if some([lambda each=each: _alerts(each, entity[name]) for each in told.resources]):
        return True
    told.certain()
    return False


def _namespace(stack: StackView, entity: ResourceView) -> ResourceView | None:
    node = entity["namespaceName"]
    found = origins(stack, entity, node, NAMESPACE)
    if len(found) == 1:
        return found[0]
    name = node.text()
    for each in stack.of(NAMESPACE):
        if name_in(each["namespaceName"]).casefold() == name.casefold():
            return each
    return None


def _alerts(alert: ResourceView, entity: Node) -> bool:
    with of(alert):
        if alert["enabled"].value is False:
            return False
        return some([lambda each=each: _looks_at(each, entity) for each in alert["criteria"]["allOf"].each()])


def _looks_at(criterion: Node, entity: Node) -> bool:
    if not criterion["metricName"].says(_DEAD):
        return False
    named = [each for each in criterion["dimensions"].each() if each["name"].says(_ENTITY)]
    return all(
        any(value.text() == "*" or value.says(entity.text()) for value in values(each["values"]))
        is not each["operator"].says("Exclude")
        for each in named
    )
