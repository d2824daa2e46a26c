"""What a cloud cannot do that a cache's specification can ask for."""

from collections.abc import Iterator
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.cache.machines import machine
from jiban.components.cache.spec import CacheSpec
from jiban.components.machines import UnknownMachineError


def _machine(spec: CacheSpec) -> Iterator[Fault]:
    try:
        machine("azure", spec.machine)
    except UnknownMachineError as error:
        yield Fault(("machine",), str(error), error.remedy)


LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("azure", "machine", "known sizes, by `components/cache/machines.yaml`", _machine),
)
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
