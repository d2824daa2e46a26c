"""What a cloud cannot do that a network's specification can ask for."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.network.cidr import GATEWAY_BITS, SMALLEST, WIDEST, ZONE_BITS, overlap
from jiban.components.network.spec import ROLES, NetworkSpec

_AZURE_SMALLEST_SUBNET: Final = 29
"""Azure virtual network FAQ, "How small and how large can virtual networks and subnets be?" (unverified)."""

_AKS_KEPT: Final = ("172.30.0.0/16", "172.31.0.0/16")
"""Private ranges that no virtual network with a cluster in it may use (AKS `concepts-network-legacy-cni`,
"Prerequisites"); those that are not private, no network may use at all."""


_AWS_WIDEST: Final = 16
_AWS_SMALLEST_SUBNET: Final = 28
"""A VPC is a /16 to /28, and so is each of its subnets (VPC user guide, "VPC CIDR blocks")."""

_AWS_SMALLEST_GATEWAY: Final = 27
"""A load balancer takes no subnet smaller than a /27 (Application Load Balancers guide, "Subnets for your
load balancer", unverified)."""

_AWS_ZONES: Final = 2
"""Zones in which EKS and a database's subnet group must have a subnet (`eks.ClusterVpcConfigArgs.subnet_ids`;
RDS user guide, "Working with DB subnet groups")."""


def _size(spec: NetworkSpec) -> Iterator[Fault]:
    prefix = IPv4Network(spec.cidr).prefixlen
    if not WIDEST <= prefix <= SMALLEST:
        size = "smaller than a /22, too small" if prefix > SMALLEST else "larger than a /8, too large"
        yield Fault(
            ("cidr",),
            f"{spec.cidr} is {size} for the address plan",
            "set a network of /8 to /22, such as 10.0.0.0/16",
        )


def _kept(spec: NetworkSpec) -> Iterator[Fault]:
    for kept in _AKS_KEPT:
        if overlap(spec.cidr, kept):
            yield Fault(
                ("cidr",),
                f"{spec.cidr} overlaps {kept}, which AKS reserves",
                "set a private range apart from it, such as 10.0.0.0/16",
            )


def _subnet_sizes(spec: NetworkSpec) -> Iterator[Fault]:
    for role in ROLES:
        cidr: str | None = getattr(spec.subnets, role)
        if cidr is not None and IPv4Network(cidr).prefixlen > _AZURE_SMALLEST_SUBNET:
            yield Fault(("subnets", role), f"Azure makes no subnet as small as {cidr}", "set a /29 or larger")


def _nat_per_zone(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.egress == "nat_per_zone":
        yield Fault(
            ("egress",),
            "an Azure subnet spans all zones but takes one NAT gateway, which is in one zone or non-zonal",
            "set egress to nat",
        )


def _no_egress(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.egress == "none":
        yield Fault(
            ("egress",),
            "AKS nodes load their system images from the internet when they start, and services sign in at a "
            "public "
            "address; a cluster without egress is not built here",
            "set egress to nat",
        )


def _flow_logs(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.flow_log_days is not None:
        yield Fault(
            ("flow_log_days",),
            "Azure writes flow logs through the Network Watcher of the subscription, one for a region, which "
            "belongs to no stack",
            "leave flow_log_days out, and turn them on where the subscription is kept",
        )


def _private_services(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.private_services:
        yield Fault(
            ("private_services",),
            "on Azure each service that the environment has is reached privately, without being named",
            "remove private_services",
        )


def _vpc_size(spec: NetworkSpec) -> Iterator[Fault]:
    prefix = IPv4Network(spec.cidr).prefixlen
    if not _AWS_WIDEST <= prefix <= SMALLEST:
        size = "smaller than a /22, too small" if prefix > SMALLEST else "larger than a /16, too large"
        yield Fault(
            ("cidr",),
            f"{spec.cidr} is {size} for a VPC and its address plan",
            "set a network of /16 to /22, such as 10.0.0.0/16",
        )


def _zone_subnets(spec: NetworkSpec) -> Iterator[Fault]:
    for role in ROLES:
        cidr: str | None = getattr(spec.subnets, role)
        if cidr is None:
            continue
        prefix = IPv4Network(cidr).prefixlen
        if not _AWS_WIDEST <= prefix + ZONE_BITS <= _AWS_SMALLEST_SUBNET:
            yield Fault(
                ("subnets", role),
                f"each zone has a quarter of a role's range on AWS, and a quarter of {cidr} is a "
                f"/{prefix + ZONE_BITS}; subnets are /16 to /28",
                "set a /14 to /26",
            )


def _gateway_subnets(spec: NetworkSpec) -> Iterator[Fault]:
    prefix = IPv4Network(spec.cidr).prefixlen
    if spec.subnets.gateway is not None:
        path, gateway = ("subnets", "gateway"), IPv4Network(spec.subnets.gateway).prefixlen
    else:
        path, gateway = ("cidr",), prefix + GATEWAY_BITS
    if prefix <= SMALLEST and gateway + ZONE_BITS > _AWS_SMALLEST_GATEWAY:
        yield Fault(
            path,
            f"a zone's quarter of the gateway's range is a /{gateway + ZONE_BITS}, and a load balancer takes "
            "no subnet smaller than a /27",
            "set subnets.gateway to a /25 or larger, or leave it out in a network of /21 or larger",
        )


def _two_zones(spec: NetworkSpec) -> Iterator[Fault]:
    if len(set(spec.zones)) < _AWS_ZONES:
        yield Fault(
            ("zones",),
            "EKS and a database's subnet group need subnets in two zones, whatever runs in them",
            "name two zones or more, such as [1, 2]",
        )


def _aws_no_egress(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.egress == "none":
        yield Fault(
            ("egress",),
            "the autoscaler's images and whatever services load from other registries come from public "
            "addresses, however many of AWS's services are reached privately",
            "set egress to nat or nat_per_zone",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "cidr", "/8 to /22, apart from ranges that AKS keeps", _size),
    Limit("azure", "cidr", "/8 to /22, apart from ranges that AKS keeps", _kept),
    Limit("azure", "subnets.*", "/29 or larger", _subnet_sizes),
    Limit("azure", "egress", "`nat` only: a subnet takes one gateway, and AKS needs one", _nat_per_zone),
    Limit("azure", "egress", "`nat` only: a subnet takes one gateway, and AKS needs one", _no_egress),
    Limit("azure", "flow_log_days", "not from a stack: they belong to the subscription", _flow_logs),
    Limit("azure", "private_services", "none: all that the environment has are private", _private_services),
    Limit("aws", "cidr", "/16 to /22", _vpc_size),
    Limit("aws", "zones", "two or more", _two_zones),
    Limit("aws", "subnets.*", "/14 to /26, a quarter to each zone", _zone_subnets),
    Limit("aws", "subnets.gateway", "/25 or larger", _gateway_subnets),
    Limit("aws", "egress", "`nat` or `nat_per_zone`", _aws_no_egress),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
