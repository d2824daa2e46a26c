"""Addresses of AKS: whether a subnet, or a range of pods, holds the most nodes and pods that there can be.

Who takes addresses from where hangs on the network plug-in: with `azure` each pod takes one of its node's
subnet, or of a subnet of the pods; with overlay networking and kubenet each node takes a block of the pod
range; with a plug-in of one's own nodes alone are known. Figures: `addresses.yaml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from jiban.policy.facts import addresses_eks
from jiban.policy.facts.amounts import amount
from jiban.policy.facts.needs import Need, Room, nodes_said, room_of, total
from jiban.policy.facts.network import aks
from jiban.policy.facts.network.ranges import parse, show
from jiban.policy.facts.once import of, once
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

PRIVATE_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
PodsIn = Literal["subnet", "pod subnet", "range", "elsewhere"]
"""Where the pods of a pool take their addresses from."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A pool, or its pods, in a subnet whose size nobody here knows."""

    owner: ResourceView
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class _Inline:
    """A subnet that stands in the list of its network."""

    network: ResourceView
    node: Node


def figure(name: str) -> Any:
    """Return a figure of `addresses.yaml`."""
    return table("jiban.policy.facts", "addresses.yaml")[name]["value"]


@once
def places(stack: StackView) -> tuple[ResourceView, ...]:
    """Return what nodes or pods take addresses of: subnets, networks with such subnets in their list, and
    clusters with a range of pods.
    """
    pools = _pools(stack)
    standing = _standing(stack)
    subnets = [subnet for subnet in stack.of(aks.SUBNET) if subnet.urn in standing]
    listed = {
        found.network.urn: found.network
        for pool in pools
        for key in ("vnetSubnetID", "podSubnetID")
        if (found := _inline(stack, pool.node[key]))
    }
    ranged = [cluster for cluster in stack.of(aks.CLUSTER) if _has_range(cluster)]
    return (*subnets, *listed.values(), *ranged, *addresses_eks.places(stack))


@once
def lost(stack: StackView) -> tuple[Lost, ...]:
    """Return the pools in subnets that are another stack's or not known, and clusters with unknown pools."""
    return (*_known(stack)[1], *_lost(stack), *(Lost(*each) for each in addresses_eks.lost(stack)))


def _lost(stack: StackView) -> Iterator[Lost]:
    for pool in _pools(stack):
        for key, found in (("vnetSubnetID", pool.subnets), ("podSubnetID", aks.pod_subnets(stack, pool))):
            node = pool.node[key]
            if node.raw is not None and not found and _inline(stack, node) is None:
                why = "names a subnet that is no part of the stack" if node.known else "is not known yet"
                yield Lost(pool.owner, node.path, why)


@once
def room(stack: StackView, place: ResourceView) -> Room:
    """Return how many addresses a place has, how many are taken at most, and by whom.

    Args:
        stack: all resources.
        place: one of `places`.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    if place.token == aks.CLUSTER:
        return _pod_range(stack, place)
    if place.token == aks.SUBNET:
        return _subnet(stack, place)
    if place.token == aks.NETWORK:
        return _of_network(stack, place)
    return addresses_eks.room(stack, place)


def pods_in(pool: aks.Pool) -> PodsIn:
    """Return where the pods of a pool take their addresses from.

    Raises:
        NotKnownError: the cluster's network plug-in is not known before deployment.
    """
    if pool.node["podSubnetID"].raw is not None:
        return "pod subnet"
    if aks.is_overlay(pool.cluster):
        return "range"
    plugin = effective(pool.cluster, "networkProfile.networkPlugin")
    if plugin.says("kubenet"):
        return "range"
    return "elsewhere" if plugin.says("none") else "subnet"


@once
def _known(stack: StackView) -> tuple[tuple[aks.Pool, ...], tuple[Lost, ...]]:
    """Return the pools, and the clusters whose list of pools is not known before deployment."""
    found, hidden = list(aks.pools_of_others(stack)), list[Lost]()
    for cluster in stack.of(aks.CLUSTER):
        try:
            found += list(aks.pools_of(stack, cluster))
        except NotKnownError as error:
            hidden.append(Lost(cluster, error.path, error.why))
    return tuple(found), tuple(hidden)


def _pools(stack: StackView) -> tuple[aks.Pool, ...]:
    return _known(stack)[0]


def _has_range(cluster: ResourceView) -> bool:
    try:
        if aks.is_overlay(cluster):
            return True
        plugin = effective(cluster, "networkProfile.networkPlugin")
        return plugin.given and plugin.says("kubenet")
    except NotKnownError:  # the subnet's verdict says so
        return False


def _pod_range(stack: StackView, cluster: ResourceView) -> Room:
    low, high = aks.pod_span(cluster)
    machines = sum(sum(_machines(pool)) for pool in _pools(stack) if pool.cluster is cluster)
    blocks = (high - low + 1) // figure("node_block")
    said = f"the pod range {show((low, high))} has room for {blocks} nodes, there can be {machines}"
    path, fits = "networkProfile.podCidr", machines <= blocks
    return Room(said, path, fits, surely=True, taken=machines, size=blocks, unit="nodes")


@once
def _standing(stack: StackView) -> Mapping[str, tuple[list[aks.Pool], list[aks.Pool]]]:
    """Return the pools whose nodes, and those whose pods, have addresses of a subnet, by its URN."""
    found = defaultdict[str, tuple[list[aks.Pool], list[aks.Pool]]](lambda: ([], []))
    for pool in _pools(stack):
        for subnet in pool.subnets:
            found[subnet.urn][0].append(pool)
        for subnet in aks.pod_subnets(stack, pool):
            found[subnet.urn][1].append(pool)
    return found


def _subnet(stack: StackView, subnet: ResourceView) -> Room:
    here, pods = _standing(stack)[subnet.urn]
    sure = [pool for pool in here if len(pool.subnets) == 1]
    beside = list(_beside(stack, subnet, here))
    certain = total((*_nodes(sure), *_pods(pods, "max_pods"), *beside))
    most = total((*_nodes(here), *_pods(pods, "max_pods_most"), *beside))
    return room_of(aks.spans(subnet), "addressPrefix", certain, most)


def _of_network(stack: StackView, network: ResourceView) -> Room:
    """Return the room of the fullest subnet in a network's own list."""
    found: list[Room] = []
    pools = _pools(stack)
    for node in network["subnets"].each():
        here = [pool for pool in pools if _stands(stack, pool.node["vnetSubnetID"], node)]
        pods = [pool for pool in pools if _stands(stack, pool.node["podSubnetID"], node)]
        if here or pods:
            prefixes = (node["addressPrefix"], *node["addressPrefixes"].each())
            spans = tuple(span for each in prefixes if (span := parse(each.text())))
            certain = total((*_nodes(here), *_pods(pods, "max_pods")))
            most = total((*_nodes(here), *_pods(pods, "max_pods_most")))
            found.append(room_of(spans, node["addressPrefix"].path, certain, most))
    return min(found, key=lambda each: (each.fits, each.surely))


