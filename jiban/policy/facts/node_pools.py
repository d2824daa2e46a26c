"""Pools of nodes: the most nodes of each, what a node has for pods, and which pods may run there.

Figures: `node_room.yaml`. Source of the rest: Kubernetes `concepts/scheduling-eviction/taint-and-toleration`
and `assign-pod-node`; AKS `use-labels`, `availability-zones`; EKS `managed-node-groups`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from jiban.policy.facts import regions
from jiban.policy.facts.machines import Machine, machine
from jiban.policy.facts.network import aks, eks, eks_addresses
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_EFFECTS: Final = {
    "NO_SCHEDULE": "NoSchedule",
    "NO_EXECUTE": "NoExecute",
    "PREFER_NO_SCHEDULE": "PreferNoSchedule",
}
_ASKS: Final = "PreferNoSchedule"
_EKS_TYPE: Final = "t3.medium"
_MAKERS: Final = ("kubernetes:karpenter.sh/v1:NodePool", "kubernetes:karpenter.sh/v1beta1:NodePool")


@dataclass(frozen=True, slots=True)
class Taint:
    """What keeps pods away from a node that do not tolerate it."""

    key: str
    value: str
    effect: str


@dataclass(frozen=True, slots=True)
class NodePool:
    """A pool, at its most nodes."""

    name: str
    owner: ResourceView
    nodes: int
    machine: str
    cores: Fraction
    """What one node has for pods."""
    memory: Fraction
    """Bytes of it."""
    zones: tuple[str, ...]
    """Those that its nodes are spread over; none where nobody says, so that they may be in one."""
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]

    minds_zones: bool
    """Whether it is asked what is left without a zone: where zones are named, and in production, but not in a
    region of Azure that has none."""

    def without(self, zone: str) -> int:
        """Return how many nodes are left at the least when a zone is lost, or an unnamed one."""
        if not self.minds_zones:
            return self.nodes
        if not self.zones:
            return 0
        if zone not in self.zones:
            return self.nodes
        return self.nodes - -(-self.nodes // len(self.zones))

    @property
    def said(self) -> str:
        """For a reader: `3 nodes of pool apps (Standard_D4s_v5)`."""
        return f"{self.nodes} {'node' if self.nodes == 1 else 'nodes'} of pool {self.name} ({self.machine})"


@once
def counts(stack: StackView, cluster: ResourceView) -> tuple[tuple[int, int], ...]:
    """Return the fewest and the most nodes of each pool of a cluster, whatever machines they are.

    Raises:
        NotKnownError: how many there can be is not known before deployment.
    """
    found: list[tuple[int, int]] = []
    if cluster.token == aks.CLUSTER:
        for pool in aks.pools_of(stack, cluster):
            with of(pool.owner):
                scales = pool.node["enableAutoScaling"].is_true()
                least, most = ("minCount", "maxCount") if scales else ("count", "count")
                found.append((pool.node[least].number(1), pool.node[most].number(1)))
        return tuple(found)
    for group in _groups(stack, cluster):
        with of(group):
            sizes = group["scalingConfig"]
            found.append((sizes["minSize"].number(), sizes["maxSize"].number()))
    return tuple(found)


@once
def room(stack: StackView, cluster: ResourceView) -> tuple[Fraction, Fraction]:
    """Return the cores and the bytes of memory that pods have on the most nodes of a cluster.

    Raises:
        NotKnownError: how many nodes there can be, or what they have, is not known before deployment.
    """
    cores, memory = Fraction(0), Fraction(0)
    for (_, most), each in zip(counts(stack, cluster), _rooms(stack, cluster), strict=True):
        cores, memory = cores + most * each[0], memory + most * each[1]
    return cores, memory


def _rooms(stack: StackView, cluster: ResourceView) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield what a node of each pool has for pods, in the order of `counts`."""
    if cluster.token == aks.CLUSTER:
        for pool in aks.pools_of(stack, cluster):
            with of(pool.owner):
                yield _aks_room(_machine(pool.node["vmSize"]), _aks_pods(cluster, pool.node))
        return
    for group in _groups(stack, cluster):
        with of(group):
            yield _smallest(group)[0]


