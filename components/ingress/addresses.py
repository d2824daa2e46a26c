"""Where the gateway's load balancer has its address. Pure arithmetic."""

from ipaddress import IPv4Address, IPv4Network
from typing import Final

_FIRST_RESERVED: Final = 4
_LAST_RESERVED: Final = 1
"""Addresses at both ends of a subnet that the cloud keeps (Azure virtual network FAQ, "Are there any
restrictions on using IP addresses within these subnets?")."""


def default_address(subnet: str) -> str:
    """Return the last address that the cloud leaves free: 10.0.1.254 of 10.0.1.0/24.

    Nodes are given the lowest ones that are free, so they get there last (seen, not promised by Azure).
    """
    return str(IPv4Network(subnet)[-1 - _LAST_RESERVED])


def is_free(address: str, subnet: str) -> bool:
    """Whether an address lies in a subnet, and is none that the cloud keeps."""
    network = IPv4Network(subnet)
    first, last = network[_FIRST_RESERVED], network[-1 - _LAST_RESERVED]
    return first <= IPv4Address(address) <= last


def bounds(subnet: str) -> tuple[str, str]:
    """Return the first and the last address of a subnet that the cloud leaves free."""
    network = IPv4Network(subnet)
    return str(network[_FIRST_RESERVED]), str(network[-1 - _LAST_RESERVED])
