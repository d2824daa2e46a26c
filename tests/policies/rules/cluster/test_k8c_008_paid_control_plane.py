"""K8C-008: a control plane that people depend on has an agreement."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_008_paid_control_plane import RULE
from jiban.policy.facts.clusters.pools import AKS
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView


def cluster(sku: object = None, stack: str = "prod") -> ResourceView:
    """A cluster of AKS."""
    return resource(AKS, "aks", {"sku": sku}, stack=stack)


CASES = (
    passes(cluster({"name": "Base", "tier": "standard"})),
    passes(cluster({"name": "Automatic"})),
    fails("sku.tier is not set, and Azure takes Free", cluster()),
    fails("sku.tier is Free", cluster({"name": "Base", "tier": "free"})),
    unknown("sku.tier is not known before deployment", cluster({"tier": UNKNOWN})),
    not_applicable(cluster(stack="dev"), reason="dev is no production, by its name"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
