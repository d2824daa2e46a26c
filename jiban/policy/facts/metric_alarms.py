"""Alarms on metrics: who watches what a resource counts, by CloudWatch and by Azure Monitor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import refers_to
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

CLOUDWATCH: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
AZURE_MONITOR: Final = ("azure-native:monitor:MetricAlert", "azure-native:insights:MetricAlert")


@dataclass(frozen=True, slots=True)
class _Look:
    """One metric that an alarm looks at."""

    alarm: ResourceView
    metric: Node
    doubt: NotKnownError | None = None
    """Where it is not known whose metric it is, or whether the alarm is on: what that hangs on."""


@once
def is_watched(
    stack: StackView, resource: ResourceView, metrics: tuple[str, ...], dimension: str = ""
) -> bool:
    """Tell whether an alarm of the stack that is on watches one of some metrics of a resource.

    Args:
        stack: all resources.
        resource: whose metrics they are.
        metrics: their names.
        dimension: of CloudWatch, the one that names the resource.

    Raises:
        NotKnownError: none surely does, and one of them may.
    """
    looks = _looks(stack, resource.token, dimension)
    doubt: NotKnownError | None = None
    for look in (*looks.get(resource.urn, ()), *looks.get("", ())):
        try:
            with of(look.alarm):
                if not look.metric.says(*metrics):
                    continue
        except NotKnownError as error:
            doubt = error
            continue
        if look.doubt is None:
            return True
        doubt = look.doubt
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return False


@once
def _looks(stack: StackView, token: str, dimension: str) -> Mapping[str, tuple[_Look, ...]]:
    """Return what alarms look at, by the URN of whose it is; those of whom nobody knows under no URN."""
    found: dict[str, list[_Look]] = {}
    for alarm, place, metric in _places(stack, token, dimension):
        try:
            with of(alarm):
                for target in refers_to(stack, alarm, place, token):
                    found.setdefault(target.urn, []).append(_Look(alarm, metric, _asleep(alarm)))
        except NotKnownError as error:
            found.setdefault("", []).append(_Look(alarm, metric, error))
    return {urn: tuple(looks) for urn, looks in found.items()}


def _asleep(alarm: ResourceView) -> NotKnownError | None:
    """Return what it hangs on whether an alarm is on; None where it is."""
    return None if alarm["enabled"].known else NotKnownError(f"enabled of {alarm.name}")


def _places(stack: StackView, token: str, dimension: str) -> Iterator[tuple[ResourceView, Node, Node]]:
    """Yield alarms with an input that names a resource, and one that names a metric of it."""
    on_aws = token.startswith("aws:")
    for alarm in stack.of(*((CLOUDWATCH,) if on_aws else AZURE_MONITOR)):
        try:
            if on_aws:
                counted = ((each[dimension], name) for name, each in _counted(alarm))
                yield from ((alarm, place, name) for place, name in counted if place.given)
            elif not (alarm["enabled"].known and alarm["enabled"].value is False):
                metrics = [each["metricName"] for each in alarm["criteria"]["allOf"].each()]
                yield from ((alarm, scope, name) for scope in alarm["scopes"].each() for name in metrics)
        except NotKnownError as error:
            yield alarm, Node(UNKNOWN, error.path), Node(UNKNOWN, error.path)


def _counted(alarm: ResourceView) -> Iterator[tuple[Node, Node]]:
    """Yield the metrics that an alarm of CloudWatch looks at, each with its dimensions."""
    if alarm["metricName"].given:
        yield alarm["metricName"], alarm["dimensions"]
    for query in alarm["metricQueries"].each():
        if query["metric"].given:
            yield query["metric"]["metricName"], query["metric"]["dimensions"]
