"""Cron expressions and time zones, as KEDA and Argo CD read them.

KEDA's scaler `cron` takes the five fields minute to day of the week, and no words such as `@daily`
(kedacore/keda, `pkg/scalers/cron_scaler.go`, `Validate`, read 2026-11-26); github.com/robfig/cron v3 reads
the fields, and Go's `time.LoadLocation` the time zone.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from jiban.components.catalogue import near_matches

_DIGITS: Final = re.compile(r"[0-9]{1,9}")
_LEAP_YEAR: Final = 2028
_DAYS_OF_LEAP_YEAR: Final = 366
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class _Values:
    """What a field of an expression stands for."""

    numbers: frozenset[int]
    every: bool
    """Whether it is written as every value, `*` or `?`: then the other field of the day decides alone."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five fields of a cron expression: what it counts, its range, and the names it takes."""

    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    """Names of the values, from the first value on."""

    def read(self, text: str) -> _Values:
        """Return the values of a comma-separated list of values, ranges and steps.

        Raises:
            ValueError: it is no such list.
        """
        parts = text.split(",")
        numbers = frozenset(number for part in parts for number in self._part(part))
        return _Values(numbers, every=any(part.removesuffix("/1") in ("*", "?") for part in parts))

    def _part(self, part: str) -> Iterator[int]:
        values, slash, step = part.partition("/")
        if slash and (not _DIGITS.fullmatch(step) or int(step) == 0):
            raise ValueError(f"{part!r} has no step after the slash; write it like */15")
        low, dash, high = ("*", "", "") if values in ("*", "?") else values.partition("-")
        first = self.first if low == "*" else self._value(low)
        last = self._value(high) if dash else self.last if low == "*" or slash else first
        if first > last:
            raise ValueError(f"{values!r} ends before it begins; write the smaller {self.name} first")
        yield from range(first, last + 1, int(step) if slash else 1)

    def _value(self, text: str) -> int:
        """Turn a number or a name into a value of the field."""
        lower = text.lower()
        if lower in self.names:
            return self.first + self.names.index(lower)
        if not _DIGITS.fullmatch(text) or not self.first <= int(text) <= self.last:
            raise ValueError(f"{text!r} is no {self.name}; it is {self.first} to {self.last}")
        return int(text)


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELDS: Final = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)


def cron(text: str) -> str:
    """Return a cron expression as it stands.

    Raises:
        ValueError: KEDA cannot read it, or it never comes true.
    """
    _, _, days, months, weekdays = _read(text)
    if weekdays.every and min(days.numbers) > max(_longest(month) for month in months.numbers):
        raise ValueError(
            f"{text!r} names a day that no such month has, so it never comes; choose another day"
        )
    return text


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a cron expression comes true."""

    times: tuple[int, ...]
    """Minutes after midnight, ascending; one at least."""
    days: tuple[int, ...]
    """Days of the period, ascending, the first being 0; one at least."""
    period: int
    """Days after which all begins again: 7, or 366 where the day of the month or the month counts."""


def calendar(text: str) -> Calendar:
    """Return when a cron expression comes true: in each week from Sunday on, or in a leap year.

    Raises:
        ValueError: KEDA cannot read it, or it never comes true.
    """
    minutes, hours, days, months, weekdays = _read(cron(text))
    times = tuple(sorted(hour * 60 + minute for hour in hours.numbers for minute in minutes.numbers))
    if days.every and months.every:
        return Calendar(times, tuple(sorted(weekdays.numbers)), _WEEK)
    first = date(_LEAP_YEAR, 1, 1)
    year = [first + timedelta(days=number) for number in range(_DAYS_OF_LEAP_YEAR)]
    found = tuple(
        number
        for number, day in enumerate(year)
        if day.month in months.numbers and _is_day(day, days, weekdays)
    )
    return Calendar(times, found, _DAYS_OF_LEAP_YEAR)


def _is_day(day: date, days: _Values, weekdays: _Values) -> bool:
    """Whether a day is meant: by both fields where one of them is every day, else by any of the two."""
    of_month, of_week = day.day in days.numbers, day.isoweekday() % _WEEK in weekdays.numbers
    return (of_month and of_week) if days.every or weekdays.every else (of_month or of_week)


def same_times(one: str, other: str) -> bool:
    """Whether two cron expressions stand for the same times: `1-5` and `mon-fri`."""
    return _read(one) == _read(other)


def time_zone(text: str) -> str:
    """Return the name of a time zone as it stands.

    Raises:
        ValueError: the IANA database has no such zone; names tell capitals apart.
    """
    known = _zones()
    if text in known:
        return text
    near = near_matches(text, known)
    remedy = f"set {' or '.join(near)}" if near else "name one of its zones, such as Asia/Seoul"
    raise ValueError(f"the IANA time zone database has no zone {text!r}; {remedy}")


def _read(text: str) -> list[_Values]:
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"{text!r} has {len(fields)} {'field' if len(fields) == 1 else 'fields'}; a cron expression has "
            "five: minute, hour, day of the month, month, day of the week, such as 0 9 * * 1-5"
        )
    return [field.read(part) for field, part in zip(_FIELDS, fields, strict=True)]


def _longest(month: int) -> int:
    return monthrange(_LEAP_YEAR, month)[1]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
