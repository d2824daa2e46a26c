"""PostgreSQL versions: what the tier keeps of each."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiban.components.base import Cloud
from jiban.components.versions import VersionTable

VERSIONS: Final = VersionTable("jiban.components.postgres", "PostgreSQL version")


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
    row = VERSIONS.row(cloud, name)
    return VersionFacts(version=name, offered=row.get("offered", True), until=row["until"])


def supported(cloud: Cloud) -> tuple[VersionFacts, ...]:
    """Return the versions that a new server may have, oldest first, by the date of the table."""
    every = (version(cloud, name) for name in VERSIONS.names(cloud))
    return tuple(facts for facts in every if facts.offered and facts.until >= VERSIONS.as_of())
