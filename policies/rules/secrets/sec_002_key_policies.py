"""SEC-002: a key of KMS may be used by those who are named."""

from typing import Final

from jiban.policy.facts.beside import Beside, beside
from jiban.policy.facts.documents import lets_anybody_in, statements
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, judged, passed, together
from jiban.policy.view import Node, ResourceView, StackView

_KEYS: Final = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)
_APART: Final = Beside(("aws:kms/keyPolicy:KeyPolicy",), "keyId", _KEYS)


def check(stack: StackView, key: ResourceView) -> Verdict:
    """Judge a key by its own policy, and by those that stand apart."""
    own = judged(_document, key["policy"], "")
    apart = judged(_apart, stack, key)
    return together((own, apart))


def _apart(stack: StackView, key: ResourceView) -> Verdict:
    told = beside(stack, key, _APART)
    found = together(judged(_document, each["policy"], f" of {each.name}") for each in told.resources)
    if not told.resources:
        told.certain()
    return found


def _document(policy: Node, whose: str) -> Verdict:
    return together(judged(_statement, each, policy.path, whose) for each in statements(policy))


def _statement(statement: Node, path: str, whose: str) -> Verdict:
    if lets_anybody_in(statement):
        return failed(f"{path}{whose} lets any principal in", path)
    return passed()


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
