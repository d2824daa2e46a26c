"""What a cloud cannot do that a specification of buckets can ask for."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit
from jiban.components.objects.lifecycle import DEEPEST, Move, billed_days, kept, paid_until
from jiban.components.objects.spec import ObjectsSpec

_SHORTEST_CONTAINER: Final = 3
_LONGEST_SOFT_DELETE: Final = 365
"""Source: the REST specification of Microsoft.Storage, `DeleteRetentionPolicy.days`."""
_LOGS: Final = (30, 730)
"""Fewest and most days of one table, as `observability.logs.tables` has them."""


def _deep_archive(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        days, keep = bucket.deep_archive_days, kept(bucket)
        path = ("buckets", name, "deep_archive_days")
        if days is None:
            continue
        if bucket.purpose != "archive":
            yield Fault(
                path,
                f"objects of {bucket.purpose} are read at any time, and Deep Archive gives one back within "
                "hours",
                "set purpose to archive, or remove deep_archive_days",
            )
        elif keep is not None and keep < paid_until(Move(DEEPEST, days)):
            least = billed_days(DEEPEST)
            yield Fault(
                path,
                f"Deep Archive is billed for {least} days at least, and between day {days} and day {keep}, "
                f"when objects are deleted, there are {max(0, keep - days)}",
                f"set keep_days to {days + least} or more, or remove deep_archive_days",
            )


def _locked_longer(cloud: Cloud, spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        lock, keep = bucket.lock_days, kept(bucket, cloud)
        if lock is not None and keep is not None and keep < lock:
            yield Fault(
                ("buckets", name, "lock_days"),
                f"objects are locked for {lock} days and would be deleted after {keep}",
                f"set keep_days to {lock} or more, or lock_days to {keep} or fewer",
            )


def _container_names(spec: ObjectsSpec) -> Iterator[Fault]:
    for name in spec.buckets:
        if len(name) < _SHORTEST_CONTAINER or "--" in name:
            yield Fault(
                ("buckets", name),
                f"a container of Azure has a name of {_SHORTEST_CONTAINER} characters or more, without two "
                "hyphens side by side",
                "give the bucket another name",
            )


def _no_archive_tier(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        if bucket.deep_archive_days is not None:
            yield Fault(
                ("buckets", name, "deep_archive_days"),
                "an account that is spread over zones has no archive tier, and accounts here are wherever "
                "the region has zones",
                "remove deep_archive_days; purpose archive keeps objects in the tier Cold",
            )


def _soft_deleted(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        if bucket.versioning and bucket.previous_version_days > _LONGEST_SOFT_DELETE:
            yield Fault(
                ("buckets", name, "previous_version_days"),
                f"Azure keeps what was deleted for {_LONGEST_SOFT_DELETE} days at most, and "
                f"{bucket.previous_version_days} are asked for",
                f"set previous_version_days to {_LONGEST_SOFT_DELETE} or fewer",
            )


def _lock_of_nobody(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        if bucket.lock_mode == "compliance":
            yield Fault(
                ("buckets", name, "lock_mode"),
                "Azure makes every policy of retention unlocked, and locks it by an action that no program "
                "can declare or take back",
                "set lock_mode to governance, and have a person lock the policy once it is proven",
            )


def _no_promise(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        if bucket.replicate_within_minutes is not None:
            yield Fault(
                ("buckets", name, "replicate_within_minutes"),
                "the copy of an account in its region's pair comes without a promised time",
                "remove replicate_within_minutes",
            )


def _no_browsers(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        if bucket.browser_origins:
            yield Fault(
                ("buckets", name, "browser_origins"),
                "an account answers inside the network alone, where no browser of a user is",
                "remove browser_origins, and have a service pass on what is uploaded and downloaded",
            )


def _days_of_logs(spec: ObjectsSpec) -> Iterator[Fault]:
    days = spec.access_log_days
    if days is not None and not _LOGS[0] <= days <= _LOGS[1]:
        yield Fault(
            ("access_log_days",),
            f"a table of the logs is kept for {_LOGS[0]} to {_LOGS[1]} days, and {days} are asked for",
            f"set access_log_days to {min(max(days, _LOGS[0]), _LOGS[1])}, or to null for no record",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "buckets.*.deep_archive_days", "archives kept for 180 days more", _deep_archive),
    Limit("aws", "buckets.*.lock_days", "no longer than objects are kept", partial(_locked_longer, "aws")),
    Limit("azure", "buckets", "names of 3 characters or more, no two hyphens together", _container_names),
    Limit(
        "azure", "buckets.*.deep_archive_days", "none: accounts over zones have no archive", _no_archive_tier
    ),
    Limit("azure", "buckets.*.previous_version_days", f"{_LONGEST_SOFT_DELETE} at most", _soft_deleted),
    Limit(
        "azure", "buckets.*.lock_days", "no longer than objects are kept", partial(_locked_longer, "azure")
    ),
    Limit("azure", "buckets.*.lock_mode", "`governance` only: a person locks", _lock_of_nobody),
    Limit("azure", "buckets.*.replicate_within_minutes", "none: nothing is promised", _no_promise),
    Limit("azure", "buckets.*.browser_origins", "none: accounts are private", _no_browsers),
    Limit("azure", "access_log_days", f"{_LOGS[0]} to {_LOGS[1]}", _days_of_logs),
)
"""Every limit of every cloud; the constructor, the environment's rules and the capability table read it."""
