"""Subnets of Azure, of their own or in the list of their network: who guards them, how they get out.

Sources, read on 2026-11-28: `virtual-network/ip-services/default-outbound-access` (a NAT gateway goes
first; private by default from API 2025-07-01 on, which is newer than that of pulumi-azure-native 3.29);
PSRule `Azure.VNET.UseNSGs` (which subnets can have no security group). Unverified: that none of Azure's own
subnets, and none that is delegated, has access by default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from jiban.policy.facts.network.aks import NETWORK, SUBNET
from jiban.policy.rule import PASS, Verdict, failed, judged, not_applicable, together
from jiban.policy.view import Node, ResourceView

HOLDERS: Final = (SUBNET, NETWORK)
"""Types of resource that are a subnet, or have some in their list."""
_WITHOUT_GROUP: Final = (
    "GatewaySubnet",
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "RouteServerSubnet",
)
"""Subnets that can have no network security group, by name."""
_OWN: Final = (*_WITHOUT_GROUP, "AzureBastionSubnet")
"""Subnets of services that see to their own way out."""


def each_subnet(holder: ResourceView, check: Callable[[Node], Verdict]) -> Verdict:
    """Judge a subnet, or all in the list of a network together.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    if holder.token == SUBNET:
        return check(holder.node)
    return together(
        (judged(check, node) for node in holder["subnets"].each()),
        not_applicable("no subnet stands in its list"),
    )


def guard(subnet: Node) -> Verdict:
    """Judge whether a subnet has a network security group.

    Raises:
        NotKnownError: it has none, and whether it can have one is not known before deployment.
    """
    group = subnet["networkSecurityGroup"]
    if group.given:
        return PASS
    if _name(subnet).says(*_WITHOUT_GROUP):
        return not_applicable("a subnet of this name can have no security group")
    return failed("it has no network security group", group.path)


def way_out(subnet: Node) -> Verdict:
    """Judge whether what is in a subnet gets out by an address that Azure lends it.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    access, name = subnet["defaultOutboundAccess"], _name(subnet)
    if subnet["delegations"].each():
        return not_applicable("a service that it is delegated to sees to its own way out")
    if name.known and name.says(*_OWN):
        return not_applicable("a service of Azure sees to its own way out")
    if subnet["natGateway"].given or (access.given and access.known and not access.is_true()):
        return PASS
    name.text()
    said = f"{access.path} is true" if access.is_true() else f"{access.path} is not set, and Azure takes true"
    return failed(f"{said}: what is in it gets out by an address that nobody has chosen", access.path)


def _name(subnet: Node) -> Node:
    return subnet["subnetName"] if subnet["subnetName"].given else subnet["name"]
