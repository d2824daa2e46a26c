"""What a cloud cannot do that a specification of buckets can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.objects.lifecycle import DEEPEST, Move, billed_days, kept, paid_until
from jiban.components.objects.spec import ObjectsSpec


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


def _locked_longer(spec: ObjectsSpec) -> Iterator[Fault]:
    for name, bucket in spec.buckets.items():
        lock, keep = bucket.lock_days, kept(bucket)
        if lock is not None and keep is not None and keep < lock:
            yield Fault(
                ("buckets", name, "lock_days"),
                f"objects are locked for {lock} days and would be deleted after {keep}",
                f"set keep_days to {lock} or more, or lock_days to {keep} or fewer",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "buckets.*.deep_archive_days", "archives kept for 180 days more", _deep_archive),
    Limit("aws", "buckets.*.lock_days", "no longer than objects are kept", _locked_longer),
)
"""Every limit of every cloud; the constructor, the environment's rules and the capability table read it."""
