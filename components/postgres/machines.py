"""Machine sizes of PostgreSQL servers: what the tier keeps of each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jiban.components.machines import MachineTable, Row

BURSTABLE: Final = "Burstable"


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


def _facts(sku: str, row: Row) -> MachineFacts:
    return MachineFacts(sku, row["tier"], row["cores"], Decimal(str(row["memory_gib"])))


machine = MachineTable("jiban.components.postgres", _facts).machine
"""Returns the size that a neutral word, or the cloud's own name, means."""
