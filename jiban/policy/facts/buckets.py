"""Buckets of S3: what holds for one, inline or in a resource of its own that names the bucket.

Sources, read on 2026-11-28: pulumi-aws 7.51, `aws.s3.Bucket` and the resources beside it, whose V2 names mean
the same; Amazon S3 user guide, `acl-overview`, `mpu-abort-incomplete-mpu-lifecycle-config`, `Versioning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.logic import every, some
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import at
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
    for block in _of(stack, bucket, _BLOCK):
        for switch in _SWITCHES:
            try:
                with of(block):
                    if not block[switch].is_true():
                        return f"{switch} of {block.name}"
            except NotKnownError as error:
                doubt = error
    if doubt is not None:
        raise doubt
    return ""


def policies(stack: StackView, bucket: ResourceView) -> tuple[tuple[Node, str], ...]:
    """Return the policies of a bucket, and where each stands: `policy`, or `policy of X`.

    Raises:
        NotKnownError: none is known to be the bucket's, and one may be.
    """
    own = ((bucket["policy"], "policy"),) if bucket["policy"].given else ()
    return (*own, *((each["policy"], f"policy of {each.name}") for each in _of(stack, bucket, _POLICY)))


def public_grants(stack: StackView, bucket: ResourceView) -> Iterator[tuple[Node, str]]:
    """Yield what an access control list may let the public in by, and where it stands.

    Raises:
        NotKnownError: none is known to be the bucket's, and one may be.
    """
    yield bucket["acl"], "acl"
    yield from ((grant["uri"], grant["uri"].path) for grant in bucket["grants"].each())
    for each in _of(stack, bucket, _LIST):
        yield each["acl"], f"acl of {each.name}"
        for grant in at(each.node, "accessControlPolicy.grants").each():
            uri = grant["grantee"]["uri"]
            yield uri, f"{uri.path} of {each.name}"


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
    return some(
        [
            *(lambda each=each: each["enabled"].is_true() for each in _inline(bucket, "versioning")),
            *(lambda each=each: _status(each).says("Enabled") for each in _of(stack, bucket, _VERSIONS)),
        ]
    )


@once
def may_have_versions(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether there may be old versions, although none is made any more.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    apart = (lambda each=each: _status(each).says("Suspended") for each in _of(stack, bucket, _VERSIONS))
    return some([lambda: keeps_versions(stack, bucket), *apart])


def _status(versions: ResourceView) -> Node:
    with of(versions):
        return at(versions.node, "versioningConfiguration.status")


@once
def own_key(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether objects are encrypted with a key of KMS that is not one of AWS.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    rules = [
        *(rule for each in _inline(bucket, "serverSideEncryptionConfiguration") for rule in _rules(each)),
        *(rule for each in _of(stack, bucket, _ENCRYPTION) for rule in each["rules"].each()),
    ]
    return some([lambda each=each: _is_own(each) for rule in rules for each in _either(rule, _BY_DEFAULT)])


def _is_own(default: Node) -> bool:
    key = default["kmsMasterKeyId"]
    return every(
        lambda: default["sseAlgorithm"].text().startswith("aws:kms"),
        lambda: key.given and (not key.known or (bool(key.text()) and not key.text().endswith(_KEY_OF_AWS))),
    )


@once
def aborts_uploads(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether unfinished uploads to the whole bucket are thrown away some day.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    inline = _inline(bucket, "lifecycleRule")
    return some(
        [
            *(lambda each=each: _acts_inline(each, "abortIncompleteMultipartUploadDays") for each in inline),
            *(
                lambda each=each: _acts(each, "abortIncompleteMultipartUpload")
                for each in _apart_rules(stack, bucket)
            ),
        ]
    )


@once
def forgets_versions(stack: StackView, bucket: ResourceView) -> bool:
    """Tell whether old versions of the whole bucket are deleted some day.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    inline = _inline(bucket, "lifecycleRule")
    return some(
        [
            *(lambda each=each: _acts_inline(each, "noncurrentVersionExpiration") for each in inline),
            *(
                lambda each=each: _acts(each, "noncurrentVersionExpiration")
                for each in _apart_rules(stack, bucket)
            ),
        ]
    )


def _apart_rules(stack: StackView, bucket: ResourceView) -> list[Node]:
    return [rule for each in _of(stack, bucket, _LIFECYCLE) for rule in each["rules"].each()]


def _acts(rule: Node, action: str) -> bool:
    """Tell whether a rule is on, for the whole bucket, and does something."""
    return every(
        lambda: rule[action].given,
        lambda: not rule["prefix"].text(),
        lambda: _is_whole(rule["filter"]),
        lambda: rule["status"].says("Enabled"),
    )


def _is_whole(filter_: Node) -> bool:
    return not any(value.raw not in (None, "") for _, value in filter_.items())


def _acts_inline(rule: Node, action: str) -> bool:
    return every(
        lambda: any(node.given for node in (rule[action], rule[f"{action}s"])),
        lambda: not rule["prefix"].text(),
        lambda: not rule["tags"].items(),
        rule["enabled"].is_true,
    )


def _inline(bucket: ResourceView, name: str) -> tuple[Node, ...]:
    """Return what stands inline: one map, or a list of them under the name in the plural."""
    return _either(bucket.node, name)


def _either(node: Node, name: str) -> tuple[Node, ...]:
    return ((node[name],) if node[name].given else ()) + node[f"{name}s"].each()


def _rules(configuration: Node) -> tuple[Node, ...]:
    return _either(configuration, "rule")


def _of(stack: StackView, bucket: ResourceView, kind: Beside) -> tuple[ResourceView, ...]:
    """Return the resources of a kind that name a bucket.

    Raises:
        NotKnownError: none is known to do so, and one may.
    """
    told = beside(stack, bucket, kind)
    return told.resources or told.certain()
