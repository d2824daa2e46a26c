"""STO-003: storage speaks TLS and nothing else."""

from typing import Final

from jiban.policy.facts.accounts import ACCOUNT
from jiban.policy.facts.beside import some_say
from jiban.policy.facts.buckets import BUCKETS, policies
from jiban.policy.facts.documents import refuses_plain_http
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView

_TYPES: Final = (*BUCKETS, ACCOUNT)


def check(stack: StackView, storage: ResourceView) -> Verdict:
    """Judge a bucket of S3 or an account of Azure Storage."""
    if storage.token == ACCOUNT:
        only = effective(storage, "enableHttpsTrafficOnly")
        return PASS if only.is_true() else failed(only.said, only.path)
    found = policies(stack, storage)
    if some_say(found, refuses_plain_http):
        return PASS
    if not found:
        return failed("no policy refuses plain HTTP, and S3 takes it")
    return failed("; ".join(f"{each.where} does not refuse plain HTTP to all of it" for each in found))


RULE: Final = StackRule(
    id="STO-003",
    text="A bucket or storage account takes requests by TLS alone.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Whoever stands on the way reads what goes over plain HTTP, and the signed request with it.",
    remedy=(
        "Give the bucket a policy that denies s3:* on it and its objects to any principal where "
        "aws:SecureTransport is false; set enableHttpsTrafficOnly of the account to true."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    types=_TYPES,
    compliance={
        "cis": ("AWS5.0:2.1.1", "AWS7.0:3.1.1", "Az4.0:10.3.4", "Az6.0:9.3.4"),
        "isms_p": ("2.7.1",),
        "iso27001": ("A.8.12", "A.8.14", "A.8.24"),
        "checkov": ("CKV_AZURE_3",),
        "cdk_nag": ("AwsSolutions-S10",),
        "psrule": ("Azure.Storage.SecureTransfer",),
        "prowler": (
            "aws:s3_bucket_secure_transport_policy",
            "azure:storage_secure_transfer_required_is_enabled",
        ),
    },
    check=each_of(_TYPES, check),
)
