"""STO-007: what nobody needs any more goes."""

from typing import Final

from jiban.policy.facts import accounts, buckets
from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.buckets import BUCKETS
from jiban.policy.facts.logic import every
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*BUCKETS, ACCOUNT)


def check(stack: StackView, storage: ResourceView) -> Verdict:
    """Judge a bucket of S3 or an account of Azure Storage."""
    if storage.token != ACCOUNT:
        return together((judged(_uploads, stack, storage), judged(_versions, stack, storage)))
    if not accounts.has_blobs(storage):
        return not_applicable("there are no blobs in it")
    return together((judged(_rules, stack, storage), judged(_old_versions, stack, storage)))


def _uploads(stack: StackView, bucket: ResourceView) -> Verdict:
    if buckets.aborts_uploads(stack, bucket):
        return PASS
    return failed("no rule of a lifecycle aborts unfinished uploads to all of it, and they stay for ever")


def _versions(stack: StackView, bucket: ResourceView) -> Verdict:
    stay = every(
        lambda: not buckets.forgets_versions(stack, bucket), lambda: buckets.may_have_versions(stack, bucket)
    )
    if stay:
        return failed("no rule of a lifecycle deletes old versions of all of it, and they stay for ever")
    return PASS


def _rules(stack: StackView, account: ResourceView) -> Verdict:
    return PASS if accounts.has_rule(stack, account) else failed("no rule of a lifecycle is on")


def _old_versions(stack: StackView, account: ResourceView) -> Verdict:
    stay = every(
        lambda: not accounts.forgets_versions(stack, account), lambda: accounts.keeps_versions(stack, account)
    )
    if stay:
        return failed("no rule of a lifecycle deletes old versions, and they stay for ever")
    return PASS


RULE: Final = StackRule(
    id="STO-007",
    text="A lifecycle deletes old versions and unfinished uploads.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason="They are paid for every month, and nobody sees them in a list of objects.",
    remedy=(
        "Make a BucketLifecycleConfiguration with abortIncompleteMultipartUpload and "
        "noncurrentVersionExpiration for the whole bucket, or a ManagementPolicy that deletes old versions."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    types=_TYPES,
    compliance={
        "isms_p": ("2.9.3", "2.12.1"),
        "iso27001": ("A.8.10",),
        "checkov": ("CKV2_AWS_61",),
        "prowler": ("aws:s3_bucket_lifecycle_enabled",),
    },
    check=each_of(_TYPES, check),
)
