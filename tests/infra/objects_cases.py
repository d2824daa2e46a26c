"""A value of each field of buckets that a cloud takes, and one that it refuses."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, Change, at

OFF: Final = False


def _bucket(field: str, value: Any, **beside: Any) -> Change:
    """A value of a bucket's field, beside what it needs there."""
    return at("objects.buckets.files", {field: value, **beside})


def _both(change: Change, refused: Change | None = None) -> Case:
    """A change that both clouds take, and one that both refuse."""
    return Case(azure=change, aws=change, not_azure=refused, not_aws=refused)


_DEEP: Final = _bucket("deep_archive_days", 90, purpose="archive")
_PROMISED: Final = {"replicate_within_minutes": 15}

CASES: Final[Mapping[str, Case]] = {
    "objects.buckets": Case(
        azure=at("objects.buckets", {"more": {}}),
        aws=at("objects.buckets", {"more": {}}),
        not_azure=at("objects.buckets", {"a": {}}),
    ),
    "objects.buckets.*.purpose": _both(_bucket("purpose", "logs")),
    "objects.buckets.*.keep_days": _both(_bucket("keep_days", 30)),
    "objects.buckets.*.deep_archive_days": Case(
        aws=_DEEP, not_aws=_bucket("deep_archive_days", 90), not_azure=_DEEP
    ),
    "objects.buckets.*.versioning": _both(_bucket("versioning", OFF)),
    "objects.buckets.*.previous_version_days": Case(
        azure=_bucket("previous_version_days", 7),
        aws=_bucket("previous_version_days", 7),
        not_azure=_bucket("previous_version_days", 366),
    ),
    "objects.buckets.*.lock_days": _both(_bucket("lock_days", 30), _bucket("lock_days", 30, keep_days=10)),
    "objects.buckets.*.lock_mode": Case(
        aws=_bucket("lock_mode", "compliance", lock_days=30),
        not_azure=_bucket("lock_mode", "compliance", lock_days=30),
    ),
    "objects.buckets.*.replicate_to": Case(
        azure=_bucket("replicate_to", "koreasouth"), aws=_bucket("replicate_to", "ap-northeast-1")
    ),
    "objects.buckets.*.replicate_within_minutes": Case(
        aws=_bucket("replicate_to", "ap-northeast-1", **_PROMISED),
        not_azure=_bucket("replicate_to", "koreasouth", **_PROMISED),
    ),
    "objects.buckets.*.browser_origins": Case(
        aws=_bucket("browser_origins", ["https://app.example.com"]),
        not_azure=_bucket("browser_origins", ["https://app.example.com"]),
    ),
    "objects.access_log_days": Case(
        azure=at("objects.access_log_days", 120),
        aws=at("objects.access_log_days", 30),
        not_azure=at("objects.access_log_days", 29),
    ),
    "workloads.uses.buckets": Case(
        azure=at("workloads.trip.uses.buckets", {"files": "read"}),
        aws=at("workloads.trip.uses.buckets", {"files": "read"}),
        not_azure=at("workloads.trip.uses.buckets", {"files": "add"}),
    ),
}
"""What is tried, by the table's line: tier and field."""
