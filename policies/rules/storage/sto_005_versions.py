"""STO-005: what is overwritten or deleted can be had back."""

from typing import Final

from jiban.policy.facts import accounts, buckets
from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.buckets import BUCKETS
from jiban.policy.facts.data_class import TAG, is_of_class
from jiban.policy.facts.logic import some
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*BUCKETS, ACCOUNT)
EPHEMERAL: Final = Parameter(
    "ephemeral",
    ("ephemeral", "temporary"),
    f"Values of the tag {TAG} of data that may be lost, and needs no versions.",
)


def check(stack: StackView, storage: ResourceView) -> Verdict:
    """Judge a bucket of S3 or an account of Azure Storage."""
    if storage.token == ACCOUNT and not accounts.has_versions(storage):
        return not_applicable("Azure keeps no versions of what is in it")
    kept = some([lambda: _keeps(stack, storage), lambda: is_of_class(stack, storage, EPHEMERAL.of(stack))])
    return PASS if kept else failed("nothing says that versions are kept, and none are by default")


def _keeps(stack: StackView, storage: ResourceView) -> bool:
    if storage.token == ACCOUNT:
        return accounts.keeps_versions(stack, storage)
    return buckets.keeps_versions(stack, storage)


RULE: Final = StackRule(
    id="STO-005",
    text="Versions are kept of data that is not ephemeral.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A wrong deployment or a stolen key deletes or overwrites everything, and there is no other copy.",
    remedy=(
        "Make a BucketVersioning with status Enabled, or BlobServiceProperties with isVersioningEnabled; tag "
        f"data that may be lost with {TAG} ephemeral."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    types=_TYPES,
    parameters=(EPHEMERAL,),
    compliance={
        "cis": ("Az4.0:10.2.2", "Az6.0:9.2.3"),
        "isms_p": ("2.9.3", "2.12.1"),
        "iso27001": ("A.8.3", "A.8.10"),
        "checkov": ("CKV_AWS_21",),
        "prowler": ("aws:s3_bucket_object_versioning", "azure:storage_blob_versioning_is_enabled"),
    },
    check=each_of(_TYPES, check),
)
