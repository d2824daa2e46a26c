"""What S3 cannot do is refused with the arithmetic and what to set."""

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.objects.limits import LIMITS
from jiban.components.objects.spec import ObjectsSpec


def found(**bucket: Any) -> list[Fault]:
    """Every fault of a bucket on AWS."""
    spec = ObjectsSpec.model_validate({"buckets": {"old": bucket}})
    return [fault for limit in LIMITS if limit.cloud == "aws" for fault in limit.faults(spec)]


def test_deep_archive_is_for_archives() -> None:
    """What users or programs read cannot wait for hours."""
    assert found(purpose="files", deep_archive_days=90) == [
        Fault(
            ("buckets", "old", "deep_archive_days"),
            "objects of files are read at any time, and Deep Archive gives one back within hours",
            "set purpose to archive, or remove deep_archive_days",
        )
    ]


def test_deep_archive_is_refused_where_it_is_paid_for_in_vain() -> None:
    """It is billed for 180 days."""
    assert found(purpose="archive", deep_archive_days=100, keep_days=279) == [
        Fault(
            ("buckets", "old", "deep_archive_days"),
            "Deep Archive is billed for 180 days at least, and between day 100 and day 279, when objects are "
            "deleted, there are 179",
            "set keep_days to 280 or more, or remove deep_archive_days",
        )
    ]


def test_objects_that_are_gone_before_deep_archive_have_no_days_there() -> None:
    """Not fewer than none."""
    (fault,) = found(purpose="archive", deep_archive_days=100, keep_days=90)
    assert "between day 100 and day 90, when objects are deleted, there are 0" in fault.reason


@pytest.mark.parametrize("keep", [None, 280])
def test_deep_archive_is_taken_where_it_pays(keep: int | None) -> None:
    """With its days, or for ever."""
    assert found(purpose="archive", deep_archive_days=100, keep_days=keep) == []


def test_nothing_is_locked_longer_than_it_is_kept() -> None:
    """By the days of the purpose, too."""
    assert found(purpose="logs", lock_days=366) == [
        Fault(
            ("buckets", "old", "lock_days"),
            "objects are locked for 366 days and would be deleted after 365",
            "set keep_days to 366 or more, or lock_days to 365 or fewer",
        )
    ]
    assert found(purpose="logs", lock_days=365) == found(lock_days=36_500) == []
