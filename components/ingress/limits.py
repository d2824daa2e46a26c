"""What a cloud cannot do that a specification of the gateway can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.ingress.spec import IngressSpec


def _no_address(spec: IngressSpec) -> Iterator[Fault]:
    if spec.address is not None:
        yield Fault(
            ("address",),
            "on AWS the edge's load balancer sends to the proxies themselves, from addresses that AWS gives "
            "it",
            "leave ingress.address out",
        )


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "address", "none: the load balancer sends to the proxies themselves", _no_address),
)
"""Every limit of every cloud; the environment's rules and the capability table read it."""
