"""DSG-012: nodes stand in several zones, and balancers, databases and caches in the zones of the nodes."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_012_zones_align import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown, urn
from jiban.policy.testing import resource as any_resource
from jiban.policy.view import ResourceView

EKS = "aws:eks/cluster:Cluster"
GROUP = "aws:eks/nodeGroup:NodeGroup"
SUBNET = "aws:ec2/subnet:Subnet"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
AKS = "azure-native:containerservice:ManagedCluster"


def resource(token: str, name: str, inputs: dict[str, Any], **more: Any) -> ResourceView:
    """A resource of production."""
    return any_resource(token, name, inputs, stack="prod", **more)


def subnet(zone: str, **inputs: Any) -> ResourceView:
    """A subnet of the VPC in a zone."""
    return resource(SUBNET, f"net-{zone}", {"vpcId": "vpc-1", "availabilityZone": zone, **inputs})


def at(zones: str) -> dict[str, list[str]]:
    """Where ids of subnets come from."""
    return {"subnets": [urn(SUBNET, f"net-{zone}", "prod") for zone in zones]}


def balancer(zones: str) -> ResourceView:
    """A balancer in some zones."""
    return resource(BALANCER, "alb", {"subnets": UNKNOWN}, comes_from=at(zones))


def nodes(zones: str) -> ResourceView:
    """A group of nodes in some zones."""
    inputs = {
        "clusterName": "shop",
        "subnetIds": UNKNOWN,
        "instanceTypes": ["m7g.xlarge"],
        "scalingConfig": {"maxSize": 3},
    }
    return resource(GROUP, "nodes", inputs, comes_from={"subnetIds": at(zones)["subnets"]})


CLUSTER = resource(EKS, "eks", {"name": "shop"})
NET = (subnet("a"), subnet("b"), subnet("c"))
CASES = (
    passes(CLUSTER, nodes("ab"), *NET, reason="its nodes are in zones a and b"),
    fails("its nodes are in zone a alone", CLUSTER, nodes("a"), *NET),
    passes(balancer("abc"), CLUSTER, nodes("ab"), *NET, reason="it is in zones a and b, as the nodes are"),
    fails(
        "it is not in zone c, where nodes are, and sends nothing there",
        balancer("ab"),
        CLUSTER,
        nodes("abc"),
        *NET,
    ),
    fails(
        "its nodes are in no zone that is named",
        resource(AKS, "aks", {"location": "koreacentral", "agentPoolProfiles": [{"name": "apps"}]}),
    ),
    not_applicable(
        resource(AKS, "aks", {"location": "koreasouth", "agentPoolProfiles": [{"name": "apps"}]}),
        reason="its region has no zones",
    ),
    unknown(
        "availabilityZone of net-b is not known before deployment",
        CLUSTER,
        nodes("ab"),
        subnet("a"),
        subnet("b", availabilityZone=UNKNOWN),
    ),
    not_applicable(any_resource(EKS, "eks"), reason="dev is no production, by its name"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
