"""Windows that run into one another are found, and the longest time between two is told."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.schedules import Calendar, calendar
from jiban.components.windows import Overlap, clock, longest_wait, overlap

HOURS = st.lists(st.integers(0, 23), min_size=1, max_size=5, unique=True)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True)


def weekly(hours: list[int], days: list[int]) -> str:
    """A cron expression of full hours on some days of the week."""
    return f"0 {','.join(map(str, hours))} * * {','.join(map(str, days))}"


def open_minutes(start: str, hours: int) -> tuple[set[int], int]:
    """The hours of four weeks in which some window is open, counted one by one, and how often each is."""
    found: set[int] = set()
    count = 0
    when = calendar(start)
    for week in range(-1, 4):
        for day in when.days:
            for time in when.times:
                first = (week * 7 + day) * 24 + time // 60
                hours_of_it = [hour for hour in range(first, first + hours) if 0 <= hour < 4 * 7 * 24]
                count += len(hours_of_it)
                found.update(hours_of_it)
    return found, count


def test_the_documents_window_is_three_that_overlap() -> None:
    """Three starts of two hours each are open from 02:00 to 06:00, twice as long as is meant."""
    assert overlap("0 2-4 * * 1-5", 2) == Overlap((120, 180, 240), 360)


@pytest.mark.parametrize(
    ("start", "hours", "found"),
    [
        ("0 2 * * 1-5", 2, None),
        ("0 2,4 * * *", 2, None),  # one begins in the minute in which the other ends
        ("0 2,4 * * *", 3, Overlap((120, 240), 420)),
        ("0 0,12,13 * * *", 2, Overlap((720, 780), 900)),
        ("0 22 * * *", 24, None),
        ("0 1,23 * * *", 3, Overlap((1380, 1500), 1680)),  # over midnight
        ("0 1,23 * * 1", 3, None),  # no day after the day
        ("0 1,23 * * 0,6", 3, Overlap((1380, 1500), 1680)),  # from Saturday to Sunday
        ("0 1,23 31 12 *", 3, None),
        ("0 1,23 1,2 3 *", 3, Overlap((1380, 1500), 1680)),
        ("*/30 * * * *", 1, Overlap(tuple(range(0, 1440, 30)), 1470)),
    ],
)
def test_overlaps(start: str, hours: int, found: Overlap | None) -> None:
    """Within a day and over midnight, where the next day has a window too."""
    assert overlap(start, hours) == found


@given(hours=HOURS, days=WEEKDAYS, length=st.integers(1, 24))
def test_an_overlap_is_where_some_hour_is_in_two_windows(
    hours: list[int], days: list[int], length: int
) -> None:
    """Counted hour by hour over four weeks."""
    start = weekly(hours, days)
    found, count = open_minutes(start, length)
    assert (overlap(start, length) is not None) == (count > len(found))


@given(hours=HOURS, days=WEEKDAYS, length=st.integers(1, 24))
def test_the_longest_wait_is_the_longest_run_of_closed_hours(
    hours: list[int], days: list[int], length: int
) -> None:
    """Where no two windows overlap, counted hour by hour from the first window of four weeks on."""
    start = weekly(hours, days)
    if overlap(start, length) is not None:
        return
    found, _ = open_minutes(start, length)
    longest = run = 0
    for hour in range(min(found), min(found) + 3 * 7 * 24):
        run = 0 if hour in found else run + 1
        longest = max(longest, run)
    assert longest_wait(start, length) == longest * 60


@pytest.mark.parametrize(
    ("start", "hours", "wait"),
    [
        ("0 2 * * 1-5", 2, 70 * 60),  # from Friday 04:00 to Monday 02:00
        ("0 2 * * *", 2, 22 * 60),
        ("0 0 * * *", 24, 0),
        ("0 0 1 1 *", 1, 366 * 24 * 60 - 60),
        ("30 3 * * 0", 4, 7 * 24 * 60 - 240),
    ],
)
def test_longest_waits(start: str, hours: int, wait: int) -> None:
    """Over a weekend, over a day, over a year."""
    assert longest_wait(start, hours) == wait


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "00:00"), (125, "02:05"), (1440, "00:00"), (1530, "01:30")]
)
def test_minutes_are_shown_as_a_clock_does(minutes: int, shown: str) -> None:
    """Those of the next day as its own."""
    assert clock(minutes) == shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0 2 * * mon-fri", Calendar((120,), (1, 2, 3, 4, 5), 7)),
        ("15,45 0 * * *", Calendar((15, 45), (0, 1, 2, 3, 4, 5, 6), 7)),
        ("0 0 29 2 *", Calendar((0,), (59,), 366)),
        ("0 0 1 1 6", Calendar((0,), (0, 7, 14, 21, 28), 366)),  # the first, or a Saturday
    ],
)
def test_a_calendar_is_a_week_or_a_leap_year(text: str, found: Calendar) -> None:
    """A week from Sunday on; a year where the month or its days count, and both fields of a day are or."""
    assert calendar(text) == found


@given(day=st.integers(1, 31), months=st.lists(st.integers(1, 12), min_size=1, unique=True), weekday=WEEKDAYS)
def test_days_of_a_year_are_those_that_python_counts(day: int, months: list[int], weekday: list[int]) -> None:
    """The year is 2028, and a day of the month or of the week is enough."""
    try:
        found = calendar(f"0 0 {day} {','.join(map(str, months))} {','.join(map(str, weekday))}")
    except ValueError:
        return
    first = datetime(2028, 1, 1)  # noqa: DTZ001 a day of a calendar, of no zone
    expected = [
        number
        for number in range(366)
        if (when := first + timedelta(days=number)).month in months
        and (when.day == day or when.isoweekday() % 7 in weekday)
    ]
    assert list(found.days) == expected
