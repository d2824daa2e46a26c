"""Machine sizes of PostgreSQL servers: what the neutral words mean on a cloud, and how large each size is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/postgres/machines.yaml"
BURSTABLE: Final = "Burstable"


class UnknownMachineError(NotInTableError):
    """A machine size that is not in the table."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One machine size."""

    sku: str
    """The cloud's own name: `Standard_D4ds_v5`."""
    tier: str
    """Azure's pricing tier, on AWS the class of the same kind: `Burstable`, `GeneralPurpose`,
    `MemoryOptimized`."""
    cores: int
    memory_gib: Decimal


def machine(cloud: Cloud, name: str) -> MachineFacts:
    """Return the size that a neutral word, or the cloud's own name, stands for.

    Raises:
        UnknownMachineError: when the table has no such size; its message holds near matches.
    """
    neutral: Mapping[str, str] = table("jiban.components.postgres", "machines.yaml")["clouds"][cloud][
        "neutral"
    ]
    known = _sizes(cloud)
    facts = known.get(neutral.get(name, name))
    if facts is None:
        raise UnknownMachineError("machine size", name, [*neutral, *known], TABLE)
    return facts


@cache
def _sizes(cloud: Cloud) -> Mapping[str, MachineFacts]:
    rows = table("jiban.components.postgres", "machines.yaml")["clouds"][cloud]
    families = {
        (sku := pattern.format(n=cores)): MachineFacts(
            sku, row["tier"], cores, Decimal(cores * row["gib_per_core"])
        )
        for pattern, row in rows.get("families", {}).items()
        for cores in row["cores"]
    }
    series = {
        (sku := f"{name}.{size}"): MachineFacts(sku, row["tier"], cores, Decimal(cores * row["gib_per_core"]))
        for name, row in rows.get("series", {}).items()
        for size, cores in rows["sizes"].items()
    }
    singles = {
        sku: MachineFacts(sku, row["tier"], row["cores"], Decimal(str(row["memory_gib"])))
        for sku, row in rows["machines"].items()
    }
    return families | series | singles
