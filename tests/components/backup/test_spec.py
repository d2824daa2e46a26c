"""What can be asked for of backups, and what is refused wherever they stand."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.backup.spec import BackupSpec


def refused(**fields: Any) -> str:
    """Why backups are refused."""
    with pytest.raises(ValidationError) as error:
        BackupSpec.model_validate(fields)
    return str(error.value)


def test_backups_that_ask_for_nothing_are_daily_locked_copied_and_tried() -> None:
    """For 35 days, in the pair as well, restored every quarter."""
    assert BackupSpec().model_dump() == {
        "daily": "03:00+09:00",
        "keep_days": 35,
        "hourly": None,
        "hourly_keep_days": 2,
        "copy_region": "pair",
        "copy_keep_days": None,
        "lock": "governance",
        "changeable_for_days": None,
        "lock_is_final": False,
        "drill": "quarterly",
    }


@pytest.mark.parametrize("hourly", [None, True])
def test_an_hourly_snapshot_does_not_outlive_the_daily_ones(hourly: bool | None) -> None:  # noqa: FBT001 - a column of the table above
    """Four days of hours in three days of days are none."""
    told = "hourly_keep_days is 4 and keep_days 3"
    assert told in refused(keep_days=3, hourly_keep_days=4, hourly=hourly)


def test_days_of_hours_that_are_not_taken_are_no_fault() -> None:
    """And as long as the daily ones they may be kept."""
    assert BackupSpec(keep_days=1, hourly=False).keep_days == 1
    assert BackupSpec(keep_days=2, hourly_keep_days=2).keep_days == 2


def test_copies_that_are_not_made_have_no_days() -> None:
    """Days of nothing were meant for something."""
    told = "copy_region is none, so there is no copy to keep"
    assert told in refused(copy_region="none", copy_keep_days=7)


@pytest.mark.parametrize(
    "fields", [{}, {"changeable_for_days": 3}, {"lock_is_final": True}, {"lock_is_final": False}]
)
def test_a_lock_for_good_is_confirmed_and_can_be_left_for_three_days(fields: dict[str, Any]) -> None:
    """One of the two alone is too little."""
    assert "can never be taken away" in refused(lock="compliance", **fields)


def test_a_lock_for_good_with_both_is_taken() -> None:
    """Three days are the least."""
    assert BackupSpec(lock="compliance", changeable_for_days=3, lock_is_final=True).changeable_for_days == 3
    assert "changeable_for_days" in refused(lock="compliance", changeable_for_days=2, lock_is_final=True)


@pytest.mark.parametrize("lock", ["governance", "none"])
@pytest.mark.parametrize("fields", [{"changeable_for_days": 3}, {"lock_is_final": True}])
def test_what_makes_a_lock_final_belongs_to_no_other(lock: str, fields: dict[str, Any]) -> None:
    """So that nothing is made final by a word that is left behind."""
    (field,) = fields
    assert f"{field} is for lock compliance, and lock is {lock}" in refused(lock=lock, **fields)


@pytest.mark.parametrize("field", ["keep_days", "hourly_keep_days", "copy_keep_days"])
@pytest.mark.parametrize("days", [0, 36_501])
def test_days_are_those_that_a_lock_takes(field: str, days: int) -> None:
    """One to a hundred years."""
    assert field in refused(**{field: days})
