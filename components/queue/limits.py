"""What a cloud cannot do that a queue specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.queue.spec import QueueSpec


def _one_namespace(spec: QueueSpec) -> Iterator[Fault]:
    for name in spec.topics:
        if name in spec.queues:
            yield Fault(
                ("topics", name),
                f"{name} is a queue as well, and queues and topics of Service Bus share their names",
                "give one of them another name",
            )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "topics", "no topic named like a queue", _one_namespace),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
