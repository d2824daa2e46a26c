"""Alarms: whether they are on and call somebody, and what they watch.

Sources, read on 2026-11-28: CloudWatch user guide, `alarm-actions` and composite alarms; Azure Monitor,
`action-groups`; the descriptions in pulumi-aws 7.51 and pulumi-azure-native 3.29.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.azure_ids import named
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

METRIC_ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
METRIC_ALERT: Final = "azure-native:monitor:MetricAlert"
QUERY_RULE: Final = "azure-native:monitor:ScheduledQueryRule"
ACTIVITY_ALERT: Final = "azure-native:monitor:ActivityLogAlert"
ALARMS: Final = (METRIC_ALARM, COMPOSITE_ALARM, METRIC_ALERT, QUERY_RULE, ACTIVITY_ALERT)
_ACTION_GROUP: Final = "azure-native:monitor:ActionGroup"
_OF_AWS: Final = (METRIC_ALARM, COMPOSITE_ALARM)


@dataclass(frozen=True, slots=True)
class Silence:
    """Why an alarm calls nobody."""

    said: str
    path: str


@once
def silence(stack: StackView, alarm: ResourceView) -> Silence | None:
    """Return why an alarm calls nobody when it fires; None where it calls somebody.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    doubt: NotKnownError | None = None
    for why in (_is_off, _is_mute):
        try:
            found = why(stack, alarm)
        except NotKnownError as error:
            doubt = doubt or error
            continue
        if found is not None:
            return found if alarm.token not in _OF_AWS or not _told(stack, alarm) else None
    if doubt is not None:
        raise doubt
    return None


def _is_off(_: StackView, alarm: ResourceView) -> Silence | None:
    switch = effective(alarm, "actionsEnabled" if alarm.token in _OF_AWS else "enabled")
    return None if switch.is_true() else Silence(switch.said, switch.path)


def _is_mute(stack: StackView, alarm: ResourceView) -> Silence | None:
    if alarm.token in _OF_AWS:
        actions = alarm["alarmActions"]
        return None if actions.each() else Silence(f"{actions.path} names nobody to call", actions.path)
    path, groups = _groups(alarm)
    awake = False
    doubt: NotKnownError | None = None
    for node in groups:
        try:
            awake = awake or _is_awake(stack, alarm, node)
        except NotKnownError as error:
            doubt = error
    if awake:
        return None
    if doubt is not None:
        raise doubt
    said = "names groups that are all turned off" if groups else "names no action group"
    return Silence(f"{path} {said}", path)


def _groups(alarm: ResourceView) -> tuple[str, tuple[Node, ...]]:
    """Return the ids of the action groups of an alert of Azure, and where they stand."""
    actions = alarm["actions"]
    if alarm.token == METRIC_ALERT:
        return actions.path, tuple(each["actionGroupId"] for each in actions.each())
    listed = actions["actionGroups"]
    if alarm.token == ACTIVITY_ALERT:
        return listed.path, tuple(each["actionGroupId"] for each in listed.each())
    return listed.path, listed.each()


def _is_awake(stack: StackView, alarm: ResourceView, node: Node) -> bool:
    """Tell whether an action group is on, as far as the stack tells: one of elsewhere is taken to be."""
    found = named(stack, alarm, node, _ACTION_GROUP)
    return not found or any(is_read(each) or effective(each, "enabled").is_true() for each in found)


def _told(stack: StackView, alarm: ResourceView) -> bool:
    """Tell whether a composite alarm of the stack that calls somebody is made of an alarm."""
    return any(
        composite is not alarm and _calls(stack, composite)
        for composite in _made_of(stack).get(alarm.urn, ())
    )


def _calls(stack: StackView, composite: ResourceView) -> bool:
    try:
        return silence(stack, composite) is None
    except NotKnownError:
        return False


@once
def _made_of(stack: StackView) -> Mapping[str, tuple[ResourceView, ...]]:
    """Return the composite alarms that are made of an alarm, by its URN."""
    found: dict[str, tuple[ResourceView, ...]] = {}
    for composite in stack.of(COMPOSITE_ALARM):
        for alarm in _parts(stack, composite):
            found[alarm.urn] = (*found.get(alarm.urn, ()), composite)
    return found


def _parts(stack: StackView, composite: ResourceView) -> Iterator[ResourceView]:
    rule = composite["alarmRule"]
    if not rule.known:
        yield from origins(stack, composite, rule, METRIC_ALARM)
        return
    for alarm in stack.of(METRIC_ALARM):
        name = alarm["name"]
        if (
            name.known
            and name.text()
            and any(f"({mark}{name.text()}{mark})" in rule.text() for mark in ("", '"'))
        ):
            yield alarm
