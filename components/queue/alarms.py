"""Which alarms a broker has: figures from `alarms.yaml`, and what the specification says instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.queue.servicebus import LAG_MINUTES
from jiban.components.queue.spec import QueueSpec
from jiban.tables import table

EVERY: Final = ("*",)
"""Every queue and topic, those too that nobody has thought of yet."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm on a metric of the broker."""

    name: str
    """`dead-letters`, or `depth-` and the queue with a threshold of its own."""
    says: str
    """What has happened, in one sentence."""
    metric: str
    aggregation: str
    """Average, Total or Maximum."""
    threshold: float
    """It is raised above this."""
    window: str
    """What is looked at, as an ISO 8601 duration."""
    every: str
    """How often, as an ISO 8601 duration."""
    severity: int
    """0 to 4; 0 is the worst."""
    runbook: str
    """Section of the page of runbooks."""
    entities: Sequence[str]
    """Names of queues and topics that are looked at, one by one; none where it is the broker as a whole."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the metrics are."""

    namespace: str
    dimension: str
    """What tells queues and topics apart."""


_SAYS: Final = {
    "dead-letters": "Messages failed too often or expired, and wait in dead letters for somebody to look.",
    "depth": "Messages wait, as more of them come than are consumed.",
    "throttling": "The broker refuses requests, as its capacity is used up.",
    "lag": "The copy in the second region is behind; soon senders are slowed down.",
}


def source(cloud: Cloud) -> Source:
    """Return where a cloud's metrics are."""
    row = _rows(cloud)
    return Source(namespace=row["namespace"], dimension=row["dimension"])


def alarms(cloud: Cloud, spec: QueueSpec) -> list[Alarm]:
    """Return the alarms of a broker, by name in the order of the table; none where it wants none."""
    return list(_alarms(cloud, spec)) if spec.alarms else []


def _alarms(cloud: Cloud, spec: QueueSpec) -> Iterator[Alarm]:
    rows = _rows(cloud)
    own = {
        name: each.depth_alarm
        for name, each in {**spec.queues, **spec.topics}.items()
        if each.depth_alarm is not None
    }
    rest = sorted({*spec.queues, *spec.topics} - own.keys())
    for name, row in rows["alarms"].items():
        if name != "depth" or not own:
            yield _alarm(name, row, row["threshold"], EVERY)
            continue
        if rest:
            yield _alarm(name, row, row["threshold"], rest)
        for entity, threshold in sorted(own.items()):
            yield _alarm(name, row, threshold, [entity], suffix=f"-{entity}")
    lag = 60 * (LAG_MINUTES if spec.geo_lag_minutes is None else spec.geo_lag_minutes)
    if spec.geo == "replication" and lag:
        row = rows["replication"]["lag"]
        yield _alarm("lag", row, lag * row["percent"] / 100, ())


def _alarm(
    name: str, row: dict[str, Any], threshold: float, entities: Sequence[str], *, suffix: str = ""
) -> Alarm:
    return Alarm(
        name=f"{name}{suffix}",
        says=_SAYS[name],
        metric=row["metric"],
        aggregation=row["aggregation"],
        threshold=threshold,
        window=row["window"],
        every=row["every"],
        severity=row["severity"],
        runbook=row["runbook"],
        entities=tuple(entities),
    )


def _rows(cloud: Cloud) -> dict[str, Any]:
    rows: dict[str, Any] = table("jiban.components.queue", "alarms.yaml")["clouds"][cloud]
    return rows
