"""Sizes of servers: what the tier keeps of each."""

from dataclasses import dataclass
from decimal import Decimal

from jiban.components.machines import MachineTable, Row


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One size."""

    sku: str
    """The cloud's own name: `t3.medium`."""
    cores: int
    memory_gib: Decimal
    arm: bool = False
    """Whether it runs images of ARM, and no others."""
    burstable: bool = False
    """Whether its processors are shared."""


def _facts(sku: str, row: Row) -> MachineFacts:
    return MachineFacts(
        sku,
        row["cores"],
        Decimal(str(row["memory_gib"])),
        arm=row.get("arm", False),
        burstable=row.get("burstable", False),
    )


machine = MachineTable("jiban.components.compute", _facts).machine
"""Returns the size that a neutral word, or the cloud's own name, means."""
