"""The network on Azure: a VNet, one subnet and one security group a role, and a NAT gateway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from jiban.components.base import refuse_beyond
from jiban.components.network.cidr import link_range, ranges
from jiban.components.network.contract import Entry, Flow, NetworkContract
from jiban.components.network.limits import LIMITS
from jiban.components.network.nsg import DENY_ALL, Rule, rules
from jiban.components.network.spec import NetworkSpec, Role
from jiban.components.site import Site, known_after
from jiban.components.turns import Line

_PREFIX_LENGTH: Final = 31
"""Two public addresses, each good for 64,512 connections to one destination at a time (AKS `nat-gateway`)."""

_OUTBOUND: Final[frozenset[Role]] = frozenset({"application", "management"})
"""Roles whose machines open connections to the internet."""

_LINE: Final[tuple[Role, ...]] = (
    "management",
    "gateway",
    "application",
    "database",
    "cache",
    "endpoints",
)
"""Roles in the order in which their subnets are made. One that is added later goes first: then the last,
which everything waits for, stays one that exists, and a preview knows the ids of the others."""

_LINK: Final = "link"
"""What the link's subnet is called. It is no role's, and nothing else may stand in it."""

_WITH_ENDPOINTS: Final[frozenset[Role]] = frozenset({"database", "cache", "endpoints"})
"""Roles in whose subnets private endpoints stand; no security group judges those unless told to."""


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """What a network is made from."""

    spec: NetworkSpec
    site: Site
    flows: Sequence[Flow]
    """All the traffic between subnets; what is not listed is refused."""
    pod_cidr: str | None
    """Range of the pods where they have their own (overlay networking), else None."""
    private_api: bool = False
    """Whether a private cluster has the endpoint of its API in the nodes' subnet, where AKS puts it."""
    entry: Entry | None = None
    """What may come in from other networks by its addresses. None for nothing."""
    link: bool = False
    """Whether an edge comes in through a link, which takes a subnet of its own and the place of the edge's
    public addresses in the gateway's rules."""


