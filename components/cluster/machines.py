"""Machine sizes of nodes: what the tier keeps of each."""

from dataclasses import dataclass
from decimal import Decimal

from jiban.components.machines import MachineTable, Row


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """One machine size."""

    sku: str
    """The cloud's own name: `Standard_D4ds_v5`."""
    cores: int
    memory_gib: Decimal
    burstable: bool = False
    """Whether it earns its speed in idle hours; AKS refuses such a size in a system pool."""
    arm: bool = False
    """Whether it runs programs built for ARM, and no others."""
    interface_pods: int = 0
    """Pods that its network interfaces have an address each for, on AWS; EKS sets memory aside for so
    many."""


def _facts(sku: str, row: Row) -> MachineFacts:
    return MachineFacts(
        sku=sku,
        cores=row["cores"],
        memory_gib=Decimal(str(row["memory_gib"])),
        burstable=row.get("burstable", False),
        arm=row.get("arm", False),
        interface_pods=row.get("interface_pods", 0),
    )


machine = MachineTable("jiban.components.cluster", _facts).machine
"""Returns the size that a neutral word, or the cloud's own name, means."""
