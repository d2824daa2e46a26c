"""Hours of the week in UTC, as AWS asks for them. Pure arithmetic."""

from dataclasses import dataclass
from typing import Final

DAY: Final = 24 * 60
"""Minutes of a day."""
WEEK: Final = 7 * DAY
"""Minutes of a week."""
_DAYS: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""Days by the clouds' number: Azure counts from Sunday."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute of the week, in UTC."""

    minute: int
    """Since Sunday, 00:00."""

    @property
    def day(self) -> int:
        """Number of the day, from Sunday, 0."""
        return self.minute // DAY

    @property
    def time(self) -> str:
        """Time of day: `18:00`."""
        return f"{self.minute % DAY // 60:02}:{self.minute % 60:02}"

    def later(self, minutes: int) -> "Moment":
        """Return the moment so many minutes later, in the next week where this one is over."""
        return Moment((self.minute + minutes) % WEEK)

    def __str__(self) -> str:
        """Return day and time as AWS writes them: `sat:19:00`."""
        return f"{_DAYS[self.day][:3]}:{self.time}"


def opening(day: str, start: str, utc_offset: str) -> Moment:
    """Return when a weekly window opens, in UTC.

    Args:
        day: of the week, in the window's time zone: `Sunday`.
        start: HH:MM in the window's time zone.
        utc_offset: that time zone: `+09:00`.
    """
    local = _DAYS.index(day.lower()) * DAY + minutes(start)
    return Moment((local - offset(utc_offset)) % WEEK)


def minutes(time: str) -> int:
    """Return minutes after midnight: of `04:30`, 270."""
    hours, _, rest = time.partition(":")
    return int(hours) * 60 + int(rest)


def offset(text: str) -> int:
    """Return minutes ahead of UTC: of `+09:00`, 540."""
    return (-1 if text.startswith("-") else 1) * minutes(text[1:])
