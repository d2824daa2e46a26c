"""What every cloud's network gives to the tiers above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from jiban.components.network.spec import Role
from jiban.components.units import PortRange


@dataclass(frozen=True, kw_only=True)
class NetworkContract:
    """A network that exists: where to put things, and what the things there are called in firewall rules."""

    network_id: pulumi.Output[str]
    subnet_ids: Mapping[Role, Sequence[pulumi.Output[str]]]
    """Subnets of each role: one on Azure (it spans zones), one per zone on AWS. A subnet is ready for use,
    with its security rules and its outbound route, when its output resolves."""
    ranges: Mapping[Role, str]
    """Address range of each role in CIDR notation: plain text, known before deployment."""
    security_groups: Mapping[Role, pulumi.Output[str]] = field(
        default_factory=dict[Role, "pulumi.Output[str]"]
    )
    """Security group of each role, which everything in the role's subnets must join. None on Azure,
    where the group is the subnet's own."""
    rule_group_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, "pulumi.Output[str]"])
    """Id of the network security group of each subnet on Azure, by its role or `link`. None on AWS."""
    link_subnet_id: pulumi.Output[str] | None = None
    """Subnet of the link by which an edge comes in, ready for use when its output resolves; None without
    one."""
    gateway_id: pulumi.Output[str] | None = None
    """Id of the one way out on Azure; None where each zone has its own."""
    nat_ids: Mapping[int, pulumi.Output[str]] = field(default_factory=dict[int, "pulumi.Output[str]"])
    """Id of each NAT gateway on AWS, by the number of its zone. None on Azure."""
    egress_ranges: Sequence[pulumi.Output[str]] = ()
    """Public ranges from which the nodes come to the internet, where the tiers above must name them."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One kind of traffic that the network must let through; everything not listed is refused."""

    name: str
    """What it is, as a security rule is named: `nodes-to-postgres`."""
    source: Role
    target: Role
    ports: tuple[PortRange, ...]
    """TCP ports, or first and last of a range, at the target."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Addresses of other networks that may come in, joined to this one by peering or VPN."""

    name: str
    """As a security rule is named."""
    sources: tuple[str, ...]
    """Ranges in CIDR notation."""
    target: Role
    ports: tuple[PortRange, ...]
    reason: str
    """What for, in one phrase."""


@dataclass(frozen=True, kw_only=True)
class ListEntry:
    """Addresses of a list that AWS keeps, which may come in: those of its content network."""

    name: str
    """What it is, as a flow is named: `edge-to-balancer`."""
    source: str
    """Whose addresses they are, in a word that names the rule: `cloudfront`."""
    prefix_list: str
    """Id of the list."""
    target: Role
    ports: tuple[PortRange, ...]
    """TCP ports, or first and last of a range, at the target."""
