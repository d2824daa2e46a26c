"""Versions that a cloud offers of a service, and until when: one reader of the tables `versions.yaml`.

No clock is read: what is over is over by the date of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table


class UnknownVersionError(NotInTableError):
    """A version that is not in the table."""


@dataclass(frozen=True, slots=True)
class VersionTable:
    """The versions of one tier."""

    package: str
    """Package whose `versions.yaml` it is: `jiban.components.cluster`."""
    what: str
    """What a version is called in a message: `Kubernetes version`."""

    def names(self, cloud: Cloud) -> tuple[str, ...]:
        """Return the versions that the table knows of, in its order."""
        return tuple(self._rows(cloud))

    def row(self, cloud: Cloud, name: str) -> Mapping[str, Any]:
        """Return what the table says of a version.

        Raises:
            UnknownVersionError: when it has no such version; the message holds near matches.
        """
        rows = self._rows(cloud)
        if name not in rows:
            file = f"{self.package.removeprefix('jiban.').replace('.', '/')}/versions.yaml"
            raise UnknownVersionError(self.what, name, rows, file)
        return rows[name]

    def as_of(self) -> date:
        """Return the date of the table: what ended before it is over."""
        day: date = table(self.package, "versions.yaml")["as_of"]
        return day

    def _rows(self, cloud: Cloud) -> Mapping[str, Mapping[str, Any]]:
        clouds: Mapping[str, Any] = table(self.package, "versions.yaml")["clouds"]
        return clouds.get(cloud, {}).get("versions", {})
