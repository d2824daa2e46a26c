"""Which size a cache needs for its working set, by the figures of `sizing.yaml` and `machines.yaml`.

A size is called by its memory. A share of it is usable, and of that a share may be full:

    working set <= memory * usable * full
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.cache.machines import MachineFacts, machine
from jiban.components.cache.spec import CacheSpec
from jiban.tables import table

_PERCENT: Final = Decimal(100)
_DEFAULT: Final = "small"
"""Size of a cache that says neither its size nor its working set."""


class WorkingSetTooLargeError(ValueError):
    """A working set that no size of the family holds."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of a size's memory a working set may take."""

    usable: Decimal
    """Share of the memory that holds keys and values: 0.8."""
    full: Decimal
    """Share of the usable memory that is full when it is time for a larger size: 0.75."""
    unsharded_gib: Decimal | None
    """Largest size that takes a database without shards; None where every size does."""
    family: tuple[str, ...]
    """Beginnings of the names of the sizes that a working set is given."""

    def holds(self, size: MachineFacts) -> Decimal:
        """Return the largest working set of a size in GiB."""
        return size.memory_gib * self.usable * self.full

    def needed(self, working_set_gb: float) -> Decimal:
        """Return the memory in GiB that a size must be called by."""
        return Decimal(str(working_set_gb)) / (self.usable * self.full)


@cache
def shares(cloud: Cloud) -> Shares:
    """Return the shares of a cloud's sizes."""
    row: dict[str, Any] = table("jiban.components.cache", "sizing.yaml")["clouds"][cloud]
    return Shares(
        usable=row["usable_percent"] / _PERCENT,
        full=row["full_percent"] / _PERCENT,
        unsharded_gib=None if row["unsharded_gib"] is None else Decimal(row["unsharded_gib"]),
        family=tuple(row["family"]),
    )


def reserved_percent(cloud: Cloud) -> int:
    """Return the percentage of the memory that the service keeps for itself."""
    return int(_PERCENT - shares(cloud).usable * _PERCENT)


def size_of(cloud: Cloud, spec: CacheSpec) -> MachineFacts:
    """Return the size of a cache: the one that it names, else the smallest that holds its working set.

    Raises:
        UnknownMachineError: when it names a size that the cloud does not have.
        WorkingSetTooLargeError: when no size of the family holds the working set.
    """
    if spec.machine is not None or spec.working_set_gb is None:
        return machine(cloud, spec.machine or _DEFAULT)
    return smallest(cloud, spec.working_set_gb, geo=spec.geo_region is not None)


def smallest(cloud: Cloud, working_set_gb: float, *, geo: bool = False) -> MachineFacts:
    """Return the smallest size of the family that holds a working set, none that is a preview.

    Args:
        cloud: whose sizes.
        working_set_gb: in GiB.
        geo: whether it must take geo-replication, which burstable sizes do not.

    Raises:
        WorkingSetTooLargeError: when there is none.
    """
    found = shares(cloud)
    sizes = [each for each in _family(cloud) if not (geo and each.burstable)]
    needed = found.needed(working_set_gb)
    fitting = [each for each in sizes if each.memory_gib >= needed]
    if not fitting:
        largest = max(sizes, key=lambda each: each.memory_gib)
        raise WorkingSetTooLargeError(
            f"a working set of {working_set_gb:g} GiB needs a size of {needed:.1f} GiB, and the largest, "
            f"{largest.sku}, has {largest.memory_gib:g}, for a working set of {float(found.holds(largest)):g}"
        )
    return min(fitting, key=lambda each: each.memory_gib)


def _family(cloud: Cloud) -> list[MachineFacts]:
    rows: dict[str, Any] = table("jiban.components.cache", "machines.yaml")["clouds"][cloud]["machines"]
    facts = [machine(cloud, name) for name in rows if name.startswith(shares(cloud).family)]
    return [each for each in facts if not each.preview]
