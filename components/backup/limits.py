"""What a cloud cannot do that a specification of backups can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.backup.spec import NONE, PAIR, BackupSpec
from jiban.components.base import Fault, Limit
from jiban.components.regions import UnknownRegionError, region

MOST_SNAPSHOTS: Final = 100
"""Snapshots of servers that are not RDS's own in an account and region before the quota is raised (RDS user
guide, "Quotas and constraints"; that those of AWS Backup count is unverified)."""
_A_DAY: Final = 24


def _snapshots(spec: BackupSpec) -> Iterator[Fault]:
    if spec.hourly is False:
        return
    of_hours = _A_DAY * spec.hourly_keep_days
    if of_hours > MOST_SNAPSHOTS:
        yield Fault(
            ("hourly_keep_days",),
            f"hourly snapshots of {spec.hourly_keep_days} days are {_A_DAY} * {spec.hourly_keep_days} = "
            f"{of_hours}, and an account has {MOST_SNAPSHOTS} of RDS in a region",
            f"set hourly_keep_days to {MOST_SNAPSHOTS // _A_DAY} or less, or hourly to false; the database "
            "itself can be restored to any moment",
        )


def _copy_region(spec: BackupSpec) -> Iterator[Fault]:
    if spec.copy_region in (PAIR, NONE):
        return
    try:
        region("aws", spec.copy_region)
    except UnknownRegionError as error:
        yield Fault(("copy_region",), str(error), error.remedy)


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "hourly_keep_days", "4 at most: an account has 100 snapshots of RDS", _snapshots),
    Limit("aws", "copy_region", "a region of `components/regions.yaml`, `pair` or `none`", _copy_region),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
