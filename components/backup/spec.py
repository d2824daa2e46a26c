"""What can be asked for of backups, on any cloud."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.units import TimeWithOffset

RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")]
"""`pair`, `none`, or the cloud's own name of a region: ap-northeast-1."""

Days = Annotated[int, Field(ge=1, le=36_500)]
"""Days for which a snapshot is kept: as many as a lock takes (AWS Backup API,
`PutBackupVaultLockConfiguration`)."""

PAIR: Final = "pair"
NONE: Final = "none"


class BackupSpec(Spec):
    """Snapshots of what holds data, apart from what the services keep themselves. Restoring to any moment is
    the database's own matter, `postgres.backup_retention_days`.
    """

    daily: TimeWithOffset = "03:00+09:00"
    """Time of day at which the daily snapshot is due, with its UTC offset; it begins within the eight hours
    after it. Default: 03:00 in Korea."""
    keep_days: Days = 35
    """Days for which a daily snapshot is kept. Default: 35."""
    hourly: bool | None = None
    """Whether there is a snapshot every hour, too. Default: where `objectives.recovery.rpo_minutes` is less
    than a day."""
    hourly_keep_days: Days = 2
    """Days for which an hourly snapshot is kept; no more than `keep_days`. Default: 2."""
    copy_region: RegionName = PAIR
    """The cloud's own name of the region that every snapshot is copied to, `pair` for the region's pair in
    `components/regions.yaml`, or `none` for no copies. Default: pair."""
    copy_keep_days: Days | None = None
    """Days for which the copy of a daily snapshot is kept. Default: as the snapshot itself."""
    lock: Literal["governance", "compliance", "none"] = "governance"
    """Who can delete a snapshot before its time. `governance`: whoever may take the lock away. `compliance`:
    nobody, the cloud's support included, once `changeable_for_days` are over. `none`: whoever may delete
    snapshots. Default: governance."""
    changeable_for_days: Annotated[int, Field(ge=3, le=36_500)] | None = None
    """Days for which a lock of `compliance` can still be changed or taken away; only with it, and required.
    Default: none."""
    lock_is_final: bool = False
    """Confirms that a lock of `compliance` may never be taken away, nor its days changed; only with it, and
    required. Default: false."""
    drill: Literal["quarterly", "monthly", "none"] = "quarterly"
    """How often the newest snapshot of the database is restored beside it, measured, and deleted again: on
    the tenth at 10:00 in Korea, of every month, or of January, April, July and October. Default:
    quarterly."""

    @model_validator(mode="after")
    def _hourly_days(self) -> Self:
        if self.hourly is not False and self.hourly_keep_days > self.keep_days:
            raise ValueError(
                f"hourly_keep_days is {self.hourly_keep_days} and keep_days {self.keep_days}, so an hourly "
                "snapshot would outlive the daily ones; set hourly_keep_days to "
                f"{self.keep_days} or less"
            )
        return self

    @model_validator(mode="after")
    def _copies(self) -> Self:
        if self.copy_region == NONE and self.copy_keep_days is not None:
            raise ValueError(
                "copy_region is none, so there is no copy to keep; take copy_keep_days out, or name a region"
            )
        return self

    @model_validator(mode="after")
    def _lock(self) -> Self:
        final = self.lock == "compliance"
        for field, given in (
            ("changeable_for_days", self.changeable_for_days is not None),
            ("lock_is_final", self.lock_is_final),
        ):
            if given and not final:
                raise ValueError(f"{field} is for lock compliance, and lock is {self.lock}; take it out")
            if final and not given:
                raise ValueError(
                    "a lock of compliance can never be taken away, and snapshots under it are paid for until "
                    "their days are over: it takes changeable_for_days and lock_is_final: true; set both, or "
                    "lock to governance"
                )
        return self
