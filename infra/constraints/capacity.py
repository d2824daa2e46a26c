"""Rules about room: whether the pods of the services fit on the nodes there may be.

Only what can never fit is refused. The room of a node is an upper bound (`components.cluster.capacity`), and
services need not all be at their most pods at once, so each is looked at with the others at their fewest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import floor
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.cluster import capacity
from jiban.components.cluster.addresses import max_pods
from jiban.components.cluster.capacity import GIB, Room
from jiban.components.cluster.machines import machine
from jiban.components.cluster.networking import networking
from jiban.components.cluster.spec import NodePoolSpec
from jiban.components.delivery.chart import CACHE_CPU, CACHE_MEMORY
from jiban.components.ingress.chart import (
    CONTROLLER_CPU,
    CONTROLLER_MEMORY,
    CONTROLLER_MEMORY_LIMIT,
    controllers,
)
from jiban.components.machines import UnknownMachineError
from jiban.components.rollouts import chart as rollouts
from jiban.components.rollouts import reader
from jiban.components.units import quantity
from jiban.components.workload.spec import ResourcesSpec, WorkloadSpec


@dataclass(frozen=True, slots=True)
class _Pool:
    """A pool at the autoscaler's limit."""

    name: str
    sku: str
    nodes: int
    node: Room
    """What one node has left for pods."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """One thing that pods take up."""

    unit: str
    of_pod: Callable[[WorkloadSpec], Decimal]
    """How much of it a service's pod asks for."""
    of_node: Callable[[Room], Decimal]
    """How much of it a node has."""

    def of_pools(self, pools: list[_Pool]) -> Decimal:
        """How much of it all nodes of some pools have."""
        return sum((pool.nodes * self.of_node(pool.node) for pool in pools), Decimal(0))


def _cpu(workload: WorkloadSpec) -> Decimal:
    return quantity(workload.resources.cpu)


def _memory(workload: WorkloadSpec) -> Decimal:
    return quantity(workload.resources.memory) / GIB


_CPU: Final = _Measure("cores", _cpu, lambda node: node.cpu)
_MEMORY: Final = _Measure("GiB", _memory, lambda node: node.memory / GIB)
_PLACES: Final = _Measure("places for pods", lambda _: Decimal(1), lambda node: Decimal(node.pods))
_MEASURES: Final = (_CPU, _MEMORY, _PLACES)


def untainted(environment: Environment) -> frozenset[str]:
    """Return the pools in which a service may run that names none."""
    return frozenset(name for name, pool in environment.kubernetes.pools.items() if not keeps_away(pool))


def keeps_away(pool: NodePoolSpec) -> bool:
    """Whether a pool's taint keeps away pods that do not tolerate it; PreferNoSchedule only asks."""
    return pool.taint is not None and not pool.taint.endswith(":PreferNoSchedule")


def a_pod_fits_on_a_node(environment: Environment) -> Iterator[Fault]:
    """One pod asks for no more than a node of its pools can give."""
    for name, workload in environment.workloads.items():
        pools = _pools(environment, _targets(environment, workload))
        for field, measure in (("cpu", _CPU), ("memory", _MEMORY)):
            asked = measure.of_pod(workload)
            most = max((measure.of_node(pool.node) for pool in pools), default=asked)
            if asked > most:
                yield Fault(
                    ("workloads", name, "resources", field),
                    f"one pod asks for {_shown(asked)} {measure.unit}; a node of {_named(pools)} has "
                    f"{_shown(most)} left for pods",
                    "ask for less, or set a larger machine for the pool",
                )


