"""Buckets of S3: what holds for one, inline or in a resource of its own that names the bucket.

Sources, read on 2026-11-28: pulumi-aws 7.51, `aws.s3.Bucket` and the resources beside it, whose V2 names mean
the same; Amazon S3 user guide, `acl-overview`, `mpu-abort-incomplete-mpu-lifecycle-config`, `Versioning`,
`object-lock` (it turns versions on; from memory, unverified).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from jiban.policy.facts.beside import Beside, Said, said, some_say
from jiban.policy.facts.logic import every, some
from jiban.policy.facts.once import once
from jiban.policy.facts.values import at, is_filled, name_in
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
"""Types of a bucket; the second is an old name of the first, with lists where that has maps."""


def _apart(*names: str) -> Beside:
    types = tuple(f"aws:s3/{name[0].lower()}{name[1:]}:{name}" for name in names)
    return Beside(types, "bucket", BUCKETS, called=("bucket",))


_BLOCK: Final = _apart("BucketPublicAccessBlock")
_POLICY: Final = _apart("BucketPolicy")
_LIST: Final = _apart("BucketAcl", "BucketAclV2")
_VERSIONS: Final = _apart("BucketVersioning", "BucketVersioningV2")
_ENCRYPTION: Final = _apart(
    "BucketServerSideEncryptionConfiguration", "BucketServerSideEncryptionConfigurationV2"
)
_LIFECYCLE: Final = _apart("BucketLifecycleConfiguration", "BucketLifecycleConfigurationV2")
_ACCOUNT_BLOCK: Final = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
_SWITCHES: Final = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_LISTS: Final = ("public-read", "public-read-write", "authenticated-read")
_PUBLIC_GROUPS: Final = ("/AllUsers", "/AuthenticatedUsers")
_KEY_OF_AWS: Final = "alias/aws/s3"
_NOTHING: Final[tuple[Any, ...]] = (None, "", {}, [])
_BY_DEFAULT: Final = "applyServerSideEncryptionByDefault"


@once
def open_switch(stack: StackView, bucket: ResourceView) -> str:
    """Return what of the block of public access is off, `X of Y`; empty where all four are on.

    A new bucket has them on unless a block says else, and a block replaces all of it.

    Raises:
        NotKnownError: none is surely off, and one may be.
    """
    for block in stack.of(_ACCOUNT_BLOCK):
        if all(block[switch].known and block[switch].is_true() for switch in _SWITCHES):
            return ""
    doubt: NotKnownError | None = None
    for switch in _SWITCHES:
        for each in said(stack, bucket, _BLOCK, switch):
            try:
                if not each.asked(Node.is_true):
                    return each.where
            except NotKnownError as error:
                doubt = error
    if doubt is not None:
        raise doubt
    return ""


def policies(stack: StackView, bucket: ResourceView) -> tuple[Said, ...]:
    """Return the policies of a bucket.

    Raises:
        NotKnownError: none is known to be the bucket's, and one may be.
    """
    return said(stack, bucket, _POLICY, "policy", "policy")


def grants(stack: StackView, bucket: ResourceView) -> Iterator[Said]:
    """Yield what an access control list may let the public in by: canned lists, and groups.

    Raises:
        NotKnownError: none is known to be the bucket's, and one may be.
    """
    yield from said(stack, bucket, _LIST, "acl", "acl")
    for grant in bucket["grants"].each():
        yield Said(grant["uri"], bucket, bucket)
    for each in said(stack, bucket, _LIST, "accessControlPolicy.grants"):
        for grant in each.asked(Node.each):
            yield Said(each.asked(lambda _, grant=grant: at(grant, "grantee.uri")), each.by, bucket)


def is_public(grant: Node) -> bool:
    """Tell whether a canned list, or the group of a grant, lets in everybody, or whoever has an account.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return grant.says(*_PUBLIC_LISTS) or grant.text().endswith(_PUBLIC_GROUPS)


