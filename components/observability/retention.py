"""For how long CloudWatch can keep logs, and when a copy of them becomes cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass

from jiban.tables import table


@dataclass(frozen=True, slots=True)
class ArchiveClass:
    """The class of S3 that an archive moves to."""

    name: str
    after_days: int
    """Days after which an object moves there."""
    billed_days: int
    """Fewest days for which it is billed there."""


def retention_days() -> Sequence[int]:
    """Return the days that CloudWatch takes, from `retention.yaml`, which says source and date."""
    days: list[int] = table("jiban.components.observability", "retention.yaml")["days"]
    return days


def archive_class() -> ArchiveClass:
    """Return the class of an archive, from `retention.yaml`."""
    row = table("jiban.components.observability", "retention.yaml")["archive"]
    return ArchiveClass(name=row["class"], after_days=row["after_days"], billed_days=row["billed_days"])
