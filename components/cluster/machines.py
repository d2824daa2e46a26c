"""Machine sizes of nodes: what the neutral words mean on a cloud, and how large each size is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/cluster/machines.yaml"


class UnknownMachineError(NotInTableError):
    """A machine size that is not in the table."""


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


def machine(cloud: Cloud, name: str) -> MachineFacts:
    """Return the size that a neutral word, or the cloud's own name, stands for.

    Raises:
        UnknownMachineError: when the table has no such size; its message holds near matches.
    """
    neutral: Mapping[str, str] = table("jiban.components.cluster", "machines.yaml")["clouds"][cloud][
        "neutral"
    ]
    known = _sizes(cloud)
    facts = known.get(neutral.get(name, name))
    if facts is None:
        raise UnknownMachineError("machine size", name, [*neutral, *known], TABLE)
    return facts


@cache
def _sizes(cloud: Cloud) -> Mapping[str, MachineFacts]:
    rows = table("jiban.components.cluster", "machines.yaml")["clouds"][cloud]
    families = {
        (sku := pattern.format(n=cores)): MachineFacts(sku, cores, Decimal(cores * row["gib_per_core"]))
        for pattern, row in rows.get("families", {}).items()
        for cores in row["cores"]
    }
    series = {
        f"{name}.{size}": MachineFacts(
            f"{name}.{size}",
            each["cores"],
            Decimal(each["cores"] * row["gib_per_core"]),
            arm=row.get("arm", False),
            interface_pods=each["interface_pods"],
        )
        for name, row in rows.get("series", {}).items()
        for size, each in rows["sizes"].items()
    }
    singles = {
        sku: MachineFacts(
            sku,
            row["cores"],
            Decimal(str(row["memory_gib"])),
            row.get("burstable", False),
            row.get("arm", False),
            row.get("interface_pods", 0),
        )
        for sku, row in rows["machines"].items()
    }
    return families | series | singles
