"""OPS-003: a search domain stands in a network."""

from __future__ import annotations

import pytest

from jiban.policies.rules.search.ops_003_network import RULE
from jiban.policy.facts.search import DOMAINS
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown

CASES = (
    passes(resource(DOMAINS[0], "domain", {"vpcOptions": {"subnetIds": [UNKNOWN]}})),
    fails(
        "vpcOptions.subnetIds names no subnet, so that it answers the internet",
        resource(DOMAINS[0], "domain"),
    ),
    unknown(
        "vpcOptions is not known before deployment", resource(DOMAINS[0], "domain", {"vpcOptions": UNKNOWN})
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
