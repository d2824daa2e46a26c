"""What a cloud cannot do that a network's specification can ask for."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any, Final

from components.base import Fault, Limit
from components.network.cidr import SMALLEST, WIDEST, overlap
from components.network.spec import ROLES, NetworkSpec

_AZURE_SMALLEST_SUBNET: Final = 29
"""Azure virtual network FAQ, "How small and how large can virtual networks and subnets be?" (unverified)."""

_AZURE_KEPT: Final[tuple[tuple[str, str], ...]] = (
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("168.63.129.16/32", "Azure's own name servers and health probes"),
    ("224.0.0.0/4", "multicast"),
    ("172.30.0.0/16", "AKS's own"),
    ("172.31.0.0/16", "AKS's own"),
    ("192.0.2.0/24", "AKS's own"),
)
"""Ranges that no virtual network may use (Azure virtual network FAQ, unverified), or none that holds a
cluster (AKS `concepts-network-legacy-cni`, "Prerequisites")."""


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
    for kept, whose in _AZURE_KEPT:
        if overlap(spec.cidr, kept):
            yield Fault(
                ("cidr",),
                f"{spec.cidr} overlaps {kept}, which is {whose} and cannot be used on Azure",
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
            "an Azure subnet spans all zones and takes one NAT gateway, and a Standard NAT gateway stands in "
            "one zone "
            "or in none in particular",
            "set egress to nat",
        )


def _no_egress(spec: NetworkSpec) -> Iterator[Fault]:
    if spec.egress == "none":
        yield Fault(
            ("egress",),
            "AKS nodes load their system images from the internet when they start, and services sign in at a "
            "public "
            "address; a cluster without a way out is not built here",
            "set egress to nat",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "cidr", "/8 to /22, apart from ranges that Azure keeps", _size),
    Limit("azure", "cidr", "/8 to /22, apart from ranges that Azure keeps", _kept),
    Limit("azure", "subnets.*", "/29 or larger", _subnet_sizes),
    Limit("azure", "egress", "`nat` only: a subnet takes one gateway, and AKS needs one", _nat_per_zone),
    Limit("azure", "egress", "`nat` only: a subnet takes one gateway, and AKS needs one", _no_egress),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
