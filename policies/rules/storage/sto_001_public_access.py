"""STO-001: nothing that stands in a bucket or a container can make it public."""

from typing import Final

from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.buckets import BUCKETS, open_switch
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*BUCKETS, ACCOUNT)


def check(stack: StackView, storage: ResourceView) -> Verdict:
    """Judge a bucket of S3 or an account of Azure Storage."""
    if storage.token == ACCOUNT:
        public = effective(storage, "allowBlobPublicAccess")
        return failed(public.said, public.path) if public.is_true() else PASS
    off = open_switch(stack, storage)
    return failed(f"{off} is not on", off) if off else PASS


RULE: Final = StackRule(
    id="STO-001",
    text="Public access is blocked for a whole bucket or storage account.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="One list or policy that somebody writes later makes the data public, unless nothing in it can.",
    remedy=(
        "Set all four switches of the bucket's BucketPublicAccessBlock to true, and allowBlobPublicAccess of "
        "the account to false."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    types=_TYPES,
    compliance={
        "cis": ("AWS5.0:2.1.4", "AWS7.0:3.1.4", "Az4.0:10.3.9", "Az6.0:9.3.8"),
        "isms_p": ("2.6.1", "2.6.2"),
        "iso27001": ("A.8.1",),
        "checkov": ("CKV2_AWS_6", "CKV_AZURE_59", "CKV_AZURE_190", "CKV2_AZURE_47"),
        "cdk_nag": ("AwsSolutions-S2",),
        "psrule": ("Azure.Storage.BlobPublicAccess", "Azure.Storage.BlobAccessType"),
        "prowler": (
            "aws:s3_bucket_level_public_access_block",
            "azure:storage_blob_public_access_level_is_disabled",
        ),
    },
    check=each_of(_TYPES, check),
)
