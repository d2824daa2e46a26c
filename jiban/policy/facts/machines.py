"""Machines: cores and memory of a size of AWS or Azure, by its name. Figures: `machines.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final

from jiban.tables import table

_SERVICE: Final = re.compile(r"^(db|cache)\.|\.(search|elasticsearch)$")
_LARGE: Final = re.compile(r"(\d+)xlarge")
_CORES_OF_XLARGE: Final = 4


@dataclass(frozen=True, slots=True)
class Machine:
    """A size of machines."""

    cores: int
    gib: Fraction
    """Memory."""

    @property
    def memory(self) -> int:
        """Bytes."""
        return int(self.gib * 2**30)


@cache
def machine(name: str) -> Machine | None:
    """Return a size by the cloud's own name, `db.t3.medium`; None where it is not known."""
    if name.casefold().startswith("standard_"):
        return _azure(name[len("standard_") :])
    return _aws(_SERVICE.sub("", name.casefold()))


def _aws(name: str) -> Machine | None:
    series, _, size = name.partition(".")
    rows = _rows("aws")
    for row in rows["machines"]:
        if re.fullmatch(row["series"], series) and size in row["sizes"]:
            cores, gib = row["sizes"][size]
            return Machine(cores, Fraction(str(gib)))
    large = _LARGE.fullmatch(size)
    cores = int(large[1]) * _CORES_OF_XLARGE if large else rows["cores"].get(size)
    for row in rows["gib_per_core"]:
        fits = re.fullmatch(row["series"], series) and not re.fullmatch(row.get("not", "(?!)"), series)
        if fits and cores:
            return Machine(cores, Fraction(cores * row["gib"]))
    return None


def _azure(name: str) -> Machine | None:
    rows = _rows("azure")
    for own, (cores, gib) in rows["machines"].items():
        if own.casefold() == name.casefold():
            return Machine(cores, Fraction(gib))
    for row in rows["gib_per_core"]:
        fits = re.fullmatch(row["form"], name, re.IGNORECASE)
        if not fits or re.fullmatch(row.get("not", "(?!)"), name, re.IGNORECASE):
            continue
        cores = int(fits["cores"])
        return Machine(cores, Fraction(cores * row["gib"])) if cores <= row.get("most", cores) else None
    return None


def _rows(cloud: str) -> Mapping[str, Any]:
    return table("jiban.policy.facts", "machines.yaml")[cloud]
