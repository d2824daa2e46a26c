"""Which logs of its own a resource writes, and which of them are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jiban.tables import table


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What is kept of the logs of one type: a group of categories, or single ones."""

    group: str | None = None
    categories: tuple[str, ...] = ()


@cache
def choices() -> Mapping[str, LogChoice]:
    """Return what is kept by type token, from `diagnostics.yaml`, which says source and date."""
    rows = table("jiban.components.observability", "diagnostics.yaml")["types"]
    return {
        token: LogChoice(group=row.get("group"), categories=tuple(row.get("categories", ())))
        for token, row in rows.items()
    }
