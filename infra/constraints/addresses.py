"""Rules about addresses: ranges that must be apart, subnets that must be large enough."""

from collections.abc import Callable, Collection, Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault, Path
from jiban.components.cache.spec import CacheSpec
from jiban.components.cluster import addresses
from jiban.components.cluster.networking import pod_range
from jiban.components.network import cidr
from jiban.components.network.spec import ROLES, Role
from jiban.components.queue.spec import QueueSpec

_FREE: Final = tuple(
    f"{start}.0.0/16" for start in ("10.2", "10.3", "10.244", "10.245", "172.16", "172.17", "192.168")
)
"""Ranges to propose, in this order, when one must move out of the way."""

_GATEWAY_INSTANCES: Final = 10
_GATEWAY_EXTRA: Final = 2
"""An application gateway takes an address for each instance, one for a private front end, and one more while
it is updated; ten instances are what it scales to unless told otherwise (Azure
`configuration-infrastructure`; the address during an update is unverified)."""

_REGISTRY_ADDRESSES: Final = 2
"""A registry's private endpoint has an address for its API and one for its data, and one more for the data in
each other region."""


def ranges_are_apart(environment: Environment) -> Iterator[Fault]:
    """Network, pods and services must not share an address, or traffic for one ends at another."""
    cluster = environment.cluster
    if cluster is None:
        return
    taken: dict[Path, str] = {("network", "cidr"): environment.network.cidr}
    pods = pod_range(environment.cloud, cluster)
    if pods is not None:
        taken["cluster", "pod_cidr"] = pods
    taken["cluster", "service_cidr"] = cluster.service_cidr
    for (first, one), (second, other) in combinations(taken.items(), 2):
        if cidr.overlap(one, other):
            yield Fault(
                second,
                f"{_dotted(second)} {other} and {_dotted(first)} {one} share {_shared(one, other)}",
                _move(second, list(taken.values())),
            )


def subnets_lie_inside(environment: Environment) -> Iterator[Fault]:
    """A range given outright is part of the network."""
    network = environment.network
    for role, own in _given(environment).items():
        if not cidr.inside(own, network.cidr):
            yield Fault(
                ("network", "subnets", role),
                f"{own} does not lie in network.cidr {network.cidr}",
                "set a range inside the network, or leave it out for its fixed place",
            )


def subnets_are_apart(environment: Environment) -> Iterator[Fault]:
    """Subnets do not share an address: neither two given ranges, nor one and another role's fixed place."""
    ranges, given = _ranges(environment), _given(environment)
    for one, other in combinations(ranges, 2):
        if not cidr.overlap(ranges[one], ranges[other]):
            continue
        moved, stays = (other, one) if other in given else (one, other)
        place = (
            f"network.subnets.{stays} {ranges[stays]}"
            if stays in given
            else f"{ranges[stays]}, the place of {stays}"
        )
        yield Fault(
            ("network", "subnets", moved),
            f"{ranges[moved]} overlaps {place}",
            # A subnet that exists cannot move, so a role that came later is what gives way.
            "set a range apart from it, or leave it out for its fixed place"
            if stays in given
            else f"set a range apart from it, or subnets.{stays} to another one",
        )


def subnet_holds_the_nodes(environment: Environment) -> Iterator[Fault]:
    """The application subnet has an address for every node, and with node_subnet networking for every pod."""
    ranges = _ranges(environment)
    if not ranges or environment.cluster is None:
        return
    subnet, zones = ranges["application"], sorted(set(environment.network.zones))
    need = addresses.need(environment.cloud, environment.kubernetes, len(zones))
    holds = cidr.usable(environment.cloud, subnet, zones) // need.zones
    if need.total + need.extras <= holds:
        return
    extras = ""
    if need.total <= holds:
        extras = f" + {need.extras} for {_extras(environment)}"
    total = (need.total + need.extras) * need.zones
    size = f"a /{cidr.smallest_prefix(environment.cloud, total, zones)}"
    given = environment.network.subnets.application is not None
    if environment.cloud == "azure" and need.networking == "node_subnet":
        path: Path = ("network", "subnets", "application") if given else ("cluster", "networking")
        subnet_field = "" if given else "network.subnets.application to "
        remedy = f"set cluster.networking to overlay, or {subnet_field}{size}"
    elif given:
        path, remedy = ("network", "subnets", "application"), f"set {size}, or fewer max_nodes"
    else:
        path, remedy = (
            ("network", "cidr"),
            f"set a larger network, so that its half is {size}, or fewer max_nodes",
        )
    yield Fault(
        path,
        f"network.subnets.application {subnet} holds {holds} addresses{_of_each(need.zones)}; cluster needs "
        "up to "
        f"{need.total + (need.extras if extras else 0)}: {need.sum}{extras}",
        remedy,
    )


