"""STO-004: what is confidential is encrypted with a key of one's own."""

from typing import Final

from jiban.policy.facts import accounts, buckets
from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.buckets import BUCKETS
from jiban.policy.facts.data_class import TAG, is_of_class
from jiban.policy.facts.logic import every
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*BUCKETS, ACCOUNT)
CLASSES: Final = Parameter(
    "classes",
    ("confidential", "restricted"),
    f"Values of the tag {TAG} of data that needs a key of one's own.",
)


def check(stack: StackView, storage: ResourceView) -> Verdict:
    """Judge a bucket of S3 or an account of Azure Storage."""
    is_weak = every(
        lambda: is_of_class(stack, storage, CLASSES.of(stack)), lambda: not _has_own_key(stack, storage)
    )
    if is_weak:
        return failed(f"its data is of a class that needs a key of one's own, by the tag {TAG}, and has none")
    return PASS


def _has_own_key(stack: StackView, storage: ResourceView) -> bool:
    return accounts.own_key(storage) if storage.token == ACCOUNT else buckets.own_key(stack, storage)


RULE: Final = StackRule(
    id="STO-004",
    text="Data of a class that needs it is encrypted with a key of one's own.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "A key of one's own can be withdrawn, and its use is logged; the cloud's opens for whoever may read."
    ),
    remedy=(
        "Set kmsMasterKeyId and sseAlgorithm aws:kms of the bucket's encryption, or encryption.keySource "
        "Microsoft.Keyvault with keyVaultProperties of the account."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    types=_TYPES,
    parameters=(CLASSES,),
    compliance={
        "cis": ("Az4.0:2.1.1.2.1",),
        "isms_p": ("2.7.2",),
        "iso27001": ("A.8.5", "A.8.11", "A.8.24"),
        "checkov": ("CKV_AWS_19", "CKV_AWS_145", "CKV2_AZURE_1"),
        "prowler": (
            "aws:s3_bucket_kms_encryption",
            "azure:storage_ensure_encryption_with_customer_managed_keys",
        ),
    },
    check=each_of(_TYPES, check),
)
