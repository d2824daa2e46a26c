"""STO-002: a bucket lets in those who are named."""

from typing import Final

from jiban.policy.facts import documents
from jiban.policy.facts.beside import Said
from jiban.policy.facts.buckets import BUCKETS, grants, is_public, policies
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, bucket: ResourceView) -> Verdict:
    """Judge a bucket by its lists and its policies."""
    return together((judged(_lists, stack, bucket), judged(_policies, stack, bucket)))


def _lists(stack: StackView, bucket: ResourceView) -> Verdict:
    return together(judged(_grant, each) for each in grants(stack, bucket))


def _grant(grant: Said) -> Verdict:
    if not grant.asked(is_public):
        return PASS
    return failed(f"{grant.where} is {grant.node.text()}, which lets the public in", grant.where)


def _policies(stack: StackView, bucket: ResourceView) -> Verdict:
    return together(judged(_policy, each) for each in policies(stack, bucket))


def _policy(policy: Said) -> Verdict:
    if policy.asked(documents.is_public):
        return failed(f"{policy.where} lets any principal in", policy.where)
    return PASS


RULE: Final = StackRule(
    id="STO-002",
    text="No access control list and no policy of a bucket lets the public in.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="Such data is found and copied within hours.",
    remedy=(
        "Leave out acl and grants of groups, and name accounts, roles or services in the policy's Principal; "
        "serve what is for everybody by CloudFront."
    ),
    link="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    types=BUCKETS,
    compliance={
        "cis": ("AWS7.0:2.21",),
        "isms_p": ("2.5.6", "2.6.1", "2.6.2"),
        "iso27001": ("A.8.1",),
        "checkov": ("CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_70"),
        "cdk_nag": ("AwsSolutions-S2",),
        "prowler": ("aws:s3_bucket_public_access", "aws:s3_bucket_policy_public_write_access"),
    },
    check=each_of(BUCKETS, check),
)
