"""When a server is backed up and patched, in UTC, as the clouds ask for it. Pure arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jiban.components.postgres.spec import WindowSpec

_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY
_DAYS: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""Days by the clouds' number: Azure counts from Sunday."""

BACKUP_MINUTES: Final = 30
"""Length of the window in which RDS begins its backup: the least it takes (RDS `CreateDBInstance`)."""
PATCH_MINUTES: Final = 60
"""Length of the window in which a server is patched: Azure's, and more than the least of RDS."""

BACKUP: Final = "03:00+09:00"
"""When RDS begins its backups where nothing is said."""
PATCHES: Final = WindowSpec()
"""When RDS patches where nothing is said."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute of the week, in UTC."""

    minute: int
    """Since Sunday, 00:00."""

    @property
    def day(self) -> int:
        """Number of the day, from Sunday, 0."""
        return self.minute // _DAY

    @property
    def time(self) -> str:
        """Time of day: `18:00`."""
        return f"{self.minute % _DAY // 60:02}:{self.minute % 60:02}"

    def later(self, minutes: int) -> "Moment":
        """Return the moment so many minutes later, in the next week where this one is over."""
        return Moment((self.minute + minutes) % _WEEK)

    def __str__(self) -> str:
        """Return day and time as RDS writes them: `sat:19:00`."""
        return f"{_DAYS[self.day][:3]}:{self.time}"


def patch_start(window: WindowSpec) -> Moment:
    """Return when the window for patches opens, in UTC."""
    local = _DAYS.index(window.day.lower()) * _DAY + _minutes(window.start)
    return Moment((local - _offset(window.utc_offset)) % _WEEK)


def backup_start(text: str) -> Moment:
    """Return when a daily backup begins, on the first day of the week, in UTC: of `03:00+09:00`, 18:00."""
    return Moment((_minutes(text[:5]) - _offset(text[5:])) % _DAY)


def rds_backup_window(text: str) -> str:
    """Return the daily window of a backup as RDS asks for it: `18:00-18:30`."""
    start = backup_start(text)
    return f"{start.time}-{start.later(BACKUP_MINUTES).time}"


def rds_patch_window(window: WindowSpec) -> str:
    """Return the weekly window for patches as RDS asks for it: `sat:19:00-sat:20:00`."""
    start = patch_start(window)
    return f"{start}-{start.later(PATCH_MINUTES)}"


def overlap(backup: str, window: WindowSpec) -> bool:
    """Whether a daily backup may still be in its window when patches begin, or the other way about."""
    patched = {minute % _DAY for minute in _span(patch_start(window), PATCH_MINUTES)}
    return any(minute % _DAY in patched for minute in _span(backup_start(backup), BACKUP_MINUTES))


def _span(start: Moment, minutes: int) -> Iterator[int]:
    return (start.minute + minute for minute in range(minutes))


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def _offset(text: str) -> int:
    """Return minutes ahead of UTC: of `+09:00`, 540."""
    return (-1 if text.startswith("-") else 1) * _minutes(text[1:])