def fewest_pods_fit(environment: Environment) -> Iterator[Fault]:
    """The fewest pods of all services that must share some pools fit on all nodes of those pools."""
    running = _running(environment)
    targets = {_targets(environment, workload) for workload in running.values()}
    for names in sorted(targets, key=sorted):
        pools = _pools(environment, names)
        bound = {name: each for name, each in running.items() if _bound(environment, each, names)}
        for measure in _MEASURES if pools else ():
            parts = {name: each.replicas * measure.of_pod(each) for name, each in bound.items()}
            asked, room = sum(parts.values(), Decimal(0)), measure.of_pools(pools)
            if asked <= room:
                continue
            largest = max(pools, key=lambda pool: pool.nodes)
            missing = ((asked - room) / measure.of_node(largest.node)).to_integral_value(ROUND_CEILING)
            yield Fault(
                ("cluster", "pools", largest.name, "max_nodes"),
                f"the fewest pods of its services ask for {_shown(asked)} {measure.unit} ({_sum(parts)}), "
                "more "
                f"than the {_shown(room)} of {_counted(pools)}",
                f"set max_nodes to {largest.nodes + int(missing)} or more, or ask for less",
            )
            break


def most_pods_fit(environment: Environment) -> Iterator[Fault]:
    """A service can reach its most pods while the others are at their fewest."""
    for name, workload in environment.workloads.items():
        pools = _pools(environment, _targets(environment, workload))
        if workload.autoscale is None or not pools:
            continue
        most = workload.autoscale.max_replicas
        reason, fits = min(_bounds(environment, name, pools), key=lambda bound: bound[1])
        if workload.replicas <= fits < most:
            yield Fault(
                ("workloads", name, "autoscale", "max_replicas"),
                f"{most} pods of {name} never run at once: {reason}",
                f"set max_replicas to {fits} or less, or more max_nodes for {_named(pools)}",
            )


def a_rollout_fits(environment: Environment) -> Iterator[Fault]:
    """A new version can stand whole beside the old one, while the other services are at their fewest."""
    running = _running(environment)
    for name, workload in environment.workloads.items():
        pools = _pools(environment, _targets(environment, workload))
        if workload.steered is None or not pools:
            continue
        names = frozenset(pool.name for pool in pools)
        bound = {other: each for other, each in running.items() if _bound(environment, each, names)}
        for measure in _MEASURES:
            parts = {other: each.replicas * measure.of_pod(each) for other, each in bound.items()}
            twice = {f"{name} twice": 2 * parts.pop(name), **parts}
            asked, room = sum(twice.values(), Decimal(0)), measure.of_pools(pools)
            if asked > room:
                yield Fault(
                    ("workloads", name, "rollout"),
                    f"while a version of {name} comes in, both stand side by side, and with the fewest pods "
                    f"of the other services they ask for {_shown(asked)} {measure.unit} ({_sum(twice)}), "
                    f"more than the {_shown(room)} of {_counted(pools)}",
                    f"set more max_nodes for {_named(pools)}, or rollout to rolling",
                )
                break


def _bounds(environment: Environment, name: str, pools: list[_Pool]) -> Iterator[tuple[str, int]]:
    """Yield each thing that bounds a service's pods: why, as a sentence, and how many it allows."""
    workload, names = environment.workloads[name], frozenset(pool.name for pool in pools)
    on_node = max(_pods_on(pool.node, workload) for pool in pools)
    yield (
        f"no more than {on_node} fit on one node, and there are {_counted(pools)}",
        sum(pool.nodes * _pods_on(pool.node, workload) for pool in pools),
    )
    others = [
        each
        for other, each in _running(environment).items()
        if other != name and _bound(environment, each, names)
    ]
    for measure in _MEASURES:
        taken = sum((other.replicas * measure.of_pod(other) for other in others), Decimal(0))
        left, each = measure.of_pools(pools) - taken, measure.of_pod(workload)
        # Without other services the bound of one node comes first: it is never the larger one.
        beside = f" beside the fewest pods of the other services ({_shown(taken)})"
        reason = f"one asks for {_shown(each)} {measure.unit}, and {_counted(pools)} have {_shown(left)} left"
        yield reason + beside, floor(left / each)