class Network(pulumi.ComponentResource):
    """A VNet whose subnets let in only what is listed."""

    contract: NetworkContract

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the network.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:network:Network", name, None, opts)
        self._logical = name
        self._args = args
        self._ranges = ranges(args.spec)
        self._link = link_range(args.spec.cidr) if args.link else None
        vnet = self._vnet()
        egress = self._egress_addresses()
        gateway = self._nat(egress)
        self._rule_groups: dict[str, pulumi.Output[str]] = {}
        # A VNet is written as a whole, so its subnets are made one after the other.
        line = Line()
        link = line.add(self._link_subnet(vnet, self._link)) if self._link else None
        subnets = self._subnets(vnet, gateway, line)
        last = subnets[_LINE[-1]].id
        # Azure refuses whoever joins a subnet while another one is being written, so all wait for the last.
        ready: dict[Role, list[pulumi.Output[str]]] = {
            role: [pulumi.Output.all(subnet.id, last)[0]] for role, subnet in subnets.items()
        }
        self.contract = NetworkContract(
            network_id=vnet.id,
            subnet_ids=ready,
            ranges=self._ranges,
            rule_group_ids=self._rule_groups,
            link_subnet_id=pulumi.Output.all(link.id, last)[0] if link else None,
            gateway_id=gateway.id,
            egress_ranges=[egress.ip_prefix],
        )
        self.register_outputs({"network_id": vnet.id, "subnet_ids": ready})

    def _vnet(self) -> network.VirtualNetwork:
        site = self._args.site
        return network.VirtualNetwork(
            f"{self._logical}-vnet",
            resource_group_name=site.resource_group,
            virtual_network_name=site.naming.physical("network.VirtualNetwork"),
            location=site.region,
            address_space=network.AddressSpaceArgs(address_prefixes=[self._args.spec.cidr]),
            tags=site.ownership.tags("network", f"{self._logical}-vnet"),
            # Azure lists the subnets inside the VNet too; here they are resources of their own.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["subnets"]),
        )

    def _egress_addresses(self) -> network.PublicIPPrefix:
        spec, site = self._args.spec, self._args.site
        return network.PublicIPPrefix(
            f"{self._logical}-egress-addresses",
            resource_group_name=site.resource_group,
            public_ip_prefix_name=site.naming.physical("network.PublicIPPrefix", "egress"),
            location=site.region,
            sku=network.PublicIPPrefixSkuArgs(name=network.PublicIPPrefixSkuName.STANDARD),
            prefix_length=_PREFIX_LENGTH,
            public_ip_address_version=network.IPVersion.I_PV4,
            # One zone only is left to Azure: a region without zones refuses the list.
            zones=[str(zone) for zone in sorted(spec.zones)] if len(spec.zones) > 1 else None,
            tags=site.ownership.tags("network", f"{self._logical}-egress-addresses"),
            # Azure changes the zones of no prefix, and others would be other addresses: what others admit by
            # them stays as it is. The gateway is of no zone, and takes addresses of any.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["zones"]),
        )

    def _nat(self, prefix: network.PublicIPPrefix) -> network.NatGateway:
        site = self._args.site
        return network.NatGateway(
            f"{self._logical}-nat",
            resource_group_name=site.resource_group,
            nat_gateway_name=site.naming.physical("network.NatGateway"),
            location=site.region,
            sku=network.NatGatewaySkuArgs(name=network.NatGatewaySkuName.STANDARD),
            public_ip_prefixes=[network.SubResourceArgs(id=prefix.id)],
            tags=site.ownership.tags("network", f"{self._logical}-nat"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _link_subnet(self, vnet: network.VirtualNetwork, place: str) -> network.Subnet:
        """Make the subnet of the link: first in the line, as it comes to networks that exist."""
        site = self._args.site
        return network.Subnet(
            f"{self._logical}-subnet-{_LINK}",
            resource_group_name=site.resource_group,
            virtual_network_name=known_after(vnet, site.naming.physical("network.VirtualNetwork")),
            subnet_name=site.naming.physical("network.Subnet", _LINK),
            address_prefix=place,
            default_outbound_access=False,
            # It does not judge the link's own addresses, but anything else that got into this subnet.
            network_security_group=network.NetworkSecurityGroupArgs(
                id=self._rule_group(_LINK, [DENY_ALL]).id
            ),
            private_endpoint_network_policies=(
                network.VirtualNetworkPrivateEndpointNetworkPolicies.NETWORK_SECURITY_GROUP_ENABLED
            ),
            # Azure makes no link in a subnet where these are on.
            private_link_service_network_policies=(
                network.VirtualNetworkPrivateLinkServiceNetworkPolicies.DISABLED
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _subnets(
        self, vnet: network.VirtualNetwork, nat: network.NatGateway, line: Line
    ) -> Mapping[Role, network.Subnet]:
        return {
            role: line.add(self._subnet(role, vnet, nat if role in _OUTBOUND else None, line))
            for role in _LINE
        }

    def _subnet(
        self,
        role: Role,
        vnet: network.VirtualNetwork,
        nat: network.NatGateway | None,
        line: Line,
    ) -> network.Subnet:
        site = self._args.site
        policies = network.VirtualNetworkPrivateEndpointNetworkPolicies
        return network.Subnet(
            f"{self._logical}-subnet-{role}",
            resource_group_name=site.resource_group,
            virtual_network_name=known_after(vnet, site.naming.physical("network.VirtualNetwork")),
            subnet_name=site.naming.physical("network.Subnet", role),
            address_prefix=self._ranges[role],
            default_outbound_access=False,
            network_security_group=network.NetworkSecurityGroupArgs(id=self._security_group(role).id),
            nat_gateway=network.SubResourceArgs(id=nat.id) if nat else None,
            private_endpoint_network_policies=(
                policies.NETWORK_SECURITY_GROUP_ENABLED
                if role in _WITH_ENDPOINTS or (role == "application" and self._args.private_api)
                else policies.DISABLED
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=line.last),
        )

    def _security_group(self, role: Role) -> network.NetworkSecurityGroup:
        args = self._args
        found = rules(role, args.flows, self._ranges, args.pod_cidr, args.entry, link=self._link)
        return self._rule_group(role, found)

    def _rule_group(self, name: str, found: Sequence[Rule]) -> network.NetworkSecurityGroup:
        site = self._args.site
        made = network.NetworkSecurityGroup(
            f"{self._logical}-nsg-{name}",
            resource_group_name=site.resource_group,
            network_security_group_name=site.naming.physical("network.NetworkSecurityGroup", name),
            location=site.region,
            security_rules=[_security_rule(rule) for rule in found],
            tags=site.ownership.tags("network", f"{self._logical}-nsg-{name}"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._rule_groups[name] = made.id
        return made


def _security_rule(rule: Rule) -> network.SecurityRuleArgs:
    source, sources = _one_or_many(rule.sources)
    target, targets = _one_or_many(rule.targets)
    port, ports = _one_or_many(rule.ports)
    return network.SecurityRuleArgs(
        name=rule.name,
        description=rule.description,
        direction=network.SecurityRuleDirection.INBOUND,
        priority=rule.priority,
        access=network.SecurityRuleAccess(rule.access),
        protocol=network.SecurityRuleProtocol(rule.protocol),
        source_address_prefix=source,
        source_address_prefixes=sources,
        source_port_range="*",
        destination_address_prefix=target,
        destination_address_prefixes=targets,
        destination_port_range=port,
        destination_port_ranges=ports,
    )


def _one_or_many(values: tuple[str, ...]) -> tuple[str, None] | tuple[None, list[str]]:
    """Return the values for Azure's two properties; `*` and service tags only fit the single one."""
    return (values[0], None) if len(values) == 1 else (None, list(values))
