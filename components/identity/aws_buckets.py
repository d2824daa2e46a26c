"""What a service may do with buckets of S3: objects of each by name, and their key by way of S3 alone."""

from __future__ import annotations  # the SDK's module is only loaded where an identity is made

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi_aws import iam

from jiban.components.base import Fault
from jiban.components.iam import allow, by_way_of, document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.components.objects.contract import ObjectsContract

_READ: Final = ("s3:GetObject",)
_ADD: Final = ("s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts")
_DELETE: Final = ("s3:DeleteObject",)
_OBJECTS: Final[Mapping[str, Sequence[str]]] = {
    "read": _READ,
    "add": _ADD,
    "write": (*_READ, *_ADD, *_DELETE),
}
"""Actions on objects, by how a bucket is used; a version that is kept is deleted by another action."""
_KEY: Final[Mapping[str, Sequence[str]]] = {
    "read": ("kms:Decrypt",),
    # Parts of an upload are read again when they are put together.
    "add": ("kms:Decrypt", "kms:GenerateDataKey"),
    "write": ("kms:Decrypt", "kms:GenerateDataKey"),
}
"""Actions on the key (S3 user guide, "Using server-side encryption with AWS KMS keys": permissions)."""


def missing(used: Mapping[str, str], objects: ObjectsContract | None) -> Iterator[Fault]:
    """Yield a fault for each bucket that does not exist."""
    for bucket in used:
        if objects is None or bucket not in objects.buckets:
            yield Fault(("buckets", bucket), f"there is no bucket {bucket}", "add it, or take it out")


def grant(
    parent: pulumi.Resource,
    name: str,
    *,
    role: pulumi.Input[str],
    region: str,
    used: Mapping[str, str],
    objects: ObjectsContract,
) -> None:
    """Let a role use buckets.

    The permission on the key stands alone: its id is not known in a plan, which should show all the rest.

    Args:
        parent: the component of the identity.
        name: its logical name.
        role: name of the role.
        region: where the buckets stand.
        used: how each bucket is used, by its name.
        objects: the buckets.
    """
    child = pulumi.ResourceOptions(parent=parent)
    names = sorted(used)
    iam.RolePolicy(
        f"{name}-buckets",
        name="buckets",
        role=role,
        policy=pulumi.Output.all(*(objects.buckets[each].bucket_id for each in names)).apply(
            partial(_may_use, [used[each] for each in names])
        ),
        opts=child,
    )
    actions = sorted({action for each in used.values() for action in _KEY[each]})
    if objects.key_id is None:
        return
    iam.RolePolicy(
        f"{name}-buckets-key",
        name="buckets-key",
        role=role,
        policy=objects.key_id.apply(partial(_may_use_key, actions, region)),
        opts=child,
    )


def _may_use(ways: Sequence[str], buckets: Sequence[str]) -> str:
    statements: list[Mapping[str, Any]] = []
    for way, bucket in zip(ways, buckets, strict=True):
        if way != "add":
            # Without it whoever asks for an object that is not there is told that it may not, not that.
            statements.append(allow(["s3:ListBucket"], [bucket]))
        statements.append(allow(_OBJECTS[way], [f"{bucket}/*"]))
    return document(*statements)


def _may_use_key(actions: Sequence[str], region: str, key: str) -> str:
    return document({**allow(actions, [key]), "Condition": by_way_of("s3", region)})
