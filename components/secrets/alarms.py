"""Which alarms a vault has: what it says of itself, from `alarms.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jiban.tables import table


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm on events of a vault."""

    name: str
    events: Sequence[str]
    """Types of the events, as Event Grid calls them."""
    severity: int
    """0 to 4; 0 is the worst."""
    says: str
    """What has happened, in one sentence."""
    runbook: str
    """Section of the page of runbooks."""


@dataclass(frozen=True, slots=True)
class Source:
    """How events are taken."""

    topic: str
    """Type of the topic."""
    schema: str
    """Schema in which they are delivered."""


def source() -> Source:
    """Return how a vault's events are taken."""
    rows = _rows()
    return Source(topic=rows["topic"], schema=rows["schema"])


def alarms() -> list[Alarm]:
    """Return the alarms of a vault, in the order of the table."""
    rows = _rows()
    return [
        Alarm(
            name=name,
            events=tuple(rows["prefix"] + event for event in row["events"]),
            severity=row["severity"],
            says=row["says"],
            runbook=row["runbook"],
        )
        for name, row in rows["alarms"].items()
    ]


def _rows() -> dict[str, Any]:
    return table("jiban.components.secrets", "alarms.yaml")
