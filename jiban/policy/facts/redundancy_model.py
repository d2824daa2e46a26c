"""How a part stands, and what that promises. Figures: `redundancy.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from jiban.policy.facts import regions
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

ONE: Final = "one"
COPIES: Final = "copies"
ZONES: Final = "zones"
TWO: Final = 2
ZONELESS: Final = "its region has no zones"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands."""

    token: str
    way: str
    """The row of the table: one, copies, zones, and some services' own."""
    said: str
    path: str
    zoneless: bool = False
    """Whether its region has no zones, so that copies are all that there can be."""

    @property
    def in_zones(self) -> bool:
        """Whether it survives the loss of a zone."""
        return self.way not in (ONE, COPIES, "aurora_one")

    @property
    def better(self) -> Standing | None:
        """How it would stand in several zones; None where it does, or nothing is known of that."""
        found = next((way for way in ("standby", "aurora", ZONES) if way in self._rows), None)
        is_best = self.in_zones or (self.zoneless and self.way == COPIES)
        return None if is_best or found is None else replace(self, way=found)

    @property
    def is_verified(self) -> bool:
        """Whether the provider's own page was read for the figures."""
        return self._row.get("verified", True)

    @property
    def sla(self) -> str | None:
        """Percent of a month that its provider promises, as a decimal number; None where nobody does."""
        found = self._row.get("sla")
        return None if found is None else str(found)

    @property
    def back(self) -> int | None:
        """Minutes until it works again after its zone is lost; None where it has to be restored."""
        found = self._row["back"]
        if self.way == COPIES and self.zoneless:
            found = self._rows[ZONES]["back"]
        return found if isinstance(found, int) else None

    @property
    def _rows(self) -> Mapping[str, Mapping[str, Any]]:
        return table("jiban.policy.facts", "redundancy.yaml")["ways"][self.token]

    @property
    def _row(self) -> Mapping[str, Any]:
        return self._rows[self.way]


Finder: TypeAlias = Callable[[StackView, ResourceView], Standing | None]
"""Finds out how a part of a type stands."""


def everywhere(stack: StackView, resource: ResourceView) -> Standing:
    """Return how what its provider spreads over zones by itself stands."""
    del stack
    return Standing(resource.token, ZONES, "its provider spreads it over zones", "")


def has_zones(stack: StackView, resource: ResourceView) -> bool:
    """Tell whether a resource's region has zones, for all that is known."""
    try:
        return regions.has_zones(regions.region(stack, resource))
    except NotKnownError:
        return True


def by(resource: ResourceView, node: Node, way: str) -> Standing:
    """Return how a part stands by what one input says."""
    said = f"{node.path} is {node.text()}" if node.given else f"{node.path} is not set"
    return Standing(resource.token, way, said, node.path)
