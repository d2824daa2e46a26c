"""SEC-002: a key of KMS may be used by those who are named."""

from typing import Final

from jiban.policy.facts.beside import Beside, Said, said
from jiban.policy.facts.documents import is_public
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView

_KEYS: Final = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)
_APART: Final = Beside(("aws:kms/keyPolicy:KeyPolicy",), "keyId", _KEYS)


def check(stack: StackView, key: ResourceView) -> Verdict:
    """Judge a key by its own policy, and by those that stand apart."""
    return together(judged(_policy, each) for each in said(stack, key, _APART, "policy", "policy"))


def _policy(policy: Said) -> Verdict:
    if policy.asked(is_public):
        return failed(f"{policy.where} lets any principal in", policy.where)
    return PASS


RULE: Final = StackRule(
    id="SEC-002",
    text="The policy of a KMS key names who may use it.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A statement for any principal gives every account of AWS the use of the key, and with it the data "
        "that it encrypts."
    ),
    remedy=(
        "Name accounts, roles or services in Principal, or narrow any principal by a condition on "
        "kms:CallerAccount or aws:PrincipalOrgID."
    ),
    link="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    types=_KEYS,
    compliance={"checkov": ("CKV_AWS_33", "CKV2_AWS_64")},
    check=each_of(_KEYS, check),
)
