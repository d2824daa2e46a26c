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
    host: pulumi.Output[str] | None = None
    """DNS name at which the cloud's edge reads it; None on Azure, where none does."""
    url: pulumi.Output[str] | None = None
    """Address of the account that holds it, on Azure; None on AWS, where the name alone finds a bucket."""
    account_id: pulumi.Output[str] | None = None
    """Id of that account, to which a private endpoint leads; None on AWS."""


@dataclass(frozen=True, kw_only=True)
class ObjectsContract:
    """Buckets that exist."""

    buckets: Mapping[str, BucketPlace]
    """By the names that the specification gives them."""
    key_id: pulumi.Output[str] | None = None
    """Key that encrypts their objects; whoever reads or writes needs it, too. None where it is the cloud's
    own, which asks for no permission."""
