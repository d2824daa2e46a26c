"""Expiry: after how many days what is written to a bucket or to a storage account is deleted.

Sources, read on 2026-11-28: Amazon S3 user guide, `object-lifecycle-mgmt` (an enabled rule expires the
objects that its filter names); pulumi-azure-native 3.29, `storage.ManagementPolicy` (a rule is on unless it
says no).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.once import of
from jiban.policy.view import Node, ResourceView, StackView

BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
ACCOUNT: Final = "azure-native:storage:StorageAccount"
_LIFECYCLES: Final = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
_POLICY: Final = "azure-native:storage:ManagementPolicy"
TYPES: Final = (*BUCKETS, *_LIFECYCLES, ACCOUNT, _POLICY)
"""Types of resource that say when something is deleted."""
_AGES: Final = ("daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan")


def of_bucket(stack: StackView, bucket: ResourceView, path: str) -> int | None:
    """Return after how many days objects below a path of a bucket are deleted; None where they stay.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found: list[int] = []
    with of(bucket):
        for rule in bucket["lifecycleRules"].each():
            if rule["enabled"].is_true() and _reaches(rule["prefix"], path) and not rule["tags"].given:
                found += _days((rule["expiration"], *rule["expirations"].each()), "days")
    for token in _LIFECYCLES:
        naming = links.naming(stack, bucket, token, "bucket", *BUCKETS)
        if naming.doubt is not None:
            raise naming.doubt
        for lifecycle in naming.sure:
            with of(lifecycle):
                for rule in lifecycle["rules"].each():
                    if rule["status"].text() == "Enabled" and _is_of_all(rule, path):
                        found += _days((rule["expiration"],), "days")
    return min(found, default=None)


def of_account(stack: StackView, account: ResourceView, container: str) -> int | None:
    """Return after how many days blobs of a container are deleted; None where they stay.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    found: list[int] = []
    naming = links.naming(stack, account, _POLICY, "accountName")
    if naming.doubt is not None:
        raise naming.doubt
    for policy in naming.sure:
        with of(policy):
            for rule in policy["policy"]["rules"].each():
                if rule["enabled"].given and not rule["enabled"].is_true():
                    continue
                prefixes = rule["definition"]["filters"]["prefixMatch"].each()
                if not prefixes or any(_reaches(prefix, f"{container}/") for prefix in prefixes):
                    delete = rule["definition"]["actions"]["baseBlob"]["delete"]
                    found += [day for key in _AGES for day in _days((delete,), key)]
    return min(found, default=None)


def _is_of_all(rule: Node, path: str) -> bool:
    """Tell whether a rule names everything below a path: objects with a tag or of a size are a part of it."""
    filters = rule["filter"]
    both = filters["and"]
    if any(each.given for each in (filters["tag"], both["tags"], rule["tags"])):
        return False
    return all(_reaches(each, path) for each in (rule["prefix"], filters["prefix"], both["prefix"]))


def _reaches(prefix: Node, path: str) -> bool:
    """Tell whether what begins with a prefix is what lies below a path, or some of it."""
    text = prefix.text()
    return text.startswith(path) or path.startswith(text)


def _days(nodes: Iterable[Node], key: str) -> Iterator[int]:
    for node in nodes:
        if node[key].given:
            yield node[key].number()


def shorter(one: int | None, other: int | None) -> int | None:
    """Return the shorter of two times, of which None is for ever."""
    return min((each for each in (one, other) if each is not None), default=None)
