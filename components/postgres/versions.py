"""PostgreSQL versions that a cloud offers, and until when. Data with its source in `versions.yaml`.

No clock is read: what is over is over by the date of the table.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/postgres/versions.yaml"


class UnknownVersionError(NotInTableError):
    """A version that is not in the table."""


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One major version on one cloud."""

    version: str
    """Major version: `17`."""
    offered: bool
    """Whether the cloud makes servers of it in every region, and not as a preview only."""
    until: date
    """Last day of standard support."""


def version(cloud: Cloud, name: str) -> VersionFacts:
    """Return the facts of a major version.

    Raises:
        UnknownVersionError: when the table has no such version.
    """
    rows = _rows(cloud)
    if name not in rows:
        raise UnknownVersionError("PostgreSQL version", name, rows, TABLE)
    return VersionFacts(version=name, offered=rows[name].get("offered", True), until=rows[name]["until"])


def supported(cloud: Cloud) -> tuple[VersionFacts, ...]:
    """Return the versions that a new server may have, oldest first, by the date of the table."""
    every = (version(cloud, name) for name in _rows(cloud))
    return tuple(facts for facts in every if facts.offered and facts.until >= as_of())


def as_of() -> date:
    """Return the date of the table: what ended before it is over."""
    day: date = table("jiban.components.postgres", "versions.yaml")["as_of"]
    return day


def _rows(cloud: Cloud) -> dict[str, dict[str, Any]]:
    clouds = table("jiban.components.postgres", "versions.yaml")["clouds"]
    rows: dict[str, dict[str, Any]] = clouds.get(cloud, {}).get("versions", {})
    return rows
