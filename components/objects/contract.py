"""What every cloud's buckets give to the tiers above them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class BucketPlace:
    """A bucket that exists."""

    name: pulumi.Output[str]
    """Name by which programs find it."""
    bucket_id: pulumi.Output[str]
    """What a permission names."""


@dataclass(frozen=True, kw_only=True)
class ObjectsContract:
    """Buckets that exist."""

    buckets: Mapping[str, BucketPlace]
    """By the names that the specification gives them."""
    key_id: pulumi.Output[str]
    """Key that encrypts their objects; whoever reads or writes needs it, too."""
