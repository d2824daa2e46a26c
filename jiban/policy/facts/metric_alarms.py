"""Alarms on metrics: who watches what a resource counts, by CloudWatch and by Azure Monitor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import refers_to
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

CLOUDWATCH: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
AZURE_MONITOR: Final = ("azure-native:monitor:MetricAlert", "azure-native:insights:MetricAlert")


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
    tokens = (CLOUDWATCH,) if resource.token.startswith("aws:") else AZURE_MONITOR
    doubt: NotKnownError | None = None
    for alarm in stack.of(*tokens):
        try:
            with of(alarm):
                if _watches(stack, alarm, resource, metrics, dimension):
                    return True
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return False


def _watches(
    stack: StackView, alarm: ResourceView, resource: ResourceView, metrics: tuple[str, ...], dimension: str
) -> bool:
    if alarm.token != CLOUDWATCH:
        at_it = any(
            resource in refers_to(stack, alarm, each, resource.token) for each in alarm["scopes"].each()
        )
        if not at_it or alarm["enabled"].value is False:
            return False
        return any(each["metricName"].says(*metrics) for each in alarm["criteria"]["allOf"].each())
    return any(
        dimensions[dimension].given
        and resource in refers_to(stack, alarm, dimensions[dimension], resource.token)
        and name.says(*metrics)
        for name, dimensions in _counted(alarm)
    )


def _counted(alarm: ResourceView) -> Iterator[tuple[Node, Node]]:
    """Yield the metrics that an alarm of CloudWatch looks at, each with its dimensions."""
    if alarm["metricName"].given:
        yield alarm["metricName"], alarm["dimensions"]
    for query in alarm["metricQueries"].each():
        if query["metric"].given:
            yield query["metric"]["metricName"], query["metric"]["dimensions"]
