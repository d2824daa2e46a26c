"""OPS-004: a search domain asks who it is, and says who may do what."""

from __future__ import annotations

import pytest

from jiban.policies.rules.search.ops_004_access_control import RULE
from jiban.policy.facts.search import DOMAINS
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView


def domain(**options: object) -> ResourceView:
    """A domain with options of security."""
    return resource(DOMAINS[0], "domain", {"advancedSecurityOptions": options})


CASES = (
    passes(domain(enabled=True)),
    fails("advancedSecurityOptions.enabled is not set, and AWS takes false", resource(DOMAINS[0], "domain")),
    fails(
        "advancedSecurityOptions.anonymousAuthEnabled is true",
        domain(enabled=True, anonymousAuthEnabled=True),
    ),
    unknown("advancedSecurityOptions.enabled is not known before deployment", domain(enabled=UNKNOWN)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
