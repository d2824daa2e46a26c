"""NET-009: subnets that give or lend public addresses."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_009_lent_addresses import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

SUBNET = "aws:ec2/subnet:Subnet"
DEFAULT = "aws:ec2/defaultSubnet:DefaultSubnet"
AZURE = "azure-native:network:Subnet"
VNET = "azure-native:network:VirtualNetwork"
LENT = "what is in it gets out by an address that nobody has chosen"
OPEN = f"defaultOutboundAccess is not set, and Azure takes true: {LENT}"

CASES = (
    passes(resource(SUBNET)),
    fails("mapPublicIpOnLaunch is true", resource(SUBNET, "it", {"mapPublicIpOnLaunch": True})),
    fails("mapPublicIpOnLaunch is not set, and AWS takes true", resource(DEFAULT)),
    unknown(
        "mapPublicIpOnLaunch is not known before deployment",
        resource(SUBNET, "it", {"mapPublicIpOnLaunch": UNKNOWN}),
    ),
    fails(OPEN, resource(AZURE)),
    passes(resource(AZURE, "it", {"defaultOutboundAccess": False})),
    passes(resource(AZURE, "it", {"natGateway": {"id": "x"}})),
    not_applicable(
        resource(AZURE, "it", {"delegations": [{"name": "db"}]}),
        reason="a service that it is delegated to sees to its own way out",
    ),
    not_applicable(
        resource(AZURE, "it", {"subnetName": "gatewaysubnet"}),
        reason="a service of Azure sees to its own way out",
    ),
    fails(f"subnets[1].{OPEN}", resource(VNET, "it", {"subnets": [{"natGateway": {}}, {"name": "web"}]})),
    not_applicable(resource(VNET), reason="no subnet stands in its list"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
