"""Who may reach a cluster's API server: what is let in where it is public, and where it is private.

No resource is made here; `limits.py` refuses what a cloud cannot do with a list, by the checks below.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from ipaddress import IPv4Network
from typing import Any, Final

from jiban.components.base import Cloud, Fault, Limit
from jiban.components.cluster.spec import ANYWHERE, GROUP, ClusterSpec

PORT: Final = 443
"""Port of the API server on both clouds."""

EVERYWHERE: Final = "0.0.0.0/0"

_MOST: Final[Mapping[Cloud, int]] = {"azure": 199, "aws": 40}
"""Ranges that a public endpoint takes: AKS 200 (`api-server-authorized-ip-ranges`, read 2026-11-26), one of
which is the nodes' own; EKS 40 ("Public endpoint access CIDR ranges per cluster", EKS service quotas,
unverified)."""

_NOT_PUBLIC: Final = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("100.64.0.0/10"),
    IPv4Network("127.0.0.0/8"),
    IPv4Network("169.254.0.0/16"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
)
"""Ranges from which nobody comes over the internet (RFC 1918, 6598, 1122, 3927)."""

_PRODUCTS: Final[Mapping[Cloud, str]] = {"azure": "AKS", "aws": "EKS"}


def ranges(spec: ClusterSpec) -> tuple[str, ...]:
    """Return the ranges that may reach the API, in CIDR notation."""
    return tuple(
        EVERYWHERE if client == ANYWHERE else client
        for client in spec.api_clients
        if not client.startswith(GROUP)
    )


def groups(spec: ClusterSpec) -> tuple[str, ...]:
    """Return the security groups that may reach the API."""
    return tuple(client for client in spec.api_clients if client.startswith(GROUP))


def _nobody(spec: ClusterSpec) -> Iterator[Fault]:
    if not spec.private and not spec.api_clients:
        yield Fault(
            ("api_clients",),
            "the API server has a public endpoint, and with no list of who may reach it the whole internet "
            "could",
            "list the public ranges of your office and runners, or set private to true",
        )


def _anywhere(spec: ClusterSpec) -> Iterator[Fault]:
    for position, client in enumerate(spec.api_clients):
        where = ("api_clients", position)
        if client == ANYWHERE and spec.private:
            yield Fault(
                where,
                "the API server is private, and nobody on the internet reaches it",
                "name the ranges of joined networks, or set private to false",
            )
        elif client == ANYWHERE and len(spec.api_clients) > 1:
            yield Fault(where, "anywhere lets in the others of the list as well", "keep one or the other")
        elif client == EVERYWHERE:
            yield Fault(where, f"{client} is the whole internet", f"write {ANYWHERE} if that is meant")


def _private_ranges(spec: ClusterSpec) -> Iterator[Fault]:
    if spec.private:
        return
    for position, client in enumerate(spec.api_clients):
        if _is_range(client) and any(IPv4Network(client).subnet_of(each) for each in _NOT_PUBLIC):
            yield Fault(
                ("api_clients", position),
                f"{client} is private, and nobody comes from it to the API server's public endpoint",
                "name the public range behind which they are, or set private to true",
            )


def _number(cloud: Cloud, spec: ClusterSpec) -> Iterator[Fault]:
    most, given = _MOST[cloud], len(spec.api_clients)
    if not spec.private and given > most:
        beside = ", and one is the nodes' own" if cloud == "azure" else ""
        yield Fault(
            ("api_clients",),
            f"{_PRODUCTS[cloud]} takes {most} ranges{beside}, and these are {given}",
            "join ranges, or set private to true",
        )


def _no_groups(spec: ClusterSpec) -> Iterator[Fault]:
    for position, client in enumerate(spec.api_clients):
        if client.startswith(GROUP):
            yield Fault(
                ("api_clients", position),
                f"{client} is a security group of AWS",
                "name ranges in CIDR notation",
            )


def _groups_of_public(spec: ClusterSpec) -> Iterator[Fault]:
    for position, client in enumerate(spec.api_clients):
        if client.startswith(GROUP) and not spec.private:
            yield Fault(
                ("api_clients", position),
                f"a public endpoint of EKS knows ranges only, and {client} is a security group",
                "name the public range of its members, or set private to true",
            )


def _is_range(client: str) -> bool:
    return client != ANYWHERE and not client.startswith(GROUP)


_OWN: Final[tuple[tuple[Cloud, str, Callable[[Any], Iterator[Fault]]], ...]] = (
    ("azure", "ranges, no groups; public: 199 at most, one at least", _no_groups),
    ("aws", "public: ranges, 40 at most, one at least", _groups_of_public),
)
LIMITS: Final[tuple[Limit[Any], ...]] = tuple(
    Limit(cloud, "api_clients", note, check)
    for cloud, note, own in _OWN
    for check in (_nobody, _anywhere, _private_ranges, partial(_number, cloud), own)
)
"""What the two clouds refuse of a list."""
