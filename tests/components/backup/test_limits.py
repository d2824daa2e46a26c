"""What AWS refuses of backups."""

import pytest

from jiban.components.backup.limits import LIMITS
from jiban.components.backup.spec import BackupSpec
from jiban.components.base import Fault


def found(spec: BackupSpec) -> list[Fault]:
    """What is wrong with backups on AWS."""
    return [fault for limit in LIMITS for fault in limit.faults(spec)]


@pytest.mark.parametrize("days", [1, 4])
def test_an_account_holds_four_days_of_hours(days: int) -> None:
    """96 of its 100 snapshots."""
    assert found(BackupSpec(hourly_keep_days=days)) == []


def test_five_days_of_hours_are_more_than_an_account_holds() -> None:
    """120 of 100."""
    assert found(BackupSpec(hourly_keep_days=5)) == [
        Fault(
            ("hourly_keep_days",),
            "hourly snapshots of 5 days are 24 * 5 = 120, and an account has 100 of RDS in a region",
            "set hourly_keep_days to 4 or less, or hourly to false; the database itself can be restored to "
            "any moment",
        )
    ]


def test_hours_that_are_not_taken_fill_nothing() -> None:
    """However long they would be kept."""
    assert found(BackupSpec(hourly_keep_days=30, hourly=False)) == []


def test_copies_go_to_a_region_that_is_known() -> None:
    """A word that is none is told near ones."""
    (fault,) = found(BackupSpec(copy_region="ap-northeast-9"))
    assert fault.path == ("copy_region",)
    assert "no region 'ap-northeast-9' in components/regions.yaml" in fault.reason
    assert found(BackupSpec(copy_region="ap-northeast-1")) == []
