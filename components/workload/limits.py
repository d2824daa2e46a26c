"""What a cloud cannot do that a service's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.workload.spec import WorkloadSpec


def _queries(spec: WorkloadSpec) -> Iterator[Fault]:
    for name, metric in spec.autoscale.metrics.items() if spec.autoscale else ():
        if metric.kind == "query":
            yield Fault(
                ("autoscale", "metrics", name),
                "no managed Prometheus is built on AWS yet that could answer a query",
                "follow a queue with kind queue, or scale by cpu_percent and memory_percent",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "autoscale.metrics.*.kind", "`queue`: no managed Prometheus is built yet", _queries),
    Limit("aws", "autoscale.metrics.*.query", "not yet: no managed Prometheus is built", _queries),
)
"""Every limit of every cloud; the environment's rules and the capability table read it."""