@once
def keeps_versions(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether what is overwritten or deleted from now on is kept as an old version.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    inline = _either(bucket.node, "versioning")
    return some(
        [
            *(each["enabled"].is_true for each in inline),
            lambda: _is_locked(bucket),
            lambda: some_say(_statuses(stack, bucket), lambda status: status.says("Enabled")),
        ]
    )


def _is_locked(bucket: ResourceView) -> bool:
    """Tell whether objects may be locked, for which S3 turns versions on by itself."""
    locks = _either(bucket.node, "objectLockConfiguration")
    return some(
        [bucket["objectLockEnabled"].is_true, *(_says_enabled(each["objectLockEnabled"]) for each in locks)]
    )


def _says_enabled(node: Node) -> Callable[[], bool]:
    return lambda: node.says("Enabled")


@once
def may_have_versions(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether there may be old versions, although none is made any more.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return some(
        [
            lambda: keeps_versions(stack, bucket),
            lambda: some_say(_statuses(stack, bucket), lambda status: status.says("Suspended")),
        ]
    )


def _statuses(stack: StackView, bucket: ResourceView) -> tuple[Said, ...]:
    return said(stack, bucket, _VERSIONS, "versioningConfiguration.status")


@once
def own_key(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether objects are encrypted with a key of KMS that is not one of AWS.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    inline = _either(bucket.node, "serverSideEncryptionConfiguration")
    return some(
        [
            *(lambda rule=rule: _has_own_key(rule) for each in inline for rule in _either(each, "rule")),
            lambda: some_say(
                said(stack, bucket, _ENCRYPTION, "rules"),
                lambda rules: some([lambda rule=rule: _has_own_key(rule) for rule in rules.each()]),
            ),
        ]
    )


def _has_own_key(rule: Node) -> bool:
    return some([lambda each=each: _is_own(each) for each in _either(rule, _BY_DEFAULT)])


def _is_own(default: Node) -> bool:
    key = default["kmsMasterKeyId"]
    return every(
        lambda: default["sseAlgorithm"].text().startswith("aws:kms"),
        lambda: is_filled(key) and not name_in(key).endswith(_KEY_OF_AWS),
    )


@once
def aborts_uploads(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether unfinished uploads to the whole bucket are thrown away some day.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    name = "abortIncompleteMultipartUpload"
    return _acts(stack, bucket, f"{name}Days", name)


@once
def forgets_versions(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether old versions of the whole bucket are deleted some day.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    name = "noncurrentVersionExpiration"
    return _acts(stack, bucket, name, name)


def _acts(stack: StackView, bucket: ResourceView, inline: str, apart: str) -> bool:
    """Tell whether a rule of the lifecycle, inline or apart, is on for the whole bucket and acts."""
    return some(
        [
            *(lambda each=each: _acts_inline(each, inline) for each in _either(bucket.node, "lifecycleRule")),
            lambda: some_say(
                said(stack, bucket, _LIFECYCLE, "rules"),
                lambda rules: some([lambda rule=rule: _acts_apart(rule, apart) for rule in rules.each()]),
            ),
        ]
    )


def _acts_apart(rule: Node, action: str) -> bool:
    return every(
        lambda: rule[action].given,
        lambda: not rule["prefix"].text(),
        lambda: not any(value.value not in _NOTHING for _, value in rule["filter"].items()),
        lambda: rule["status"].says("Enabled"),
    )


def _acts_inline(rule: Node, action: str) -> bool:
    return every(
        lambda: any(node.given for node in (rule[action], rule[f"{action}s"])),
        lambda: not rule["prefix"].text(),
        lambda: not rule["tags"].items(),
        rule["enabled"].is_true,
    )


def _either(node: Node, name: str) -> tuple[Node, ...]:
    """Return one map, or a list of them under the name in the plural, as the old types have it."""
    return ((node[name],) if node[name].given else ()) + node[f"{name}s"].each()
