"""When a server is backed up and patched, in UTC, as the clouds ask for it. Pure arithmetic."""

from collections.abc import Iterator
from typing import Final

from jiban.components.postgres.spec import WindowSpec
from jiban.components.weeks import DAY, Moment, minutes, offset, opening

BACKUP_MINUTES: Final = 30
"""Length of the window in which RDS begins its backup: the least it takes (RDS `CreateDBInstance`)."""
PATCH_MINUTES: Final = 60
"""Length of the window in which a server is patched: Azure's, and more than the least of RDS."""

BACKUP: Final = "03:00+09:00"
"""When RDS begins its backups where nothing is said."""
PATCHES: Final = WindowSpec()
"""When RDS patches where nothing is said."""


def patch_start(window: WindowSpec) -> Moment:
    """Return when the window for patches opens, in UTC."""
    return opening(window.day, window.start, window.utc_offset)


def backup_start(text: str) -> Moment:
    """Return when a daily backup begins, on the first day of the week, in UTC: of `03:00+09:00`, 18:00."""
    return Moment((minutes(text[:5]) - offset(text[5:])) % DAY)


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
    patched = {minute % DAY for minute in _span(patch_start(window), PATCH_MINUTES)}
    return any(minute % DAY in patched for minute in _span(backup_start(backup), BACKUP_MINUTES))


def _span(start: Moment, minutes: int) -> Iterator[int]:
    return (start.minute + minute for minute in range(minutes))
