"""What a cloud cannot do that a specification of the delivery can ask for."""

from typing import Any, Final

from jiban.components.base import Limit

LIMITS: Final[tuple[Limit[Any], ...]] = ()
"""Every limit of every cloud; the environment's rules and the capability table read it."""
