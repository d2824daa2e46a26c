"""Rules about the vault: that somebody hears of what expires in it."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.base import Fault


def expiry_reaches_somebody(environment: Environment) -> Iterator[Fault]:
    """A secret that has to be renewed by hand ends a service when nobody is told in time."""
    vault = environment.secrets
    if vault is None or not is_built("secrets", environment.cloud):
        return
    if vault.rotate_days is not None and environment.observability.alerts is None:
        yield Fault(
            ("secrets", "rotate_days"),
            f"a secret expires after {vault.rotate_days} days at most, and nobody would be told before: the "
            "environment has no alerts",
            "set observability.alerts, or remove rotate_days",
        )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (expiry_reaches_somebody,)
