"""Room for pods: whether the most pods of the workloads of a cluster fit on its most nodes.

A sum that fits may still not be placed, as pods are not cut: what does not fit by it never fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from jiban.policy.facts import disruption, kubernetes, node_pools, pods, replicas
from jiban.policy.facts.clusters import membership
from jiban.policy.facts.node_pools import NodePool
from jiban.policy.facts.once import of, once
from jiban.policy.facts.ownership import is_dark
from jiban.policy.facts.quantities import quantity
from jiban.policy.view import ResourceView, StackView

_GIB: Final = 2**30
_STAY: Final = ("container", "sidecar")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one pod asks for."""

    cores: Fraction
    memory: Fraction


@dataclass(frozen=True, slots=True)
class Load:
    """What a workload asks for at its most."""

    workload: ResourceView
    pods: int
    pod: Asked
    pools: frozenset[str]
    """Names of the pools that its pods may run in."""
    on_each: bool
    """Whether it is one pod on each node."""


@dataclass(frozen=True, slots=True)
class _Measure:
    unit: str
    of_pod: Callable[[Asked], Fraction]
    of_node: Callable[[NodePool], Fraction]


_MEASURES: Final = (
    _Measure("cores", lambda pod: pod.cores, lambda pool: pool.cores),
    _Measure("GiB", lambda pod: pod.memory / _GIB, lambda pool: pool.memory / _GIB),
)


def workloads(stack: StackView, cluster: ResourceView) -> tuple[ResourceView, ...]:
    """Return the workloads that stay, of a cluster."""
    elsewhere = pods.run_by_rollouts(stack)
    tokens = (*kubernetes.SCALED, kubernetes.DAEMON_SET, kubernetes.POD)
    found = membership.objects(stack, cluster, *tokens)
    return tuple(each for each in found if each.urn not in elsewhere and not is_dark(each))


def all_workloads(stack: StackView) -> tuple[ResourceView, ...]:
    """Return the workloads that stay, of all clusters, those of other stacks among them."""
    elsewhere = pods.run_by_rollouts(stack)
    found = stack.of(*kubernetes.SCALED, kubernetes.DAEMON_SET, kubernetes.POD)
    return tuple(each for each in found if each.urn not in elsewhere and not is_dark(each))


def asked(stack: StackView, workload: ResourceView) -> Asked:
    """Return what one pod of a workload asks for.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return Asked(_asked(stack, workload, "cpu"), _asked(stack, workload, "memory"))


@once
def load(stack: StackView, cluster: ResourceView, workload: ResourceView, *, at_fewest: bool = False) -> Load:
    """Return what a workload asks for at its most, or at its fewest, and where it may run.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    with of(workload):
        spec = pods.template(stack, workload)["spec"]
        may = frozenset(
            pool.name for pool in node_pools.pools(stack, cluster) if node_pools.takes(pool, spec)
        )
        each = asked(stack, workload)
        number = _fewest(stack, workload) if at_fewest else replicas.most(stack, workload)
        return Load(workload, number, each, may, workload.token == kubernetes.DAEMON_SET)


def _fewest(stack: StackView, workload: ResourceView) -> int:
    on_each = workload.token == kubernetes.DAEMON_SET
    return 1 if on_each else disruption.fewest(stack, workload)


def _asked(stack: StackView, workload: ResourceView, resource: str) -> Fraction:
    """Return what a pod asks for: its containers together, or the most that one asks for at the start."""
    staying, at_start = Fraction(0), Fraction(0)
    for container in pods.containers(stack, workload):
        node = pods.request(stack, workload, container, resource)
        amount = quantity(node) if node is not None else Fraction(0)
        if container.kind in _STAY:
            staying += amount
        elif container.kind == "init":
            at_start = max(at_start, amount)
    return max(staying, at_start)


def misfits(stack: StackView, cluster: ResourceView, loads: Sequence[Load]) -> Iterator[str]:
    """Yield why some loads do not fit on the most nodes of a cluster, and the input that it hangs on.

    Args:
        stack: all resources.
        cluster: with pools in the stack.
        loads: of its workloads, as many as are known.

    Raises:
        NotKnownError: how many nodes there can be, or what they have, is not known before deployment.
    """
    pools = node_pools.pools(stack, cluster)
    for each in loads:
        yield from _of_one(pools, loads, each)
    asked = sorted({each.pools for each in loads if not each.on_each and each.pools}, key=sorted)
    for names in asked:
        mine = [pool for pool in pools if pool.name in names]
        yield from _whole(mine, loads, names)


def _of_one(pools: Sequence[NodePool], loads: Sequence[Load], one: Load) -> Iterator[str]:
    """Yield why no node has room for a single pod of a workload."""
    if one.on_each or not one.pods:
        return
    mine = [pool for pool in pools if pool.name in one.pools]
    if not mine:
        yield f"no pool takes the pods of {one.workload.name}, by taints and labels"
    for measure in _MEASURES if mine else ():
        most = max(_of_node(pool, loads, measure) for pool in mine)
        if measure.of_pod(one.pod) > most:
            said = f"one pod of {one.workload.name} asks for {_shown(measure.of_pod(one.pod))} {measure.unit}"
            yield f"{said}, and a node has {_shown(most)} for it"


def _whole(pools: Sequence[NodePool], loads: Sequence[Load], names: frozenset[str]) -> Iterator[str]:
    """Yield why the loads that may run in some pools alone do not fit there, also without a zone."""
    bound = [each for each in loads if not each.on_each and each.pools and each.pools <= names]
    zones = sorted({zone for pool in pools for zone in pool.zones}) or [""]
    for measure in _MEASURES:
        need = sum((each.pods * measure.of_pod(each.pod) for each in bound), Fraction(0))
        if not need:
            continue
        room = sum((pool.nodes * _of_node(pool, loads, measure) for pool in pools), Fraction(0))
        asked = f"pods ask for up to {_shown(need)} {measure.unit} ({_sum(bound, measure)}), "
        have = " and ".join(pool.said for pool in pools)
        if need > room:
            yield f"{asked}and {have} have {_shown(room)}"
            return
        left = {
            zone: sum((pool.without(zone) * _of_node(pool, loads, measure) for pool in pools), Fraction(0))
            for zone in zones
        }
        worst = min(left, key=lambda zone: left[zone])
        if need > left[worst]:
            lost = "the zone of their nodes" if not worst or len(zones) == 1 else "one of their zones"
            yield f"{asked}and {have} have {_shown(left[worst])} without {lost}"
            return


def _of_node(pool: NodePool, loads: Sequence[Load], measure: _Measure) -> Fraction:
    """Return what a node has left beside the pods that run on each."""
    taken = (measure.of_pod(each.pod) for each in loads if each.on_each and pool.name in each.pools)
    return max(measure.of_node(pool) - sum(taken, Fraction(0)), Fraction(0))


def _sum(loads: Sequence[Load], measure: _Measure) -> str:
    return " + ".join(
        f"{each.workload.name} {each.pods} x {_shown(measure.of_pod(each.pod))}"
        for each in loads
        if each.pods and measure.of_pod(each.pod)
    )


def _shown(number: Fraction) -> str:
    """Return a number with two decimals at the most."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