def _running(environment: Environment) -> dict[str, WorkloadSpec]:
    """Return everything that takes room: the services, and the pods of the gateway and of Argo CD as if they
    were services.
    """
    found, ingress = dict(environment.workloads), environment.ingress
    if ingress is not None:
        proxy = ResourcesSpec(cpu=ingress.cpu, memory=ingress.memory, memory_limit=ingress.memory)
        controller = ResourcesSpec(
            cpu=CONTROLLER_CPU, memory=CONTROLLER_MEMORY, memory_limit=CONTROLLER_MEMORY_LIMIT
        )
        for name, resources, pods in (
            ("the gateway's proxies", proxy, ingress.replicas),
            ("its controllers", controller, controllers(ingress)),
        ):
            found[name] = WorkloadSpec(
                image="gateway:1", resources=resources, replicas=pods, pool=ingress.pool
            )
    if any(workload.steered for workload in environment.workloads.values()):
        asked = ("what they ask", reader.CPU, reader.MEMORY, reader.MEMORY_LIMIT)
        for name, cpu, memory, limit in (
            ("the controllers of rollouts", rollouts.CPU, rollouts.MEMORY, rollouts.MEMORY_LIMIT),
            # On AWS they ask the managed Prometheus themselves.
            *([asked] if environment.cloud == "azure" else []),
        ):
            found[name] = WorkloadSpec(
                image="rollouts:1",
                resources=ResourcesSpec(cpu=cpu, memory=memory, memory_limit=limit),
                replicas=environment.rollouts.replicas,
                pool=environment.rollouts.pool,
            )
    return {**found, **_argo_cd(environment)}


def _argo_cd(environment: Environment) -> dict[str, WorkloadSpec]:
    """Return the pods of Argo CD as if they were services."""
    delivery = environment.delivery
    if delivery is None:
        return {}
    controller, reader = delivery.controller, delivery.reader
    parts = (
        ("Argo CD's controller", controller.cpu, controller.memory, 1),
        ("its readers", reader.cpu, reader.memory, reader.replicas),
        ("its cache", CACHE_CPU, CACHE_MEMORY, 1),
    )
    return {
        name: WorkloadSpec(
            image="argocd:1",
            resources=ResourcesSpec(cpu=cpu, memory=memory, memory_limit=memory),
            replicas=pods,
            pool=delivery.pool,
        )
        for name, cpu, memory, pods in parts
    }


def _targets(environment: Environment, workload: WorkloadSpec) -> frozenset[str]:
    """The pools that a service's pods can run in."""
    if workload.pool is None:
        return untainted(environment)
    return frozenset({workload.pool} & environment.kubernetes.pools.keys())


def _bound(environment: Environment, workload: WorkloadSpec, names: frozenset[str]) -> bool:
    """Whether a service's pods have no other place than these pools."""
    targets = _targets(environment, workload)
    return bool(targets) and targets <= names


def _pools(environment: Environment, names: frozenset[str]) -> list[_Pool]:
    """The pools of these names in the order of the specification; none when the size of one is not known."""
    found: list[_Pool] = []
    for name, pool in environment.kubernetes.pools.items():
        if name not in names:
            continue
        try:
            facts = machine(environment.cloud, pool.machine)
        except UnknownMachineError:
            return []
        kind = networking(environment.cloud, environment.kubernetes)
        node = capacity.room(environment.cloud, facts, max_pods(environment.cloud, pool, kind))
        found.append(_Pool(name, facts.sku, pool.max_nodes, node))
    return found


def _pods_on(node: Room, workload: WorkloadSpec) -> int:
    """How many pods of a service fit on an empty node."""
    return min(floor(measure.of_node(node) / measure.of_pod(workload)) for measure in _MEASURES)


def _sum(parts: dict[str, Decimal]) -> str:
    return " + ".join(f"{name} {_shown(part)}" for name, part in parts.items())


def _counted(pools: list[_Pool]) -> str:
    return " and ".join(
        f"{pool.nodes} {'node' if pool.nodes == 1 else 'nodes'} of pool {pool.name} ({pool.sku})"
        for pool in pools
    )


def _named(pools: list[_Pool]) -> str:
    return "pool " + " or ".join(f"{pool.name} ({pool.sku})" for pool in pools)


def _shown(number: Decimal) -> str:
    """At most two decimals, and none that are zero."""
    text = f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    a_pod_fits_on_a_node,
    fewest_pods_fit,
    most_pods_fit,
    a_rollout_fits,
)
