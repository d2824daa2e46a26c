"""Sizes of nodes that hold data: what the tier keeps of each."""

from dataclasses import dataclass
from decimal import Decimal

from jiban.components.machines import MachineTable, Row


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One size."""

    sku: str
    """The cloud's own name: `m7g.medium.search`."""
    cores: int
    memory_gib: Decimal
    disk_gb: int
    """Largest disk that it takes, in GiB."""
    burstable: bool = False
    """Whether its processors are shared; such a size takes no standby."""


def _facts(sku: str, row: Row) -> MachineFacts:
    return MachineFacts(
        sku,
        row["cores"],
        Decimal(str(row["memory_gib"])),
        row["disk_gb"],
        burstable=row.get("burstable", False),
    )


machine = MachineTable("jiban.components.search", _facts, what="size").machine
"""Returns the size that a neutral word, or the cloud's own name, means."""