def _stands(stack: StackView, wanted: Node, node: Node) -> bool:
    found = _inline(stack, wanted)
    return found is not None and found.node.path == node.path and found.node.raw is node.raw


def _inline(stack: StackView, wanted: Node) -> _Inline | None:
    """Return the subnet in a network's own list that an id names; None where none of the stack does."""
    if wanted.raw is None or not wanted.known:
        return None
    *_, network_name, _, name = ("", "", *wanted.text().split("/"))
    for network in stack.of(aks.NETWORK):
        own = network["virtualNetworkName"]
        if own.known and own.text() and own.says(network_name) and network["subnets"].known:
            for node in network["subnets"].each():
                if node["name"].known and node["name"].says(name):
                    return _Inline(network, node)
    return None


def _nodes(pools: Iterable[aks.Pool]) -> Iterator[Need]:
    """Yield what pools take of the subnet that their nodes stand in."""
    for pool in pools:
        nodes, surge = _machines(pool)
        machines = f"{pool.name} ({nodes_said(nodes)} + {surge} surge)"
        if pods_in(pool) != "subnet":
            yield Need(nodes + surge, machines)
            continue
        pods = pool.node["maxPods"].number(figure("max_pods"))
        yield Need((nodes + surge) * (1 + pods), f"{machines} x (1 + {pods} pods)")


def _pods(pools: Iterable[aks.Pool], otherwise: str) -> Iterator[Need]:
    """Yield what pools take of the subnet of their pods."""
    for pool in pools:
        nodes, surge = _machines(pool)
        pods = pool.node["maxPods"].number(figure(otherwise))
        if pool.node["podIPAllocationMode"].says("StaticBlock"):
            batch: int = figure("pod_batch")
            pods = -(-pods // batch) * batch
        yield Need((nodes + surge) * pods, f"{pool.name} ({nodes_said(nodes)} + {surge} surge) x {pods} pods")


def _beside(stack: StackView, subnet: ResourceView, pools: Sequence[aks.Pool]) -> Iterator[Need]:
    """Yield what else stands in the subnet of nodes."""
    private = {
        pool.cluster.urn
        for pool in pools
        if effective(pool.cluster, "apiServerAccessProfile.enablePrivateCluster").is_true()
    }
    if private:
        yield Need(len(private), f"{len(private)} of the API server")
    endpoints = sum(
        1 for endpoint in stack.of(PRIVATE_ENDPOINT) if subnet in stack.behind(endpoint, "subnet", aks.SUBNET)
    )
    if endpoints:
        yield Need(endpoints, f"{endpoints} of private endpoints")


def _machines(pool: aks.Pool) -> tuple[int, int]:
    """Return the most nodes of a pool, and the extra ones of an upgrade."""
    with of(pool.owner):
        scales = pool.node["enableAutoScaling"].is_true()
        nodes = pool.node["maxCount" if scales else "count"].number(1)
        return nodes, amount(pool.node["upgradeSettings"]["maxSurge"], nodes, figure("surge"))
