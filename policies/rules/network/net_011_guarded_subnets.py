"""NET-011: each subnet of Azure has a network security group."""

from typing import Final

from jiban.policy.facts.network.azure_subnets import HOLDERS, each_subnet, guard
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict
from jiban.policy.view import ResourceView


def check(subnet: ResourceView) -> Verdict:
    """Judge a subnet, or a network by the subnets in its list."""
    return each_subnet(subnet, guard)


RULE: Final = ResourceRule(
    id="NET-011",
    text="Each subnet that can have a network security group has one.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Without one everything in the network, and in each network that is peered with it, reaches "
        "everything in the subnet at every port."
    ),
    remedy=(
        "Make a network.NetworkSecurityGroup that names who may come in, and give its id to "
        "networkSecurityGroup of the subnet."
    ),
    link="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    types=HOLDERS,
    compliance={
        "cis": ("Az6.0:7.11",),
        "iso27001": ("A.8.20", "A.8.22"),
        "checkov": ("CKV2_AZURE_31",),
        "psrule": ("Azure.VNET.UseNSGs",),
        "prowler": ("azure:network_subnet_nsg_associated",),
    },
    check=check,
)
