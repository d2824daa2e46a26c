"""Rules of which changes need an order, read from orders.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from jiban.diff.conditions import fits
from jiban.diff.order_changes import TESTS
from jiban.diff.values import Path, at, parse_path
from jiban.tables import table

ANY_TYPE: Final = "*"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the steps of an order are from."""

    title: str
    url: str
    page: str = ""
    """The date that the page bears; empty where it bears none."""
    read: str = ""
    """The day on which it was read; empty where nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What has to do with a resource that changes."""

    types: tuple[str, ...] = ()
    """Type tokens; any where there are none."""
    excluded: tuple[str, ...] = ()
    by: str = ""
    """The property that takes the resource; any where it is empty."""
    named: str = ""
    """Property of the resource with the name that `by` may hold in its place."""
    behind: str = ""
    """Only those that are not yet where the resource goes, which is a change of this kind for them."""
    changes: str = ""
    """Only those of which this property is raised too."""
    selects: bool = False
    """The services that send to its pods."""
    optional: bool = False
    """Whether there is an order without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRule:
    """A kind of change of which one deployment is not safe."""

    kind: str
    happens: tuple[str, ...]
    """What happens to the resource: one of the kinds of a diff."""
    properties: tuple[Path, ...]
    """Of which one changes; none where the property does not matter."""
    change: str
    """How it changes; any way where it is empty."""
    given: Mapping[str, Any]
    """Other inputs of the resource as it will be, with what each has to be."""
    deleted_first: bool
    beside: Beside | None
    title: str
    steps: tuple[str, ...]
    why: str
    source: Source
    verified: bool
    """Whether the source was read and says all of it."""

    def asks(self, inputs: Mapping[str, Any]) -> bool:
        """Return whether the other inputs are as they have to be."""
        return all(fits(at(inputs, parse_path(path)), wanted) for path, wanted in self.given.items())

    def uses(self, name: str) -> bool:
        """Return whether a text names a placeholder."""
        return any(f"{{{name}}}" in text for text in (self.title, self.why, *self.steps))


@cache
def rules() -> Mapping[str, tuple[OrderRule, ...]]:
    """Return the rules by type token, as it is without an API version; those of any type under `*`."""
    found: dict[str, list[OrderRule]] = defaultdict(list)
    for row in table("jiban.diff", "orders.yaml")["orders"]:
        rule = _rule(row)
        for kind in row["types"]:
            found[kind].append(rule)
    return {kind: tuple(each) for kind, each in found.items()}


def _rule(row: Mapping[str, Any]) -> OrderRule:
    change = row.get("change", "")
    if change and change not in TESTS:
        raise ValueError(f"{row['kind']}: no way to change: {change}")
    beside = row.get("beside")
    return OrderRule(
        kind=row["kind"],
        happens=tuple(row.get("happens", ("update", "replace"))),
        properties=tuple(map(parse_path, row.get("property", ()))),
        change=change,
        given=row.get("given", {}),
        deleted_first=row.get("deleted_first", False),
        beside=None if beside is None else _beside(beside),
        title=row["title"],
        steps=tuple(row["steps"]),
        why=row["why"],
        source=Source(**{key: str(value) for key, value in row["source"].items()}),
        verified=row["verified"],
    )


def _beside(given: Mapping[str, Any]) -> Beside:
    named = dict(given)
    return Beside(types=tuple(named.pop("types", ())), excluded=tuple(named.pop("except", ())), **named)
