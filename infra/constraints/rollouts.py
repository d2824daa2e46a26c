"""Rules about rollouts: what judges a new version, what carries it out, and where."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.capacity import untainted
from infra.environment import Environment
from jiban.components.base import Fault
from jiban.components.rollouts.spec import CanarySpec


def versions_can_be_judged(environment: Environment) -> Iterator[Fault]:
    """A new version is judged by its requests, of which the managed Prometheus knows."""
    for name, workload in environment.workloads.items():
        path, how = ("workloads", name, "rollout"), workload.steered
        if how is None:
            continue
        if not environment.observability.metrics:
            yield Fault(
                path,
                f"{how.kind} judges a version by the managed Prometheus, and observability.metrics is false",
                "set observability.metrics to true, or rollout to rolling",
            )


def somebody_asks(environment: Environment) -> Iterator[Fault]:
    """A service without requests has nothing to be judged by."""
    for name, workload in environment.workloads.items():
        how, called = workload.steered, any(name in each.calls for each in environment.workloads.values())
        if how is not None and workload.ingress is None and not called:
            yield Fault(
                ("workloads", name, "rollout"),
                f"no request reaches {name}: it has no ingress and no service calls it, so {how.kind} would "
                "wait for a person each time",
                "set it to rolling",
            )


def second_names_are_free(environment: Environment) -> Iterator[Fault]:
    """The address of a new version is no other service's."""
    for name, workload in environment.workloads.items():
        how = workload.steered
        if how is None:
            continue
        second = f"{name}-canary" if isinstance(how, CanarySpec) else f"{name}-preview"
        if second in environment.workloads:
            yield Fault(
                ("workloads", second),
                f"{second} is the address at which {how.kind} has the new version of {name}",
                "give the service another name",
            )


def pool_is_there(environment: Environment) -> Iterator[Fault]:
    """The controllers' pods find nodes: those of their pool, or some without a taint."""
    pools, pool = environment.kubernetes.pools, environment.rollouts.pool
    if pool is not None and pool not in pools:
        yield Fault(
            ("rollouts", "pool"),
            f"there is no pool {pool} in cluster.pools",
            f"choose one of {', '.join(pools)}",
        )
        return
    steered = [name for name, workload in environment.workloads.items() if workload.steered]
    if steered and pool is None and not untainted(environment):
        taints = ", ".join(f"{name}: {each.taint}" for name, each in pools.items())
        yield Fault(
            ("rollouts", "pool"),
            f"every pool has a taint ({taints}), so what carries out the rollout of {steered[0]} runs "
            "nowhere if it names none",
            f"set pool to {' or '.join(pools)}, or remove a taint",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    versions_can_be_judged,
    somebody_asks,
    second_names_are_free,
    pool_is_there,
)
