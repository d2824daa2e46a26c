"""DSG-002: the ranges of a cluster's services and pods are large enough, and nobody else's."""

from typing import Any

import pytest

from jiban.policies.rules.design.dsg_002_service_and_pod_ranges import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

AKS = "azure-native:containerservice:ManagedCluster"
EKS = "aws:eks/cluster:Cluster"
VNET = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
PEERING = "azure-native:network:VirtualNetworkPeering"
NODES = urn(SUBNET, "nodes")


def cluster(**profile: Any) -> ResourceView:
    """A cluster whose nodes stand in the network."""
    return resource(
        AKS,
        "aks",
        {
            "agentPoolProfiles": [{"name": "apps", "vnetSubnetID": UNKNOWN}],
            "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay", **profile},
        },
        comes_from={"agentPoolProfiles": [NODES]},
    )


def service(number: int, **spec: Any) -> ResourceView:
    """A Service."""
    return resource("kubernetes:core/v1:Service", f"s{number}", {"spec": spec})


NET = (
    resource(SUBNET, "nodes", {"virtualNetworkName": "net"}),
    resource(
        VNET, "net", {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}}
    ),
)
PEERED = resource(
    PEERING, "to-theirs", {"virtualNetworkName": "net", "remoteVirtualNetwork": {"id": "/theirs"}}
)
CASES = (
    passes(
        cluster(),
        *NET,
        *(service(n) for n in range(3)),
        reason="3 services, times 2 to grow, of 65,533 addresses",
    ),
    fails(
        "7 services, times 2 to grow, of 13 addresses: the range is too small",
        cluster(serviceCidr="192.168.0.0/28"),
        *(service(n) for n in range(7)),
    ),
    # A headless one takes no address, and neither does a name for something outside.
    passes(
        cluster(serviceCidr="192.168.0.0/28"),
        *(service(n, clusterIP="None") for n in range(7)),
        service(8, type="ExternalName"),
        reason="0 services, times 2 to grow, of 13 addresses",
    ),
    fails(
        "its pods have 10.20.64.0/18, which meets 10.20.0.0/16 of net",
        cluster(podCidr="10.20.64.0/18"),
        *NET,
    ),
    fails(
        "its pods have 10.0.8.0/21, which meets 10.0.0.0/16 of services", cluster(podCidr="10.0.8.0/21"), *NET
    ),
    fails(
        "its services have 10.0.0.0/16, which meets 10.0.0.0/12, which is in use elsewhere",
        cluster(),
        *NET,
        parameters={"taken": ("10.0.0.0/12",)},
    ),
    fails(
        "its services have 10.0.0.0/20, which meets 10.0.0.0/16 of vpc",
        resource(
            EKS,
            "eks",
            {
                "vpcConfig": {"subnetIds": UNKNOWN},
                "kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.0.0.0/20"},
            },
            comes_from={"vpcConfig": [urn("aws:ec2/subnet:Subnet", "a")]},
        ),
        resource(
            "aws:ec2/subnet:Subnet",
            "a",
            {"vpcId": UNKNOWN},
            comes_from={"vpcId": [urn("aws:ec2/vpc:Vpc", "vpc")]},
        ),
        resource("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16"}),
    ),
    unknown(
        "remoteVirtualNetwork.id of to-theirs names a network that is no part of the stack",
        cluster(),
        *NET,
        PEERED,
    ),
    unknown("networkProfile.podCidr is not known before deployment", cluster(podCidr=UNKNOWN), *NET),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
