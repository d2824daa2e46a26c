"""Which snapshots there are, for how long, and what a lock has to allow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.backup.retention import (
    Bounds,
    Rule,
    bounds,
    copy_region,
    daily_schedule,
    is_hourly,
    rules,
)
from jiban.components.backup.spec import BackupSpec

DAYS = st.integers(1, 36_500)


@pytest.mark.parametrize(
    ("said", "rpo", "hourly"),
    [
        (None, None, False),
        (None, 1439, True),
        (None, 1440, False),
        (None, 0, True),
        (False, 60, False),
        (True, None, True),
        (True, 1440, True),
    ],
)
def test_hourly_snapshots_follow_what_may_be_lost(said: bool | None, rpo: int | None, hourly: bool) -> None:  # noqa: FBT001 - columns of the table above
    """Where nothing is said; less than a day asks for them."""
    assert is_hourly(BackupSpec(hourly=said), rpo) is hourly


@pytest.mark.parametrize(
    ("time", "schedule"),
    [
        ("03:00+09:00", "cron(0 18 * * ? *)"),
        ("09:00+09:00", "cron(0 0 * * ? *)"),
        ("08:59+09:00", "cron(59 23 * * ? *)"),
        ("23:45-03:30", "cron(15 3 * * ? *)"),
        ("00:00+00:00", "cron(0 0 * * ? *)"),
    ],
)
def test_the_daily_hour_is_utcs(time: str, schedule: str) -> None:
    """As AWS is told it."""
    assert daily_schedule(time) == schedule


def test_each_schedule_says_how_long_it_may_wait_and_keep() -> None:
    """A daily one waits eight hours, as RDS has windows of its own; an hourly one the least there is."""
    assert rules(BackupSpec(), hourly=True) == (
        Rule(name="daily", schedule="cron(0 18 * * ? *)", start_minutes=480, keep_days=35, copy_days=35),
        Rule(name="hourly", schedule="cron(0 * * * ? *)", start_minutes=60, keep_days=2, copy_days=2),
    )


def test_copies_have_days_of_their_own() -> None:
    """Those of the daily ones; an hourly copy is kept like its snapshot."""
    found = rules(BackupSpec(copy_keep_days=90), hourly=True)
    assert [rule.copy_days for rule in found] == [90, 2]


def test_without_copies_no_schedule_has_any() -> None:
    """Nor without hours an hourly one."""
    (only,) = rules(BackupSpec(copy_region="none"), hourly=False)
    assert (only.name, only.copy_days) == ("daily", None)


def test_a_lock_allows_from_the_shortest_to_the_longest() -> None:
    """In any order."""
    assert bounds([35, 2, 7]) == Bounds(2, 35)
    assert bounds([7]) == Bounds(7, 7)


@given(keep=DAYS, hours=DAYS, copies=st.none() | DAYS)
def test_a_lock_never_stops_a_schedule(keep: int, hours: int, copies: int | None) -> None:
    """Whatever the days are: each vault's lock brackets all that goes into it, and is no wider than that."""
    spec = BackupSpec(keep_days=max(keep, hours), hourly_keep_days=min(keep, hours), copy_keep_days=copies)
    found = rules(spec, hourly=True)
    for days in (
        [rule.keep_days for rule in found],
        [rule.copy_days for rule in found if rule.copy_days is not None],
    ):
        allowed = bounds(days)
        assert len(days) == 2
        assert all(allowed.least <= each <= allowed.most for each in days)
        assert {allowed.least, allowed.most} <= set(days)


@pytest.mark.parametrize(
    ("said", "pair", "there"),
    [
        ("pair", "ap-northeast-1", "ap-northeast-1"),
        ("pair", None, None),
        ("none", "ap-northeast-1", None),
        ("us-west-2", "ap-northeast-1", "us-west-2"),
    ],
)
def test_where_copies_go(said: str, pair: str | None, there: str | None) -> None:
    """To the pair, to a region that is named, or nowhere."""
    assert copy_region(BackupSpec(copy_region=said), pair) == there
