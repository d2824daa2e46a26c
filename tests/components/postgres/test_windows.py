"""Times of a person's own zone are the clouds' times in UTC."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.postgres.spec import WindowSpec
from jiban.components.postgres.windows import overlap, patch_start, rds_backup_window, rds_patch_window


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("03:00+09:00", "18:00-18:30"),
        ("03:00+00:00", "03:00-03:30"),
        ("20:00-05:00", "01:00-01:30"),
        ("23:45+00:00", "23:45-00:15"),
        ("00:00+05:30", "18:30-19:00"),
    ],
)
def test_a_backup_has_half_an_hour_to_begin(text: str, window: str) -> None:
    """The day before or after, where the zone wants it; and over midnight."""
    assert rds_backup_window(text) == window


@pytest.mark.parametrize(
    ("day", "start", "offset", "window"),
    [
        ("Sunday", "04:00", "+09:00", "sat:19:00-sat:20:00"),
        ("Sunday", "04:00", "+00:00", "sun:04:00-sun:05:00"),
        ("Saturday", "22:00", "-05:00", "sun:03:00-sun:04:00"),
        ("Monday", "23:30", "+00:00", "mon:23:30-tue:00:30"),
        ("Saturday", "23:30", "+00:00", "sat:23:30-sun:00:30"),
    ],
)
def test_patches_have_an_hour(day: str, start: str, offset: str, window: str) -> None:
    """On the day that it is in UTC, over midnight and over the end of the week."""
    spec = WindowSpec.model_validate({"day": day, "start": start, "utc_offset": offset})
    assert rds_patch_window(spec) == window


def test_azure_counts_days_from_sunday() -> None:
    """Sunday, 04:00 in Korea, is Saturday, day 6, at 19:00."""
    start = patch_start(WindowSpec())
    assert (start.day, start.time) == (6, "19:00")


@pytest.mark.parametrize(
    ("backup", "expected"),
    [
        ("03:00+09:00", False),
        ("03:30+09:00", False),
        ("03:31+09:00", True),
        ("04:59+09:00", True),
        ("05:00+09:00", False),
        ("19:10+00:00", True),
    ],
)
def test_a_backup_and_patches_are_apart(backup: str, *, expected: bool) -> None:
    """The daily half hour and the hour from 04:00 in Korea: one may begin as the other ends."""
    assert overlap(backup, WindowSpec()) is expected


@given(st.integers(0, 23), st.integers(0, 59), st.integers(-11, 13))
def test_a_window_is_as_long_wherever_it_is(hour: int, minute: int, offset: int) -> None:
    """An offset moves it and changes nothing else."""
    text = f"{hour:02}:{minute:02}{'-' if offset < 0 else '+'}{abs(offset):02}:00"
    start, _, end = rds_backup_window(text).partition("-")
    minutes = [int(time[:2]) * 60 + int(time[3:]) for time in (start, end)]
    assert (minutes[1] - minutes[0]) % (24 * 60) == 30
