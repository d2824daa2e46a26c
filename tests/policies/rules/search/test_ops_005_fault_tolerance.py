"""OPS-005: search goes on when a node or a zone fails."""

from __future__ import annotations

import pytest

from jiban.policies.rules.search.ops_005_fault_tolerance import RULE
from jiban.policy.facts.search import DOMAINS, SERVICE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView


def domain(*, zones: object = True, masters: object = True, count: object = 3) -> ResourceView:
    """A domain of OpenSearch Service."""
    config = {
        "zoneAwarenessEnabled": zones,
        "dedicatedMasterEnabled": masters,
        "dedicatedMasterCount": count,
    }
    return resource(DOMAINS[0], "domain", {"clusterConfig": config})


def service(replicas: object, tier: object = "standard") -> ResourceView:
    """A service of Azure AI Search."""
    return resource(SERVICE, "search", {"replicaCount": replicas, "sku": {"name": tier}})


CASES = (
    passes(domain()),
    fails("clusterConfig.zoneAwarenessEnabled is false", domain(zones=False)),
    fails("clusterConfig.dedicatedMasterEnabled is not set, and AWS takes false", domain(masters=None)),
    fails("clusterConfig.dedicatedMasterCount is 2, fewer than 3", domain(count=2)),
    fails("clusterConfig.dedicatedMasterCount is 3, fewer than 5", domain(), parameters={"masters": 5}),
    unknown("clusterConfig.dedicatedMasterCount is not known before deployment", domain(count=UNKNOWN)),
    passes(service(3)),
    fails("replicaCount is not set, and Azure takes 1, fewer than 3", service(None)),
    fails("sku.name is Free, a tier without an agreement on availability", service(3, "Free")),
    unknown("sku.name is not known before deployment", service(3, UNKNOWN)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
