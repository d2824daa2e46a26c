"""NET-011: subnets without a security group."""

from __future__ import annotations

import pytest

from jiban.policies.rules.network.net_011_guarded_subnets import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown

SUBNET = "azure-native:network:Subnet"
VNET = "azure-native:network:VirtualNetwork"
NONE = "it has no network security group"

CASES = (
    passes(resource(SUBNET, "it", {"networkSecurityGroup": {"id": UNKNOWN}})),
    fails(NONE, resource(SUBNET, "it", {"subnetName": "web"})),
    fails(NONE, resource(VNET, "it", {"subnets": [{"name": "web"}]})),
    passes(resource(VNET, "it", {"subnets": [{"name": "GatewaySubnet"}, {"networkSecurityGroup": {}}]})),
    not_applicable(
        resource(SUBNET, "it", {"subnetName": "AzureFirewallSubnet"}),
        reason="a subnet of this name can have no security group",
    ),
    unknown("subnetName is not known before deployment", resource(SUBNET, "it", {"subnetName": UNKNOWN})),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
