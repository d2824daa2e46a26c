"""Rules about how services run: whether nodes can be drained, and whether work ever reaches them."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault


def nodes_can_be_drained(environment: Environment) -> Iterator[Fault]:
    """A disruption budget allows an eviction at the minimum of replicas, so that nodes can be upgraded."""
    for name, workload in environment.workloads.items():
        budget = workload.disruption
        if budget is None or budget.evictions_allowed(workload.replicas) > 0:
            continue
        pods = "pod" if workload.replicas == 1 else "pods"
        enough = (budget.min_available or 0) + 1
        remedy = f"set replicas to {enough} or more, or leave disruption out"
        if workload.replicas > 1:
            remedy = f"set disruption.max_unavailable to 1 instead, or replicas to {enough} or more"
        yield Fault(
            ("workloads", name, "disruption", "min_available"),
            f"min_available {budget.min_available} of at least {workload.replicas} {pods}: no node can ever "
            "be drained",
            remedy,
        )


def something_is_reached(environment: Environment) -> Iterator[Fault]:
    """One service at least gets work from outside: by the gateway, from a queue, or by fetching it."""
    workloads = environment.workloads.values()
    if workloads and not any(each.ingress or each.uses.receives or each.internet for each in workloads):
        yield Fault(
            ("workloads",),
            "no service has ingress, receives from a queue or may reach the internet, so no work ever gets "
            "to them",
            "set ingress for the services that the gateway may send requests to",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    nodes_can_be_drained,
    something_is_reached,
)
