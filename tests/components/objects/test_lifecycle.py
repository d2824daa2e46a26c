"""How long an object stays where, and that no class is left before it has been paid for."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiban.components.objects.lifecycle import Life, Move, billed_days, classes, kept, life, paid_until
from jiban.components.objects.limits import LIMITS
from jiban.components.objects.spec import ObjectsSpec, OneBucketSpec

BILLED = {"INTELLIGENT_TIERING": 0, "GLACIER_IR": 90, "DEEP_ARCHIVE": 180}
DAYS = st.none() | st.integers(1, 36_500)
NEVER = 1_000_000
"""A day after every other."""
PURPOSES = st.sampled_from(["files", "logs", "archive", "static"])


def refused(spec: OneBucketSpec) -> bool:
    """Whether AWS cannot do what a bucket asks for."""
    return any(
        list(limit.faults(ObjectsSpec(buckets={"a": spec}))) for limit in LIMITS if limit.cloud == "aws"
    )


@pytest.mark.parametrize(
    ("purpose", "moves", "keep"),
    [
        ("files", (Move("INTELLIGENT_TIERING", 0),), None),
        ("logs", (Move("GLACIER_IR", 30),), 365),
        ("archive", (Move("GLACIER_IR", 0),), None),
        ("static", (), None),
    ],
)
def test_a_purpose_decides_where_objects_are_kept(purpose: Any, moves: Any, keep: int | None) -> None:
    """By the dated table."""
    assert life(OneBucketSpec(purpose=purpose)) == Life(moves, keep)


def test_an_archive_may_go_deeper() -> None:
    """After the days that were asked for."""
    assert life(OneBucketSpec(purpose="archive", deep_archive_days=90)).moves == (
        Move("GLACIER_IR", 0),
        Move("DEEP_ARCHIVE", 90),
    )


@pytest.mark.parametrize(
    ("purpose", "keep", "moves"),
    [("logs", 119, 0), ("logs", 120, 1), ("archive", 89, 0), ("archive", 90, 1), ("files", 1, 1)],
)
def test_a_class_that_would_be_paid_for_in_vain_is_left_out(purpose: Any, keep: int, moves: int) -> None:
    """90 days of Glacier Instant Retrieval have to fit before the deletion."""
    assert len(life(OneBucketSpec(purpose=purpose, keep_days=keep)).moves) == moves


def test_the_billed_days_are_aws_s() -> None:
    """As its user guide has them."""
    assert {each: billed_days(each) for each in classes()} == BILLED


def test_a_move_is_paid_for_until_its_class_s_days_are_over() -> None:
    """A class without any still needs a day, as S3 deletes nothing on the day that it moves it."""
    assert paid_until(Move("GLACIER_IR", 30)) == 120
    assert paid_until(Move("INTELLIGENT_TIERING", 0)) == 1


def test_the_bucket_s_own_days_count_before_its_purpose_s() -> None:
    """Either way."""
    assert [kept(OneBucketSpec(purpose="logs", keep_days=days)) for days in (None, 30, 900)] == [365, 30, 900]


@given(purpose=PURPOSES, keep=DAYS, deep=st.none() | st.integers(90, 36_500))
def test_days_go_up_and_every_class_is_paid_off(purpose: Any, keep: int | None, deep: int | None) -> None:
    """Whatever is asked for and not refused: a later move has a later day, and its class before has been
    billed for no day more than an object was in it.
    """
    spec = OneBucketSpec(purpose=purpose, keep_days=keep, deep_archive_days=deep)
    assume(not refused(spec))
    found = life(spec)
    begins = [move.after_days for move in found.moves]
    ends = [*begins[1:], NEVER if found.keep_days is None else found.keep_days]
    assert [
        move
        for move, end in zip(found.moves, ends, strict=False)
        if end - move.after_days < max(1, BILLED[move.storage_class])
    ] == []


@given(purpose=PURPOSES, keep=DAYS, deep=st.integers(90, 36_500))
def test_nothing_that_was_asked_for_is_dropped(purpose: Any, keep: int | None, deep: int) -> None:
    """Deep Archive is in the life, or the specification is refused."""
    spec = OneBucketSpec(purpose=purpose, keep_days=keep, deep_archive_days=deep)
    assert refused(spec) or life(spec).moves[-1] == Move("DEEP_ARCHIVE", deep)
