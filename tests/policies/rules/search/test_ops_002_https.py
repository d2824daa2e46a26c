"""OPS-002: nobody speaks to a search domain in the clear, or by a TLS that has been given up."""

from __future__ import annotations

import pytest

from jiban.policies.rules.search.ops_002_https import RULE
from jiban.policy.facts.search import DOMAINS
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

GOOD = "Policy-Min-TLS-1-2-PFS-2023-10"


def domain(**endpoint: object) -> ResourceView:
    """A domain with an endpoint."""
    return resource(DOMAINS[0], "domain", {"domainEndpointOptions": endpoint})


CASES = (
    passes(domain(enforceHttps=True, tlsSecurityPolicy=GOOD)),
    passes(domain(tlsSecurityPolicy=GOOD)),
    fails("domainEndpointOptions.enforceHttps is false", domain(enforceHttps=False, tlsSecurityPolicy=GOOD)),
    fails(
        "domainEndpointOptions.enforceHttps is not set, and AWS takes false; "
        "domainEndpointOptions.tlsSecurityPolicy is not set, and AWS takes Policy-Min-TLS-1-0-2019-07",
        resource(DOMAINS[0], "domain"),
    ),
    unknown(
        "domainEndpointOptions.tlsSecurityPolicy is not known before deployment",
        domain(tlsSecurityPolicy=UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
