"""Kubernetes versions: what the tier keeps of each."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiban.components.base import Cloud
from jiban.components.versions import VersionTable

VERSIONS: Final = VersionTable("jiban.components.cluster", "Kubernetes version")


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
    row = VERSIONS.row(cloud, name)
    return VersionFacts(
        version=name,
        offered=row.get("offered", True),
        standard_until=row["standard_until"],
        long_term_until=row.get("long_term_until"),
    )


def supported(cloud: Cloud, *, long_term: bool) -> tuple[VersionFacts, ...]:
    """Return the versions that a new cluster may have, oldest first, by the date of the table."""
    every = (version(cloud, name) for name in VERSIONS.names(cloud))
    day = VERSIONS.as_of()
    return tuple(facts for facts in every if facts.offered and facts.until(long_term=long_term) >= day)
