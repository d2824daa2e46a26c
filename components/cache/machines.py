"""Sizes of caches: what the tier keeps of each."""

from dataclasses import dataclass
from decimal import Decimal

from jiban.components.machines import MachineTable, Row


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One size."""

    sku: str
    """The cloud's own name: `Balanced_B10`, `cache.t4g.small`."""
    memory_gib: Decimal
    """What the size is called by; a part of it is the service's own, the rest holds data."""
    cores: int
    burstable: bool = False
    """Whether its processors are shared; on Azure such a size takes no geo-replication."""
    preview: bool = False
    """Whether it was not generally available when the table was read."""


def _facts(sku: str, row: Row) -> MachineFacts:
    return MachineFacts(
        sku,
        Decimal(str(row["memory_gib"])),
        row["cores"],
        burstable=row.get("burstable", False),
        preview=row.get("preview", False),
    )


machine = MachineTable("jiban.components.cache", _facts, what="size").machine
"""Returns the size that a neutral word, or the cloud's own name, means."""
