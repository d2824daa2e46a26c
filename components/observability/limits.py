"""What a cloud cannot do that a metrics specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.observability.spec import ObservabilitySpec


def _not_built(spec: ObservabilitySpec) -> Iterator[Fault]:
    if spec.metrics:
        yield Fault(
            ("metrics",), "a managed Prometheus is not built on AWS yet", "set observability.metrics to false"
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (Limit("aws", "metrics", "not built", _not_built),)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
