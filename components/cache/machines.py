"""Sizes of caches: what the neutral words mean on a cloud, and how large each size is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/cache/machines.yaml"


class UnknownMachineError(NotInTableError):
    """A size that is not in the table."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One size."""

    sku: str
    """The cloud's own name: `Balanced_B10`."""
    memory_gib: Decimal
    """What the size is called by; about a fifth of it is the service's own, the rest holds data."""
    cores: int


def machine(cloud: Cloud, name: str) -> MachineFacts:
    """Return the size that a neutral word, or the cloud's own name, stands for.

    Raises:
        UnknownMachineError: when the table has no such size; its message holds near matches.
    """
    rows: dict[str, Any] = table("jiban.components.cache", "machines.yaml")["clouds"].get(
        cloud, {"neutral": {}, "machines": {}}
    )
    sku: str = rows["neutral"].get(name, name)
    row = rows["machines"].get(sku)
    if row is None:
        raise UnknownMachineError("size", name, [*rows["neutral"], *rows["machines"]], TABLE)
    return MachineFacts(sku, Decimal(str(row["gib"])), row["cores"])
