"""Availability zones of AWS: in which, and in how many, a list of subnets is.

A subnet is in one zone; AWS chooses one where the program names none (Amazon EC2 user guide,
`using-regions-availability-zones`). A zone by its name and one by its id are not compared with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.vpcs import SUBNETS
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

_KEYS: Final = ("availabilityZone", "availabilityZoneId")


@dataclass(frozen=True, slots=True)
class Spread:
    """How many zones something is in."""

    names: frozenset[str]
    """Zones that are known."""
    hidden: tuple[NotKnownError, ...] = ()
    """Subnets whose zone is not known, or that are no part of the stack."""

    @property
    def least(self) -> int:
        """In how many it is surely."""
        by_id = sum(_is_id(name) for name in self.names)
        return max(by_id, len(self.names) - by_id, 1 if self.hidden else 0)

    @property
    def most(self) -> int:
        """In how many it may be."""
        return len(self.names) + len(self.hidden)

    @property
    def doubt(self) -> NotKnownError:
        """What makes it uncertain in how many it is."""
        mixed = NotKnownError("availabilityZone", "is named by some subnets, and by its id of others")
        return self.hidden[0] if self.hidden else mixed

    def __or__(self, other: Spread) -> Spread:
        """Return both together."""
        return Spread(self.names | other.names, (*self.hidden, *other.hidden))


def _is_id(name: str) -> bool:
    return "-az" in name


def zone(subnet: ResourceView) -> str | None:
    """Return the zone of a subnet, by name or by id; None where it is not known."""
    return next((subnet[key].text() for key in _KEYS if subnet[key].known and subnet[key].text()), None)


def spread(stack: StackView, resource: ResourceView, nodes: Sequence[Node]) -> Spread:
    """Return in which zones the subnets of some inputs are.

    Args:
        stack: all resources.
        resource: whose inputs they are.
        nodes: each the id of a subnet.
    """
    names: set[str] = set()
    hidden: dict[str, NotKnownError] = {}
    for node, found in zip(nodes, links.each_named(stack, resource, nodes, *SUBNETS), strict=True):
        place = zone(found[0]) if len(found) == 1 else None
        if place is not None:
            names.add(place)
        elif len(found) == 1:
            hidden[found[0].urn] = NotKnownError(f"availabilityZone of {found[0].name}")
        else:
            why = "names a subnet that is no part of the stack" if node.known else ""
            hidden[node.text() if node.known else node.path] = NotKnownError(node.path, why)
    return Spread(frozenset(names), tuple(hidden.values()))


def named_zones(nodes: Sequence[Node]) -> Spread:
    """Return the zones that some inputs name by themselves."""
    names = frozenset(node.text() for node in nodes if node.known and node.text())
    return Spread(names, tuple(NotKnownError(node.path) for node in nodes if not node.known))
