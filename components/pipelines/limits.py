"""What a cloud cannot do that a pipeline's specification can ask for."""

from typing import Any, Final

from jiban.components.base import Limit

LIMITS: Final[tuple[Limit[Any], ...]] = ()
"""Every limit of every cloud; the constructors, the environment's rules and the capability table read it."""
