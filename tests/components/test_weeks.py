"""A minute of the week is the same for everybody once it is in UTC."""

import pytest

from jiban.components.weeks import Moment, minutes, offset, opening


@pytest.mark.parametrize(
    ("day", "start", "zone", "found"),
    [
        ("Sunday", "04:00", "+09:00", "sat:19:00"),
        ("Sunday", "00:00", "+00:00", "sun:00:00"),
        ("Saturday", "23:59", "-00:01", "sun:00:00"),
        ("Wednesday", "12:30", "+05:30", "wed:07:00"),
    ],
)
def test_when_a_window_opens(day: str, start: str, zone: str, found: str) -> None:
    """On the day that it is in UTC, also over the end of the week."""
    assert str(opening(day, start, zone)) == found


def test_a_moment_has_a_day_and_a_time() -> None:
    """Counted from Sunday, as Azure does."""
    moment = Moment(6 * 24 * 60 + 61)
    assert (moment.day, moment.time, str(moment)) == (6, "01:01", "sat:01:01")


def test_what_is_later_may_be_in_the_next_week() -> None:
    """A minute after the last is the first."""
    assert Moment(7 * 24 * 60 - 1).later(1) == Moment(0)


def test_times_and_zones_in_minutes() -> None:
    """A zone west of Greenwich is behind."""
    assert (minutes("04:30"), offset("+09:00"), offset("-05:30")) == (270, 540, -330)
