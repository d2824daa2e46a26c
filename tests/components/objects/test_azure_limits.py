"""What Azure cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.objects.limits import LIMITS
from jiban.components.objects.spec import ObjectsSpec


def found(name: str = "old", access_log_days: int | None = 90, **bucket: Any) -> list[Fault]:
    """Every fault of a bucket on Azure."""
    spec = ObjectsSpec.model_validate({"buckets": {name: bucket}, "access_log_days": access_log_days})
    return [fault for limit in LIMITS if limit.cloud == "azure" for fault in limit.faults(spec)]


@pytest.mark.parametrize(("name", "taken"), [("ab", False), ("a--b", False), ("abc", True), ("a-b", True)])
def test_a_container_has_a_name_of_three_characters(name: str, *, taken: bool) -> None:
    """And no two hyphens side by side."""
    assert [fault.path for fault in found(name)] == ([] if taken else [("buckets", name)])


def test_there_is_no_archive_tier() -> None:
    """For no purpose."""
    (fault,) = found(purpose="archive", deep_archive_days=90)
    assert fault.path == ("buckets", "old", "deep_archive_days")
    assert fault.remedy == "remove deep_archive_days; purpose archive keeps objects in the tier Cold"


@pytest.mark.parametrize(("days", "versioning", "faults"), [(365, True, 0), (366, True, 1), (366, False, 0)])
def test_what_was_deleted_stays_for_a_year_at_most(days: int, *, versioning: bool, faults: int) -> None:
    """Where anything stays at all."""
    assert len(found(previous_version_days=days, versioning=versioning)) == faults


def test_nothing_is_locked_longer_than_it_is_kept() -> None:
    """By the days of the purpose, as on AWS."""
    (fault,) = found(purpose="logs", lock_days=366)
    assert fault.reason == "objects are locked for 366 days and would be deleted after 365"
    assert found(purpose="logs", lock_days=365) == []


@pytest.mark.parametrize(
    ("field", "bucket"),
    [
        ("lock_mode", {"lock_mode": "compliance", "lock_days": 30}),
        ("replicate_within_minutes", {"replicate_within_minutes": 15, "replicate_to": "koreasouth"}),
        ("browser_origins", {"browser_origins": ("https://app.example.com",)}),
    ],
)
def test_what_azure_has_no_word_for_is_refused(field: str, bucket: dict[str, Any]) -> None:
    """At its field, and alone."""
    assert [fault.path for fault in found(**bucket)] == [("buckets", "old", field)]


@pytest.mark.parametrize(
    ("days", "remedy"),
    [
        (29, "set access_log_days to 30, or to null for no record"),
        (731, "set access_log_days to 730, or to null for no record"),
    ],
)
def test_requests_are_on_record_as_long_as_a_table_can_be(days: int, remedy: str) -> None:
    """From 30 days to two years."""
    assert [fault.remedy for fault in found(access_log_days=days)] == [remedy]
    assert found(access_log_days=30) == found(access_log_days=730) == found(access_log_days=None) == []