def _of_each(zones: int) -> str:
    return " in each zone" if zones > 1 else ""


def _extras(environment: Environment) -> str:
    """Say what takes addresses of the nodes' subnet beside the nodes."""
    if environment.cloud == "aws":
        return "the control plane"
    return f"an internal load balancer{', the private API server' if environment.kubernetes.private else ''}"


def pod_range_holds_the_nodes(environment: Environment) -> Iterator[Fault]:
    """With overlay networking the pod range has a /24 for every node."""
    if environment.cluster is None:
        return
    need = addresses.need(environment.cloud, environment.cluster, len(set(environment.network.zones)))
    pod_cidr = pod_range(environment.cloud, environment.kubernetes)
    if pod_cidr is None:
        return
    holds = IPv4Network(pod_cidr).num_addresses // addresses.PODS_OF_A_NODE
    if need.machines > holds >= 1:
        prefix = 32 - (need.pod_range - 1).bit_length()
        yield Fault(
            ("cluster", "pod_cidr"),
            f"{pod_cidr} has room for {holds} {'node' if holds == 1 else 'nodes'}, a /24 each; cluster needs "
            "up to "
            f"{need.machines}: {need.sum}",
            f"set a /{prefix} or larger, or fewer max_nodes",
        )


def gateway_has_room(environment: Environment) -> Iterator[Fault]:
    """The gateway's subnet has room for a gateway that scales out."""
    ranges = _ranges(environment)
    if environment.cloud != "azure" or not ranges:
        return
    holds = cidr.usable("azure", ranges["gateway"], environment.network.zones)
    edge = environment.edge
    instances = edge.gateway.max_instances if edge else _GATEWAY_INSTANCES
    need = instances + _GATEWAY_EXTRA
    if holds < need:
        yield Fault(
            ("network", "subnets", "gateway"),
            f"{ranges['gateway']} holds {holds} addresses; a gateway of "
            f"{instances} instances needs {need}: {instances} + 1 private front "
            "end + 1 during "
            "an update",
            f"set a /{cidr.smallest_prefix('azure', need, environment.network.zones)} or larger; Azure "
            "recommends a /24",
        )


def endpoints_have_room(environment: Environment) -> Iterator[Fault]:
    """Each subnet on Azure has an address for every private endpoint in it."""
    ranges = _ranges(environment)
    if environment.cloud != "azure" or not ranges:
        return
    postgres, queue = environment.postgres, environment.queue
    needs: dict[Role, dict[str, int]] = {
        "database": {"of postgres": 1 + len(postgres.read_replicas) if postgres else 0},
        "cache": {"of the cache": _regions(environment.cache)},
        "endpoints": {
            "of the vault": 1 if environment.secrets else 0,
            "of the queue": _regions(queue) if queue and queue.tier == "premium" else 0,
            "of the buckets": len(environment.objects.buckets) if environment.objects else 0,
            "of the registry": _REGISTRY_ADDRESSES + len(set(environment.registry.replica_regions))
            if environment.registry
            else 0,
        },
    }
    for role, parts in needs.items():
        total = sum(parts.values())
        holds = cidr.usable("azure", ranges[role], environment.network.zones)
        if holds < total:
            listed = " + ".join(f"{number} {what}" for what, number in parts.items() if number)
            yield Fault(
                ("network", "subnets", role),
                f"{ranges[role]} holds {holds} addresses; private endpoints need {total}: {listed}",
                f"set a /{cidr.smallest_prefix('azure', total, environment.network.zones)} or larger",
            )


def _regions(tier: CacheSpec | QueueSpec | None) -> int:
    """Return in how many regions a tier stands, with a private endpoint to each."""
    if tier is None:
        return 0
    return 1 if tier.geo_region is None else 2


def _given(environment: Environment) -> Mapping[Role, str]:
    """Ranges that were given outright."""
    subnets = environment.network.subnets
    return {role: own for role in ROLES if (own := getattr(subnets, role)) is not None}


def _ranges(environment: Environment) -> Mapping[Role, str]:
    """All ranges, or none when the network itself is at fault and has no address plan."""
    try:
        return cidr.ranges(environment.network)
    except ValueError:
        return {}


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _shared(one: str, other: str) -> str:
    """Of two overlapping ranges one holds the other: the smaller is what they share."""
    return one if cidr.inside(one, other) else other


def _move(path: Path, taken: Collection[str]) -> str:
    """Say where a range could go instead."""
    free = (each for each in _FREE if not any(cidr.overlap(each, other) for other in taken))
    proposal = next(free, None)
    return f"set {_dotted(path)} to {proposal}" if proposal else "make one of them smaller, or move it"


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    ranges_are_apart,
    subnets_lie_inside,
    subnets_are_apart,
    subnet_holds_the_nodes,
    pod_range_holds_the_nodes,
    gateway_has_room,
    endpoints_have_room,
)
