"""Rules about the vault: that somebody hears of what expires in it, and where functions that rotate are."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components.base import Fault


def expiry_reaches_somebody(environment: Environment) -> Iterator[Fault]:
    """A secret that has to be renewed by hand ends a service when nobody is told in time."""
    vault = environment.secrets
    if vault is None or environment.cloud != "azure":
        return  # elsewhere no secret expires, and rotate_days is refused itself
    if vault.rotate_days is not None and environment.observability.alerts is None:
        yield Fault(
            ("secrets", "rotate_days"),
            f"a secret expires after {vault.rotate_days} days at most, and nobody would be told before: the "
            "environment has no alerts",
            "set observability.alerts, or remove rotate_days",
        )


def functions_are_here(environment: Environment) -> Iterator[Fault]:
    """Secrets Manager calls a function of its own region and account."""
    vault = environment.secrets
    if vault is None or environment.cloud != "aws":
        return
    for name, rotation in vault.rotation.items():
        _, _, _, region, account, *_ = rotation.function.split(":")
        path = ("secrets", "rotation", name, "function")
        if region != environment.region:
            yield Fault(
                path,
                f"the function is in {region}, and the secret in {environment.region}, where none of another "
                "region is called",
                f"name a function in {environment.region}",
            )
        if environment.account is not None and account != environment.account:
            yield Fault(
                path,
                f"the function is of account {account}, and the environment's is {environment.account}",
                "name a function of the environment's account",
            )


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    expiry_reaches_somebody,
    functions_are_here,
)
