"""Kubernetes versions that a cloud offers, and until when. Data with its source in `versions.yaml`.

No clock is read: what is over is over by the date of the table.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/cluster/versions.yaml"


class UnknownVersionError(NotInTableError):
    """A version that is not in the table."""


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One minor version on one cloud."""

    version: str
    """Minor version: `1.36`."""
    offered: bool
    """Whether the cloud makes clusters of it at all."""
    standard_until: date
    """Last day of standard support."""
    long_term_until: date | None
    """Last day of long-term support; None where there is none."""

    def until(self, *, long_term: bool) -> date:
        """Return the last day of support, with or without paying for long-term support."""
        return self.long_term_until or self.standard_until if long_term else self.standard_until


def version(cloud: Cloud, name: str) -> VersionFacts:
    """Return the facts of a minor version.

    Raises:
        UnknownVersionError: when the table has no such version.
    """
    rows = _rows(cloud)
    if name not in rows:
        raise UnknownVersionError("Kubernetes version", name, rows, TABLE)
    row = rows[name]
    return VersionFacts(
        version=name,
        offered=row.get("offered", True),
        standard_until=row["standard_until"],
        long_term_until=row.get("long_term_until"),
    )


def supported(cloud: Cloud, *, long_term: bool) -> tuple[VersionFacts, ...]:
    """Return the versions that a new cluster may have, oldest first, by the date of the table."""
    every = (version(cloud, name) for name in _rows(cloud))
    return tuple(facts for facts in every if facts.offered and facts.until(long_term=long_term) >= as_of())


def as_of() -> date:
    """Return the date of the table: what ended before it is over."""
    day: date = table("jiban.components.cluster", "versions.yaml")["as_of"]
    return day


def _rows(cloud: Cloud) -> dict[str, dict[str, Any]]:
    clouds = table("jiban.components.cluster", "versions.yaml")["clouds"]
    rows: dict[str, dict[str, Any]] = clouds.get(cloud, {}).get("versions", {})
    return rows
