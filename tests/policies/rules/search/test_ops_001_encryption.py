"""OPS-001: what a search domain holds is encrypted, on disks and between its nodes."""

from __future__ import annotations

import pytest

from jiban.policies.rules.search.ops_001_encryption import RULE
from jiban.policy.facts.search import DOMAINS
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

BOTH = {"encryptAtRest": {"enabled": True}, "nodeToNodeEncryption": {"enabled": True}}
CASES = (
    passes(resource(DOMAINS[0], "domain", BOTH)),
    passes(resource(DOMAINS[1], "domain", BOTH)),
    fails(
        "encryptAtRest.enabled is not set, and AWS takes false; "
        "nodeToNodeEncryption.enabled is not set, and AWS takes false",
        resource(DOMAINS[0], "domain"),
    ),
    fails(
        "encryptAtRest.enabled is false",
        resource(DOMAINS[0], "domain", {**BOTH, "encryptAtRest": {"enabled": False, "kmsKeyId": "key"}}),
    ),
    unknown(
        "nodeToNodeEncryption.enabled is not known before deployment",
        resource(DOMAINS[0], "domain", {**BOTH, "nodeToNodeEncryption": {"enabled": UNKNOWN}}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