@once
def pools(stack: StackView, cluster: ResourceView) -> tuple[NodePool, ...]:
    """Return the pools of a cluster; none where something else makes its nodes.

    Raises:
        NotKnownError: how many nodes there can be, or what they have, is not known before deployment.
    """
    found = _aks if cluster.token == aks.CLUSTER else _eks
    return tuple(found(stack, cluster))


def makes_its_own(stack: StackView, cluster: ResourceView) -> bool:
    """Tell whether nodes come as they are needed: Karpenter, EKS Auto Mode, AKS node autoprovisioning."""
    return bool(
        stack.of(*_MAKERS)
        or cluster["computeConfig"]["enabled"].is_true()
        or cluster["nodeProvisioningProfile"]["mode"].says("Auto")
    )


def _aks(stack: StackView, cluster: ResourceView) -> Iterator[NodePool]:
    for pool in aks.pools_of(stack, cluster):
        node = pool.node
        with of(pool.owner):
            scaled = node["enableAutoScaling"].is_true()
            count = node["maxCount"] if scaled else node["count"]
            size = _machine(node["vmSize"])
            room = _aks_room(size, _aks_pods(cluster, node))
            labels = {key: each.text() for key, each in node["nodeLabels"].items()}
            own = {"agentpool": pool.name, "kubernetes.azure.com/agentpool": pool.name}
            zones = tuple(each.text() for each in node["availabilityZones"].each())
            yield NodePool(
                pool.name,
                pool.owner,
                count.number(1),
                node["vmSize"].text(),
                *room,
                zones,
                {**labels, **own},
                tuple(_aks_taint(each) for each in node["nodeTaints"].each()),
                minds_zones=bool(zones) or _minds_zones(stack, cluster),
            )


def _minds_zones(stack: StackView, cluster: ResourceView) -> bool:
    if not is_production(stack):
        return False
    try:
        return regions.has_zones(regions.region(stack, cluster))
    except NotKnownError:
        return True


def _aks_pods(cluster: ResourceView, node: Node) -> int:
    rows = _rows("aks")["pods"]
    if node["maxPods"].given:
        return node["maxPods"].number()
    if aks.is_overlay(cluster):
        return rows["overlay"]
    return (
        rows["kubenet"]
        if effective(cluster, "networkProfile.networkPlugin").says("kubenet")
        else rows["other"]
    )


def _aks_room(size: Machine, most_pods: int) -> tuple[Fraction, Fraction]:
    rows = _rows("aks")
    kept = max((cores, Fraction(str(each))) for cores, each in rows["cores"].items() if cores <= size.cores)[
        1
    ]
    share = min(rows["base"] + rows["by_pod"] * most_pods, size.gib * 1024 * Fraction(str(rows["most"])))
    return size.cores - kept, _mib(size.gib * 1024 - share - _eviction())


def _aks_taint(node: Node) -> Taint:
    pair, _, effect = node.text().rpartition(":")
    key, _, value = pair.partition("=")
    return Taint(key, value, effect)


def _eks(stack: StackView, cluster: ResourceView) -> Iterator[NodePool]:
    for group in _groups(stack, cluster):
        with of(group):
            room, kind = _smallest(group)
            labels = {key: each.text() for key, each in group["labels"].items()}
            yield NodePool(
                group["nodeGroupName"].text(group.name) if group["nodeGroupName"].known else group.name,
                group,
                group["scalingConfig"]["maxSize"].number(),
                kind,
                *room,
                _zones(stack, group),
                labels,
                tuple(_eks_taint(each) for each in group["taints"].each()),
                minds_zones=True,
            )


def _smallest(group: ResourceView) -> tuple[tuple[Fraction, Fraction], str]:
    """Return what a node of a group has for pods, and its type."""
    kinds = list(group["instanceTypes"].each()) or [Node(_EKS_TYPE, "instanceTypes")]
    # Of several types the smallest one, as nobody knows which.
    return min((_eks_room(each, _machine(each)), each.text()) for each in kinds)


