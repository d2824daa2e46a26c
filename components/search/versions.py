"""Versions of OpenSearch: what the tier keeps of each."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiban.components.base import Cloud
from jiban.components.versions import VersionTable

VERSIONS: Final = VersionTable("jiban.components.search", "OpenSearch version")


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version on one cloud."""

    version: str
    """Major and minor: `3.5`."""
    until: date | None
    """Last day of standard support; None where no end was announced."""

    @property
    def is_supported(self) -> bool:
        """Whether it had standard support on the day of the table."""
        return self.until is None or self.until >= VERSIONS.as_of()


def version(cloud: Cloud, name: str) -> VersionFacts:
    """Return the facts of a version.

    Raises:
        UnknownVersionError: when the table has no such version; its message holds near matches.
    """
    return VersionFacts(version=name, until=VERSIONS.row(cloud, name)["until"])


def newest(cloud: Cloud) -> VersionFacts:
    """Return the newest version that the table knows of."""
    return version(cloud, VERSIONS.names(cloud)[-1])
