"""K8C-005: the nodes of a cluster stand in more than one zone."""

from __future__ import annotations

import pytest

from jiban.model.plan import Unknown
from jiban.policies.rules.cluster.k8c_005_node_zones import RULE
from jiban.policy.facts.clusters.pools import AKS, EKS, NODE_GROUP, POOL
from jiban.policy.facts.network.eks import SUBNET
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown, urn
from jiban.policy.view import ResourceView


def pool(zones: object, name: str = "pool") -> ResourceView:
    """A pool of AKS."""
    return resource(POOL, name, {"resourceName": "shop", "availabilityZones": zones})


def cluster(location: str = "koreacentral") -> ResourceView:
    """A cluster of AKS."""
    return resource(AKS, "aks", {"resourceName": "shop", "location": location})


def subnet(zone: object, name: str) -> ResourceView:
    """A subnet of AWS."""
    return resource(SUBNET, name, {"availabilityZone": zone})


def nodes(*subnets: str, name: str = "nodes") -> ResourceView:
    """A node group in some subnets."""
    ids = [Unknown(sources=(urn(SUBNET, each),)) for each in subnets]
    comes = {"subnetIds": [urn(SUBNET, each) for each in subnets]}
    return resource(NODE_GROUP, name, {"clusterName": "shop", "subnetIds": ids}, comes_from=comes)


A, B = subnet("ap-northeast-2a", "a"), subnet("ap-northeast-2b", "b")
SHOP = resource(EKS, "eks", {"name": "shop"})
CASES = (
    passes(pool(["1", "2"])),
    fails("availabilityZones names no zone, so that nodes may all stand in one", pool(None)),
    fails("availabilityZones is in one zone, fewer than 2", pool(["1", "1"])),
    fails("availabilityZones is in 2 zones, fewer than 3", pool(["1", "2"]), parameters={"zones": 3}),
    unknown("availabilityZones[1] is not known before deployment", pool(["1", UNKNOWN])),
    not_applicable(pool(None), cluster("Korea South"), reason="koreasouth has no zones"),
    fails(
        "agentPoolProfiles[0].availabilityZones is in one zone, fewer than 2",
        resource(AKS, "aks", {"agentPoolProfiles": [{"name": "a", "availabilityZones": ["1"]}]}),
    ),
    passes(nodes("a", "b"), A, B),
    fails("subnetIds is in one zone, fewer than 2", nodes("a"), A, B),
    unknown(
        "subnetIds[1] names b, whose zone is not known before deployment",
        nodes("a", "b"),
        A,
        subnet(None, "b"),
    ),
    # After the first deployment the ids are known.
    passes(
        resource(
            NODE_GROUP,
            "nodes",
            {"clusterName": "shop", "subnetIds": ["subnet-1", "subnet-2"]},
            comes_from={"subnetIds": [urn(SUBNET, "a"), urn(SUBNET, "b")]},
        ),
        A,
        B,
    ),
    # One group for each zone.
    passes(nodes("a", name="nodes-1"), nodes("b", name="nodes-2"), A, B, SHOP),
    fails(
        "subnetIds is in one zone, fewer than 2",
        nodes("a", name="nodes-1"),
        nodes("b", name="others-2"),
        A,
        B,
        SHOP,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
