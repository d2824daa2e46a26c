"""K8C-004: control planes and nodes are of a version that is supported."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_004_supported_version import RULE
from jiban.policy.facts.clusters.pools import AKS, EKS, NODE_GROUP, POOL
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView


def pool(version: object, *, of: object = "shop") -> ResourceView:
    """A pool of AKS."""
    return resource(POOL, "pool", {"resourceName": of, "orchestratorVersion": version})


CLUSTER = resource(AKS, "aks", {"resourceName": "shop", "kubernetesVersion": "1.36"})
CASES = (
    passes(CLUSTER),
    passes(resource(AKS, "aks")),
    passes(resource(EKS, "eks", {"version": "1.34"})),
    fails(
        "version is 1.33, which EKS has in extended support alone since 2026-07-29 and at a higher price",
        resource(EKS, "eks", {"version": "1.33"}),
    ),
    fails("version is 1.27, which EKS does not support any more", resource(EKS, "eks", {"version": "1.27"})),
    fails(
        "kubernetesVersion is 1.30, which AKS does not support since 2026-07-31",
        resource(AKS, "aks", {"kubernetesVersion": "1.30.4"}),
    ),
    fails(
        "agentPoolProfiles[0].orchestratorVersion is 1.29, which AKS does not support since 2026-04-30",
        resource(AKS, "aks", {"agentPoolProfiles": [{"name": "a", "orchestratorVersion": "1.29"}]}),
    ),
    passes(pool("1.35"), CLUSTER),
    passes(pool(None), CLUSTER),
    fails(
        "orchestratorVersion is newer than aks, which is of 1.35",
        pool("1.36"),
        resource(AKS, "aks", {"resourceName": "shop", "kubernetesVersion": "1.35"}),
    ),
    passes(resource(NODE_GROUP, "nodes", {"clusterName": "theirs", "version": "1.35"})),
    unknown(
        "version is not known before deployment",
        resource(NODE_GROUP, "nodes", {"clusterName": "theirs", "version": UNKNOWN}),
    ),
    unknown(
        "kubernetesVersion is 1.40, which AKS did not have on 2026-11-20",
        resource(AKS, "aks", {"kubernetesVersion": "1.40"}),
    ),
    unknown(
        "kubernetesVersion is no version of Kubernetes", resource(AKS, "aks", {"kubernetesVersion": "newest"})
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
