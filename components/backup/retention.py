"""Which snapshots there are, for how long, and what a lock has to allow. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiban.components.backup.spec import NONE, PAIR, BackupSpec
from jiban.components.weeks import DAY, Moment, minutes, offset

START_MINUTES: Final = 60
"""Minutes within which an hourly snapshot begins, or is given up: the least that AWS Backup takes."""
DAILY_START_MINUTES: Final = 8 * 60
"""Minutes within which a daily snapshot begins: it waits while RDS makes its own backup or patches."""
COMPLETION_MINUTES: Final = 24 * 60
"""Minutes from when it is due after which a snapshot that is not done is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One schedule of snapshots."""

    name: str
    schedule: str
    """Cron expression of AWS, in UTC."""
    start_minutes: int
    keep_days: int
    copy_days: int | None
    """Days for which its copies are kept; None where there are none."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Days between which a lock lets snapshots be kept; a job with any other fails."""

    least: int
    most: int


def is_hourly(spec: BackupSpec, rpo_minutes: int | None) -> bool:
    """Whether there is a snapshot every hour: as is said, or where less than a day may be lost."""
    if spec.hourly is not None:
        return spec.hourly
    return rpo_minutes is not None and rpo_minutes < DAY


def rules(spec: BackupSpec, *, hourly: bool) -> tuple[Rule, ...]:
    """Return the schedules of an environment, the daily one first."""
    copied = spec.copy_region != NONE
    daily = Rule(
        name="daily",
        schedule=daily_schedule(spec.daily),
        start_minutes=DAILY_START_MINUTES,
        keep_days=spec.keep_days,
        copy_days=(spec.copy_keep_days or spec.keep_days) if copied else None,
    )
    if not hourly:
        return (daily,)
    every_hour = Rule(
        name="hourly",
        schedule="cron(0 * * * ? *)",
        start_minutes=START_MINUTES,
        keep_days=spec.hourly_keep_days,
        copy_days=spec.hourly_keep_days if copied else None,
    )
    return daily, every_hour


def daily_schedule(time: str) -> str:
    """Return the cron expression of a time of day, in UTC: of `03:00+09:00`, `cron(0 18 * * ? *)`."""
    moment = Moment((minutes(time[:5]) - offset(time[5:])) % DAY)
    return f"cron({moment.minute % 60} {moment.minute // 60} * * ? *)"


def bounds(days: Sequence[int]) -> Bounds:
    """Return what a vault's lock has to allow so that no job of these days fails; one day at least."""
    return Bounds(min(days), max(days))


def copy_region(spec: BackupSpec, pair: str | None) -> str | None:
    """Return the region that snapshots are copied to; None where there are no copies, or there is no pair."""
    if spec.copy_region == NONE:
        return None
    return pair if spec.copy_region == PAIR else spec.copy_region
