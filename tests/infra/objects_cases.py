"""A value of each field of buckets that a cloud takes, and one that it refuses."""

from collections.abc import Mapping
from typing import Any, Final

from tests.infra.capability_case import Case, at

OFF: Final = False


def _bucket(field: str, value: Any, refused: Mapping[str, Any] | None = None, **beside: Any) -> Case:
    """A value of a bucket that AWS takes, beside what it needs there, and fields that AWS refuses."""
    fields = {field: value, **beside}
    return Case(
        aws=at("objects.buckets.files", fields),
        not_aws=None if refused is None else at("objects.buckets.files", refused),
        not_azure=at("objects.buckets.files", fields),
    )


CASES: Final[Mapping[str, Case]] = {
    "objects.buckets": Case(
        aws=at("objects.buckets", {"more": {}}), not_azure=at("objects.buckets", {"more": {}})
    ),
    "objects.buckets.*.purpose": _bucket("purpose", "logs"),
    "objects.buckets.*.keep_days": _bucket("keep_days", 30),
    "objects.buckets.*.deep_archive_days": _bucket(
        "deep_archive_days", 90, {"deep_archive_days": 90}, purpose="archive"
    ),
    "objects.buckets.*.versioning": _bucket("versioning", OFF),
    "objects.buckets.*.previous_version_days": _bucket("previous_version_days", 7),
    "objects.buckets.*.lock_days": _bucket("lock_days", 30, {"lock_days": 30, "keep_days": 10}),
    "objects.buckets.*.lock_mode": _bucket("lock_mode", "compliance", lock_days=30),
    "objects.buckets.*.replicate_to": _bucket("replicate_to", "ap-northeast-1"),
    "objects.buckets.*.replicate_within_minutes": _bucket(
        "replicate_within_minutes", 15, replicate_to="ap-northeast-1"
    ),
    "objects.buckets.*.browser_origins": _bucket("browser_origins", ["https://app.example.com"]),
    "objects.access_log_days": Case(
        aws=at("objects.access_log_days", 30),
        not_azure={"objects": {"buckets": {"files": {}}, "access_log_days": 30}},
    ),
    "workloads.uses.buckets": Case(
        aws=at("workloads.trip.uses.buckets", {"files": "read"}),
        not_azure=at("workloads.trip.uses.buckets", {"files": "read"}),
    ),
}
"""What is tried, by the table's line: tier and field."""
