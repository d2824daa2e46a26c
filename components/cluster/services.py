"""Addresses in the range of a cluster's Services."""

from ipaddress import IPv4Network
from typing import Final

_DNS: Final = 10
"""Which address of the range is the DNS service: the convention of Kubernetes, and EKS's fixed choice."""
_API: Final = 1
"""Which address of the range is the Service `kubernetes`: the API server takes the first for itself
(Kubernetes, `cluster-ip-allocation`)."""


def api_ip(service_cidr: str) -> str:
    """Return the address at which pods call the API server: 10.2.0.1 in 10.2.0.0/16."""
    return str(IPv4Network(service_cidr)[_API])


def dns_ip(service_cidr: str) -> str:
    """Return the address of the cluster's DNS service: 10.2.0.10 in 10.2.0.0/16.

    Raises:
        ValueError: when the range is too small to have it; the smallest that does is a /28.
    """
    network = IPv4Network(service_cidr)
    if network.num_addresses <= _DNS + 1:
        raise ValueError(f"{service_cidr} has no room for DNS; the smallest service range is a /28")
    return str(network[_DNS])
