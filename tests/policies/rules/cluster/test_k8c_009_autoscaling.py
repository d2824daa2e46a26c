"""K8C-009: the number of nodes follows what pods need."""

from __future__ import annotations

import pytest

from jiban.policies.rules.cluster.k8c_009_autoscaling import RULE
from jiban.policy.facts.clusters.pools import AKS, NODE_GROUP, POOL
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView


def pool(scales: object, least: object = 2, most: object = 6) -> ResourceView:
    """A pool of AKS."""
    inputs = {"resourceName": "shop", "enableAutoScaling": scales, "minCount": least, "maxCount": most}
    return resource(POOL, "pool", inputs)


def nodes(least: object, most: object) -> ResourceView:
    """A node group of EKS."""
    inputs = {"clusterName": "shop", "scalingConfig": {"minSize": least, "maxSize": most}}
    return resource(NODE_GROUP, "nodes", inputs)


def cluster(mode: object) -> ResourceView:
    """A cluster of AKS that provisions nodes, or not."""
    inputs = {"resourceName": "shop", "nodeProvisioningProfile": {"mode": mode}}
    return resource(AKS, "aks", inputs)


CASES = (
    passes(pool(scales=True)),
    fails("enableAutoScaling is not true", pool(scales=None)),
    fails("maxCount is 3, no more than minCount", pool(scales=True, least=3, most=3)),
    fails("maxCount is 3, no more than minCount", pool(scales=UNKNOWN, least=3, most=3)),
    unknown("enableAutoScaling is not known before deployment", pool(scales=UNKNOWN)),
    passes(pool(scales=False), cluster("auto"), reason="nodes are provisioned for pods"),
    fails("enableAutoScaling is not true", pool(scales=False), cluster("Manual")),
    fails(
        "agentPoolProfiles[0].enableAutoScaling is not true",
        resource(AKS, "aks", {"agentPoolProfiles": [{"name": "a", "count": 3}]}),
    ),
    passes(nodes(0, 4)),
    fails("scalingConfig.maxSize is 3, no more than scalingConfig.minSize", nodes(3, 3)),
    unknown("scalingConfig.maxSize is not known before deployment", nodes(3, UNKNOWN)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
