"""The address plan of a network: where each role's range lies. Pure arithmetic, on every cloud.

The plan of 10.0.0.0/16, and of any other size in the same proportions:

    10.0.0.0                            10.0.128.0                                            10.1.0.0
    |                                   |                                                         |
    +-----------------------------------+-----------+-----------+-----------+-----------+---------+
    |            application            |  gateway  |  database |   cache   | endpoints | m  3 .. |
    |                1/2                |    1/16   |    1/16   |    1/16   |    1/16   | 1/16    |
    +-----------------------------------+-----------+-----------+-----------+-----------+---------+
                 10.0.0.0/17              .128.0/20   .144.0/20   .160.0/20   .176.0/20

m is management, .192.0/20. Of the last three slots the first, .208.0/20, is the link's where an edge comes in
through one, and free elsewhere; the other two are free.

A role's place depends on the network alone: not on the zones, not on which roles are used, and not on the
ranges that are given outright. So adding a zone, a role or a range of one's own moves nothing that exists.

On a cloud whose subnets belong to one zone, each range is cut into four quarters, one for each zone number:

    | zone 1 | zone 2 | zone 3 | zone 4 |
"""

from collections.abc import Collection, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Final

from jiban.components.base import Cloud
from jiban.components.network.spec import ROLES, NetworkSpec, Role

_SLOTS: Final[tuple[Role, ...]] = ("gateway", "database", "cache", "endpoints", "management")
"""Roles in the eighths of the upper half, lowest first; the last three eighths are for roles to come. The
order is for ever: another one would move the subnets of every network that exists."""

_LINK_SLOT: Final = len(_SLOTS)
"""The eighth after those of the roles, for ever. It is no role's: nothing but the addresses of a link stands
in it, and most networks have none."""

GATEWAY_BITS: Final = 4
"""A slot, such as the gateway's, is a sixteenth of the network: an eighth of its upper half."""

WIDEST: Final = 8
SMALLEST: Final = 22
"""Prefix lengths of the largest and the smallest network; in a /22 a slot is a /26, and a zone's quarter of
it a /28, the smallest subnet that AWS makes (VPC user guide, "Subnet CIDR blocks": /28 to /16)."""

ZONE_BITS: Final = 2
"""A zone has a quarter of a role's range."""

_RESERVED: Final = 5
"""Addresses of a subnet that the cloud keeps: the first four and the last (Azure virtual network FAQ, "Are
there any restrictions on using IP addresses within these subnets?"; VPC user guide, "Subnet CIDR blocks")."""

_LONGEST_PREFIX: Final = 30


def ranges(spec: NetworkSpec) -> Mapping[Role, str]:
    """Return the range of every role in CIDR notation: the one given outright, else the role's fixed place.

    Raises:
        ValueError: when the network is larger than a /8 or smaller than a /22; `network.limits` refuses those
            first.
    """
    places = _places(IPv4Network(spec.cidr))
    return {role: getattr(spec.subnets, role) or str(places[role]) for role in ROLES}


def link_range(network: str) -> str:
    """Return the place of a network's link in CIDR notation: 10.0.208.0/20 of 10.0.0.0/16.

    Raises:
        ValueError: when the network is larger than a /8 or smaller than a /22; `network.limits` refuses those
            first.
    """
    return str(_eighths(IPv4Network(network))[_LINK_SLOT])


def zone_ranges(cidr: str) -> tuple[str, str, str, str]:
    """Return the four quarters of a range: zone number n has the n-th, whichever zones are in use.

    Raises:
        ValueError: when the range is smaller than a /30 and has no quarters.
    """
    first, second, third, fourth = IPv4Network(cidr).subnets(prefixlen_diff=ZONE_BITS)
    return str(first), str(second), str(third), str(fourth)


def overlap(one: str, other: str) -> bool:
    """Whether two ranges share an address."""
    return IPv4Network(one).overlaps(IPv4Network(other))


def inside(inner: str, outer: str) -> bool:
    """Whether the first range lies wholly in the second."""
    return IPv4Network(inner).subnet_of(IPv4Network(outer))


def usable(cloud: Cloud, cidr: str, zones: Collection[int]) -> int:
    """Return how many addresses a role's range can give away.

    On Azure it is one subnet: 251 in a /24. On AWS each zone in use has a quarter of it: 3 x 59 in three.
    A range that is too small for that has none.
    """
    if IPv4Network(cidr).prefixlen > _LONGEST_PREFIX:
        return 0
    subnets = [cidr] if cloud == "azure" else [zone_ranges(cidr)[zone - 1] for zone in zones]
    return sum(max(0, IPv4Network(subnet).num_addresses - _RESERVED) for subnet in subnets)


def smallest_prefix(cloud: Cloud, addresses: int, zones: Collection[int]) -> int:
    """Return the prefix length of the smallest range that can give away so many addresses: on Azure 24 for
    up to 251.

    Raises:
        ValueError: when no range of IPv4 has so many.
    """
    for prefix in range(_LONGEST_PREFIX, -1, -1):
        if usable(cloud, f"0.0.0.0/{prefix}", zones) >= addresses:
            return prefix
    raise ValueError(f"no range has {addresses} addresses")


def _places(network: IPv4Network) -> Mapping[Role, IPv4Network]:
    slots = _eighths(network)
    lower, _ = network.subnets(prefixlen_diff=1)
    return {"application": lower, **dict(zip(_SLOTS, slots, strict=False))}


def _eighths(network: IPv4Network) -> Sequence[IPv4Network]:
    """Cut the upper half of a network into its slots."""
    if not WIDEST <= network.prefixlen <= SMALLEST:
        raise ValueError(f"{network} is not between /{WIDEST} and /{SMALLEST}")
    _, upper = network.subnets(prefixlen_diff=1)
    return tuple(upper.subnets(prefixlen_diff=GATEWAY_BITS - 1))