def _groups(stack: StackView, cluster: ResourceView) -> Iterator[ResourceView]:
    for group in stack.of(eks.NODE_GROUP):
        name, own = group["clusterName"], cluster["name"]
        if cluster in origins(stack, group, name, eks.CLUSTER) or (
            name.known and own.known and own.given and name.text() == own.text()
        ):
            yield group


def _eks_room(node: Node, size: Machine) -> tuple[Fraction, Fraction]:
    rows = _rows("eks")
    steps = sorted(rows["cores"].items())
    kept = Fraction(0)
    for position, (first, share) in enumerate(steps):
        last = steps[position + 1][0] if position + 1 < len(steps) else size.cores
        kept += max(0, min(size.cores, last) - first) * Fraction(str(share))
    own_pods = eks_addresses.pods_of(node.text())
    if own_pods is None:
        raise NotKnownError(node.path, f"is {node.text()}, of which nobody has published the interfaces here")
    return size.cores - kept, _mib(size.gib * 1024 - rows["base"] - rows["by_pod"] * own_pods - _eviction())


def _eks_taint(node: Node) -> Taint:
    effect = node["effect"].text()
    return Taint(node["key"].text(), node["value"].text(), _EFFECTS.get(effect, effect))


@once
def _zones(stack: StackView, group: ResourceView) -> tuple[str, ...]:
    found = regions.zones_of(stack, group, group["subnetIds"])
    return tuple(sorted(found))


def _machine(node: Node) -> Machine:
    found = machine(node.text())
    if found is None:
        raise NotKnownError(node.path, f"is {node.text()}, of which nobody has published the size here")
    return found


def takes(pool: NodePool, spec: Node) -> bool:
    """Tell whether pods of a specification may run in a pool: by its taints, and by what they choose.

    Labels that Kubernetes and the clouds give to nodes themselves, but for a pool's name, are taken to fit.

    Raises:
        NotKnownError: what decides is not known before deployment.
    """
    chosen = all(_has(pool, key, each.text()) for key, each in spec["nodeSelector"].items())
    return chosen and _has_affinity(pool, spec) and all(_tolerates(spec, taint) for taint in pool.taints)


def _has(pool: NodePool, key: str, value: str) -> bool:
    if key in pool.labels:
        return pool.labels[key] == value
    return _is_given(key)


def _is_given(key: str) -> bool:
    """Tell whether nodes have a label without anybody saying so."""
    domain = key.partition("/")[0]
    return domain.endswith(("kubernetes.io", "k8s.io", "eks.amazonaws.com", "kubernetes.azure.com"))


def _has_affinity(pool: NodePool, spec: Node) -> bool:
    required = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    terms = required["nodeSelectorTerms"].each()
    return not terms or any(
        all(_fits(pool, each) for each in term["matchExpressions"].each()) for term in terms
    )


def _fits(pool: NodePool, expression: Node) -> bool:
    key, values = expression["key"].text(), {each.text() for each in expression["values"].each()}
    if key not in pool.labels and _is_given(key):
        return True
    match expression["operator"].text():
        case "In":
            return pool.labels.get(key) in values
        case "NotIn":
            return pool.labels.get(key) not in values
        case "Exists":
            return key in pool.labels
        case "DoesNotExist":
            return key not in pool.labels
        case _:
            return True


def _tolerates(spec: Node, taint: Taint) -> bool:
    return taint.effect == _ASKS or any(_covers(each, taint) for each in spec["tolerations"].each())


def _covers(toleration: Node, taint: Taint) -> bool:
    key = toleration["key"].text()
    if toleration["effect"].text() not in ("", taint.effect) or (key and key != taint.key):
        return False
    if toleration["operator"].text("Equal") == "Exists":
        return True
    return bool(key) and toleration["value"].text() == taint.value


def _rows(cloud: str) -> Mapping[str, Any]:
    return table("jiban.policy.facts", "node_room.yaml")[cloud]


def _eviction() -> int:
    return table("jiban.policy.facts", "node_room.yaml")["eviction"]


def _mib(number: Fraction | int) -> Fraction:
    return Fraction(number) * table("jiban.policy.facts", "node_room.yaml")["mebibyte"]
