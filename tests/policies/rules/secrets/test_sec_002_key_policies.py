"""SEC-002: policies of keys, inline and apart."""

from __future__ import annotations

import json

import pytest

from jiban.policies.rules.secrets.sec_002_key_policies import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

KEY = "aws:kms/key:Key"
APART = "aws:kms/keyPolicy:KeyPolicy"
ROOT = {"AWS": "arn:aws:iam::111122223333:root"}


def policy(principal: object, **more: object) -> str:
    """A policy with one statement that allows."""
    return json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "kms:*", **more}]})


def apart(text: object, of: str = "it") -> ResourceView:
    """A policy apart, of a key."""
    return resource(APART, "apart", {"keyId": UNKNOWN, "policy": text}, comes_from={"keyId": [urn(KEY, of)]})


CASES = (
    passes(resource(KEY)),
    passes(resource(KEY, inputs={"policy": policy(ROOT)})),
    fails("policy lets any principal in", resource(KEY, inputs={"policy": policy("*")})),
    passes(
        resource(
            KEY,
            inputs={"policy": policy("*", Condition={"StringEquals": {"kms:CallerAccount": "111122223333"}})},
        )
    ),
    fails("policy of apart lets any principal in", resource(KEY), apart(policy({"AWS": ["*"]}))),
    passes(resource(KEY), resource(KEY, "other"), apart(policy("*"), "other")),
    unknown("policy is not known before deployment", resource(KEY, inputs={"policy": UNKNOWN})),
    unknown("policy is no JSON, which it has to be", resource(KEY, inputs={"policy": "{"})),
    unknown(
        "keyId of apart is not known before deployment",
        resource(KEY),
        resource(APART, "apart", {"keyId": UNKNOWN, "policy": policy(ROOT)}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
