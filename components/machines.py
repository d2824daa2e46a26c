"""Machine sizes of a tier: one reader of the tables `machines.yaml`, whatever facts a tier keeps of a size.

A table gives sizes one by one (`machines`), as families whose members differ in cores alone (`families`, with
a pattern of the name), or as series of named sizes (`series`: `m6i.large`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

FactsT = TypeVar("FactsT")
Row = Mapping[str, Any]
"""One size in a table: `cores` and `memory_gib`, and what else the tier keeps."""


class UnknownMachineError(NotInTableError):
    """A machine size that is not in the table."""


@dataclass(frozen=True, slots=True)
class MachineTable(Generic[FactsT]):
    """The machine sizes of one tier."""

    package: str
    """Package whose `machines.yaml` it is: `jiban.components.postgres`."""
    facts: Callable[[str, Row], FactsT]
    """Returns the tier's facts of a size from the cloud's own name and its row."""
    what: str = "machine size"
    """What a size is called in a message."""

    def machine(self, cloud: Cloud, name: str) -> FactsT:
        """Return the size that a neutral word, or the cloud's own name, means.

        Raises:
            UnknownMachineError: when the table has no such size; its message holds near matches.
        """
        neutral, sizes = _sizes(self.package, cloud)
        sku = neutral.get(name, name)
        if sku not in sizes:
            file = f"{self.package.removeprefix('jiban.').replace('.', '/')}/machines.yaml"
            raise UnknownMachineError(self.what, name, [*neutral, *sizes], file)
        return self.facts(sku, sizes[sku])


@cache
def _sizes(package: str, cloud: Cloud) -> tuple[Mapping[str, str], Mapping[str, Row]]:
    """Return the neutral words and all sizes of a cloud."""
    rows: Row = table(package, "machines.yaml")["clouds"].get(cloud, {})
    sizes = {**dict(_families(rows)), **dict(_series(rows)), **rows.get("machines", {})}
    return rows.get("neutral", {}), sizes


def _families(rows: Row) -> Iterator[tuple[str, Row]]:
    for pattern, family in rows.get("families", {}).items():
        for cores in family["cores"]:
            yield pattern.format(n=cores), _sized(family, cores)


def _series(rows: Row) -> Iterator[tuple[str, Row]]:
    for name, series in rows.get("series", {}).items():
        for size, facts in rows["sizes"].items():
            own: Row = {"cores": facts} if isinstance(facts, int) else facts
            yield f"{name}.{size}", {**_sized(series, own["cores"]), **own}


def _sized(common: Row, cores: int) -> Row:
    return {**common, "cores": cores, "memory_gib": cores * common["gib_per_core"]}
