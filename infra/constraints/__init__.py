"""What an environment may not ask for: the limits of its cloud, and what its tiers must agree on.

A rule is a small function that yields a fault for every place that breaks it, in the words of the
configuration and with the arithmetic. Rules read the whole environment and nothing else: no clock, no cloud,
no other file than dated tables.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from infra.constraints import (
    addresses,
    administration,
    backup,
    buckets,
    capacity,
    compute,
    delivery,
    edge,
    ingress,
    monitoring,
    pipelines,
    recovery,
    references,
    rollouts,
    search,
    secrets,
    services,
)
from infra.constraints import environment as whole
from infra.constraints import regions as places
from infra.environment import Environment
from jiban.components.backup.limits import LIMITS as BACKUP
from jiban.components.base import Fault, Limit, Spec
from jiban.components.budget.limits import LIMITS as BUDGET
from jiban.components.cache.limits import LIMITS as CACHE
from jiban.components.cluster.limits import LIMITS as CLUSTER
from jiban.components.compute.limits import LIMITS as COMPUTE
from jiban.components.delivery.limits import LIMITS as DELIVERY
from jiban.components.edge.limits import LIMITS as EDGE
from jiban.components.ingress.limits import LIMITS as INGRESS
from jiban.components.network.limits import LIMITS as NETWORK
from jiban.components.objects.limits import LIMITS as OBJECTS
from jiban.components.observability.limits import LIMITS as OBSERVABILITY
from jiban.components.pipelines.limits import LIMITS as PIPELINES
from jiban.components.postgres.limits import LIMITS as POSTGRES
from jiban.components.queue.limits import LIMITS as QUEUE
from jiban.components.registry.limits import LIMITS as REGISTRY
from jiban.components.rollouts.limits import LIMITS as ROLLOUTS
from jiban.components.search.limits import LIMITS as SEARCH
from jiban.components.secrets.limits import LIMITS as SECRETS
from jiban.components.workload.limits import LIMITS as WORKLOAD

TIERS: Final[dict[str, Sequence[Limit[Any]]]] = {
    "network": NETWORK,
    "cluster": CLUSTER,
    "compute": COMPUTE,
    "ingress": INGRESS,
    "rollouts": ROLLOUTS,
    "edge": EDGE,
    "delivery": DELIVERY,
    "registry": REGISTRY,
    "secrets": SECRETS,
    "observability": OBSERVABILITY,
    "postgres": POSTGRES,
    "backup": BACKUP,
    "cache": CACHE,
    "search": SEARCH,
    "queue": QUEUE,
    "objects": OBJECTS,
    "budget": BUDGET,
    "pipelines": PIPELINES,
}
"""Limits by the environment's key of the tier."""

SERVICES: Final[Sequence[Limit[Any]]] = WORKLOAD
"""Limits of each service."""

RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    *whole.RULES,
    *administration.RULES,
    *places.RULES,
    *addresses.RULES,
    *capacity.RULES,
    *compute.RULES,
    *references.RULES,
    *buckets.RULES,
    *search.RULES,
    *secrets.RULES,
    *services.RULES,
    *monitoring.RULES,
    *ingress.RULES,
    *edge.RULES,
    *rollouts.RULES,
    *delivery.RULES,
    *recovery.RULES,
    *backup.RULES,
    *pipelines.RULES,
)
"""Every rule that looks at more than one tier."""


def faults(environment: Environment) -> list[Fault]:
    """Return everything wrong with an environment, all at once; paths begin at its root."""
    found = [*_beyond_limits(environment), *(fault for rule in RULES for fault in rule(environment))]
    return list(dict.fromkeys(found))


def _beyond_limits(environment: Environment) -> Iterator[Fault]:
    """Yield what the environment's cloud cannot do, tier by tier."""
    for tier, limits in TIERS.items():
        spec: Spec | None = getattr(environment, tier)
        if spec is None:
            continue
        for limit in limits:
            if limit.cloud == environment.cloud:
                yield from (fault.below(tier) for fault in limit.faults(spec))
    for name, workload in environment.workloads.items():
        for limit in SERVICES:
            if limit.cloud == environment.cloud:
                yield from (fault.below("workloads", name) for fault in limit.faults(workload))
