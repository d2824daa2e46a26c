"""What can be asked for of buckets, and what is refused wherever they stand."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.objects.spec import ObjectsSpec, OneBucketSpec


def refused(**fields: Any) -> str:
    """Why a bucket is refused."""
    with pytest.raises(ValidationError) as error:
        OneBucketSpec.model_validate(fields)
    return str(error.value)


def test_a_bucket_that_asks_for_nothing_is_safe() -> None:
    """It holds files, keeps versions for a month, deletes nothing by itself, and locks nothing."""
    assert OneBucketSpec().model_dump() == {
        "purpose": "files",
        "keep_days": None,
        "deep_archive_days": None,
        "versioning": True,
        "previous_version_days": 30,
        "lock_days": None,
        "lock_mode": "governance",
        "replicate_to": None,
        "replicate_within_minutes": None,
        "browser_origins": (),
    }


def test_requests_are_on_record_for_a_quarter() -> None:
    """Unless the environment says otherwise."""
    assert ObjectsSpec.model_validate({"buckets": {"files": {}}}).access_log_days == 90


@pytest.mark.parametrize(("field", "value"), [("lock_days", 30), ("replicate_to", "ap-northeast-1")])
def test_what_works_on_versions_needs_them(field: str, value: Any) -> None:
    """And says so, with both ways out."""
    told = f"{field} works on versions only; set versioning to true, or remove {field}"
    assert told in refused(versioning=False, **{field: value})


def test_a_promise_of_copies_needs_copies() -> None:
    """And there is one promise only."""
    assert "replicate_within_minutes is about copies, and there is none" in refused(
        replicate_within_minutes=15
    )
    assert "replicate_within_minutes" in refused(replicate_to="ap-northeast-1", replicate_within_minutes=60)


def test_a_lock_that_nobody_can_end_is_asked_for_with_its_days() -> None:
    """A mode alone locks nothing."""
    told = "lock_mode says how a lock is kept, and there is none; set lock_days"
    assert told in refused(lock_mode="compliance")
    assert OneBucketSpec(lock_mode="compliance", lock_days=1).lock_days == 1


@pytest.mark.parametrize(
    "origin",
    [
        "http://app.example.com",
        "https://*",
        "https://*.example.com",
        "https://app.example.com/",
        "https://",
        "*",
        "https://app.example.com:123456",
    ],
)
def test_any_page_is_no_page(origin: str) -> None:
    """Pages of one host each, by TLS, without a path: S3 compares the whole text."""
    assert "browser_origins.0" in refused(browser_origins=(origin,))


@pytest.mark.parametrize("origin", ["https://app.example.com", "https://a", "https://app.example.com:8443"])
def test_a_page_is_named_by_its_host(origin: str) -> None:
    """With a port where it has one of its own."""
    assert OneBucketSpec(browser_origins=(origin,)).browser_origins == (origin,)


@pytest.mark.parametrize("name", ["", "Files", "1files", "files-", "a" * 31, "user.files", "user_files"])
def test_what_is_no_name(name: str) -> None:
    """A part of a host name, short enough that the whole name fits."""
    with pytest.raises(ValidationError):
        ObjectsSpec.model_validate({"buckets": {name: {}}})


@pytest.mark.parametrize("field", ["keep_days", "previous_version_days", "lock_days"])
@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_days_are_counted_from_one_to_a_century(field: str, days: int) -> None:
    """Nought would delete at once, and S3 takes no more than a hundred years of lock."""
    assert field in refused(**{field: days})


def test_nobody_deletes_before_the_class_of_an_archive_is_paid_for() -> None:
    """An object stays in the class before Deep Archive for the 90 days that are billed."""
    assert "deep_archive_days" in refused(purpose="archive", deep_archive_days=89)
    assert OneBucketSpec(purpose="archive", deep_archive_days=90).deep_archive_days == 90


def test_no_bucket_is_no_tier() -> None:
    """Somebody has forgotten something."""
    with pytest.raises(ValidationError):
        ObjectsSpec.model_validate({"buckets": {}})
