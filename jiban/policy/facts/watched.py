"""What requests go through, and the alarms that watch it. Types and dimensions: `watched.yaml`.

Alerts of Prometheus are counted for EKS (`aws.amp`): what they ask is text, and is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.policy.facts.alarms import METRIC_ALARM, METRIC_ALERT, QUERY_RULE, silence
from jiban.policy.facts.azure_ids import named
from jiban.policy.facts.once import once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_TYPES: Final[Mapping[str, list[Mapping[str, Any]]]] = table("jiban.policy.facts", "watched.yaml")["types"]
_EKS: Final = "aws:eks/cluster:Cluster"
_SCRAPER: Final = "aws:amp/scraper:Scraper"
_RULES: Final = "aws:amp/ruleGroupNamespace:RuleGroupNamespace"
_ALERT_MANAGER: Final = "aws:amp/alertManagerDefinition:AlertManagerDefinition"
FIRST_TIER: Final = tuple(_TYPES)
"""Types that every request goes through and stops without."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """An alarm that watches something, or that may."""

    alarm: ResourceView
    surely: bool
    path: str


def unwatched(stack: StackView, resource: ResourceView) -> str:
    """Return why no alarm calls somebody about a resource; empty where one does.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    doubt: NotKnownError | None = None
    silent: list[str] = []
    for watch in _watches(stack).get(resource.urn, ()):
        try:
            found = silence(stack, watch.alarm)
        except NotKnownError as error:
            doubt = NotKnownError(f"{error.path} of {watch.alarm.name}", error.why)
            continue
        if found is not None:
            silent.append(f"{found.said} ({watch.alarm.name})")
        elif watch.surely:
            return ""
        else:
            doubt = NotKnownError(f"{watch.path} of {watch.alarm.name}", "does not tell which it watches")
    if resource.token == _EKS and _has_prometheus(stack, resource):
        return ""
    if doubt is not None:
        raise doubt
    return "; ".join(silent) or "no alarm of the stack watches it"


@once
def _watches(stack: StackView) -> Mapping[str, tuple[_Watch, ...]]:
    """Return the alarms that watch a resource, by its URN."""
    found: dict[str, tuple[_Watch, ...]] = {}
    for alarm in stack.of(METRIC_ALARM):
        for key, node in _dimensions(alarm):
            watched = _of_dimension(stack, alarm, key, node)
            for each in watched:
                watch = _Watch(alarm, len(watched) == 1, node.path)
                found[each.urn] = (*found.get(each.urn, ()), watch)
    for alert in stack.of(METRIC_ALERT, QUERY_RULE):
        scopes = alert["scopes"]
        for node in scopes.each() if scopes.known else ():
            for each in named(stack, alert, node, *FIRST_TIER):
                found[each.urn] = (*found.get(each.urn, ()), _Watch(alert, surely=True, path=node.path))
    return found


def _has_prometheus(stack: StackView, cluster: ResourceView) -> bool:
    """Tell whether rules of Amazon Managed Prometheus alert about what is scraped of a cluster of EKS."""
    scraped = any(cluster in stack.behind(each, "source", _EKS) for each in stack.of(_SCRAPER))
    return scraped and bool(stack.of(_RULES)) and bool(stack.of(_ALERT_MANAGER))


def _dimensions(alarm: ResourceView) -> Iterator[tuple[str, Node]]:
    """Yield the dimensions of an alarm's metric, or of those in its queries."""
    try:
        yield from alarm["dimensions"].items()
        for query in alarm["metricQueries"].each():
            yield from query["metric"]["dimensions"].items()
    except NotKnownError:
        return


def _of_dimension(stack: StackView, alarm: ResourceView, key: str, node: Node) -> tuple[ResourceView, ...]:
    tokens = [token for token, rows in _TYPES.items() if any(row["dimension"] == key for row in rows)]
    if not tokens:
        return ()
    if not node.known:
        return origins(stack, alarm, node, *tokens)
    return tuple(
        resource
        for token in tokens
        for resource in stack.of(token)
        if any(row["dimension"] == key and _has(resource, row, node.text()) for row in _TYPES[token])
    )


def _has(resource: ResourceView, row: Mapping[str, Any], text: str) -> bool:
    """Tell whether the value of a dimension is a resource's."""
    name = resource[row["input"]]
    if not name.known or not name.text():
        return False
    if row.get("begins"):
        return text.startswith(f"{name.text()}-")
    return f"/{name.text()}/" in text if row.get("holds") else text == name.text()
