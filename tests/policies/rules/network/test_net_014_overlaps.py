"""NET-014: networks that meet, and have addresses in common."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_014_overlaps import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown, urn
from jiban.policy.view import ResourceView

VPC = "aws:ec2/vpc:Vpc"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
AKS = "azure-native:containerservice:ManagedCluster"
SOURCES = {"vpcId": [urn(VPC, "one")], "peerVpcId": [urn(VPC, "other")]}
MET = resource(PEERING, "met", {"vpcId": UNKNOWN, "peerVpcId": UNKNOWN}, comes_from=SOURCES)


def network(name: str, block: object) -> ResourceView:
    """A network with this range."""
    return resource(VPC, name, {"cidrBlock": block})


CASES = (
    passes(network("one", "10.0.0.0/16"), network("other", "10.0.0.0/16")),
    passes(network("one", "10.0.0.0/16"), network("other", "10.1.0.0/16"), MET),
    fails(
        "it has 10.0.4.0/24 in common with other",
        network("one", "10.0.0.0/16"),
        network("other", "10.0.4.0/24"),
        MET,
    ),
    fails(
        "it has 10.0.4.0/24 in common with one",
        network("other", "10.0.4.0/24"),
        network("one", "10.0.0.0/16"),
        MET,
    ),
    unknown(
        "cidrBlock of other is not known before deployment",
        network("one", "10.0.0.0/16"),
        network("other", UNKNOWN),
        MET,
    ),
    passes(network("one", UNKNOWN)),
    fails(
        "it has 10.0.0.0/16 in common with 10.0.0.0/8 of networks that are connected",
        network("one", "10.0.0.0/16"),
        parameters={"elsewhere": ("10.0.0.0/8",)},
    ),
    fails(
        "its services have 10.0.0.0/16 in common with its pods",
        resource(AKS, "it", {"networkProfile": {"networkPlugin": "kubenet", "podCidr": "10.0.0.0/8"}}),
    ),
    fails(
        "its services have fd00::/108 in common with its pods",
        resource(
            AKS,
            "it",
            {
                "networkProfile": {
                    "networkPlugin": "kubenet",
                    "serviceCidrs": ["10.0.0.0/16", "fd00::/108"],
                    "podCidrs": ["10.244.0.0/16", "fd00::/64"],
                }
            },
        ),
    ),
    passes(resource(AKS)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
