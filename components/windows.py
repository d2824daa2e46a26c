"""Recurring hours in which something may happen, as arithmetic: where windows run into one another, and how
long it is from one to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiban.components.schedules import Calendar, calendar

_HOUR: Final = 60
DAY: Final = 24 * _HOUR
"""Minutes of a day."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Windows of one day, or of two, that run into one another."""

    starts: tuple[int, ...]
    """When they start, in minutes after the first day's midnight; two at least."""
    end: int
    """When the last of them ends."""


def overlap(start: str, hours: int) -> Overlap | None:
    """Return the first windows that run into one another; None where each ends before the next one starts.

    One that starts in the minute in which another one ends is none of them.

    Args:
        start: cron expression of the starts.
        hours: length of a window, 24 at most.
    """
    found, length = calendar(start), hours * _HOUR
    for first in range(len(found.times)):
        run = _run(found.times[first:], length)
        if len(run) > 1:
            return Overlap(run, run[-1] + length)
    first, last = found.times[0], found.times[-1]
    if last + length > DAY + first and _day_after_day(found):
        return Overlap((last, DAY + first), DAY + first + length)
    return None


def longest_wait(start: str, hours: int) -> int:
    """Return the longest time between two windows, in minutes; 0 where one follows at once on the other.

    Args:
        start: cron expression of the starts.
        hours: length of a window, 24 at most.
    """
    found = calendar(start)
    starts = [day * DAY + time for day in found.days for time in found.times]
    following = [*starts[1:], starts[0] + found.period * DAY]
    return max(0, *(after - before - hours * _HOUR for before, after in zip(starts, following, strict=True)))


def clock(minutes: int) -> str:
    """Return minutes after midnight as the time of day, of the next day or the one after it, too."""
    hour, minute = divmod(minutes % DAY, _HOUR)
    return f"{hour:02}:{minute:02}"


def _run(times: Sequence[int], length: int) -> tuple[int, ...]:
    """Return the first times of which each comes before the window of the one before has ended."""
    run = [times[0]]
    for time in times[1:]:
        if time >= run[-1] + length:
            break
        run.append(time)
    return tuple(run)


def _day_after_day(found: Calendar) -> bool:
    days = frozenset(found.days)
    return any((day + 1) % found.period in days for day in days)
