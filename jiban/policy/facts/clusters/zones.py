"""Zones that the nodes of a cluster stand in. Regions of Azure without any: `zones.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.clusters.pools import NODE_GROUP, POOL, Machines, declared_by
from jiban.policy.facts.network.eks import subnets_of
from jiban.policy.facts.once import once
from jiban.policy.facts.ownership import is_read
from jiban.policy.view import NotKnownError, ResourceView, StackView
from jiban.tables import table

_WITHOUT: Final[frozenset[str]] = frozenset(table("jiban.policy.facts.clusters", "zones.yaml")["without"])
_END: Final = re.compile(r"[-_]?(?:\d{1,2}|(?<=[-_])[a-f])$")
_GROUP: Final = "azure-native:resources:ResourceGroup"


@dataclass(frozen=True, slots=True)
class Zones:
    """How many zones some machines stand in."""

    least: int
    """Zones that they surely stand in."""
    most: int
    """Zones that they may stand in, as far as the program tells."""
    path: str
    """Where they are said."""
    doubt: str
    """Why more is not known, where it is not; with `doubt_path`."""
    doubt_path: str


def zones(stack: StackView, machines: Machines) -> Zones:
    """Return the zones that a pool of AKS names, or that the subnets of a node group are in.

    Groups that are one for each zone, alike but for a number or a letter at the end of their names, stand in
    the zones of all of them.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    found = _said(stack, machines)
    for each in _alike(stack).get(_stem(machines), ()):
        if each.owner is not machines.owner:
            found = found.with_those_of(_said(stack, each))
    return found.zones


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of zones, by name and by id, and what of that is not known."""

    path: str
    names: frozenset[str]
    ids: frozenset[str]
    unsure: tuple[tuple[str, str], ...]
    """Paths, and why."""

    def with_those_of(self, other: _Said) -> _Said:
        return _Said(self.path, self.names | other.names, self.ids | other.ids, self.unsure + other.unsure)

    @property
    def zones(self) -> Zones:
        least = max(len(self.names), len(self.ids), min(1, len(self.unsure)))
        most = len(self.names) + len(self.ids) + len(self.unsure)
        both = (self.path, "names zones by name and by id, which may be the same")
        path, why = self.unsure[0] if self.unsure else both
        return Zones(least, most, self.path, why, path)


def _said(stack: StackView, machines: Machines) -> _Said:
    if machines.owner.token == NODE_GROUP:
        return _of_subnets(stack, machines.owner)
    node = machines.node["availabilityZones"]
    names = frozenset(each.text() for each in node.each() if each.known)
    unsure = tuple((each.path, NotKnownError(each.path).why) for each in node.each() if not each.known)
    return _Said(node.path, names, frozenset(), unsure)


@once
def _alike(stack: StackView) -> Mapping[tuple[str, str], tuple[Machines, ...]]:
    """Return the groups of a cluster that are alike but for the end of their names."""
    found: dict[tuple[str, str], tuple[Machines, ...]] = {}
    for owner in stack.of(POOL, NODE_GROUP):
        if is_read(owner):
            continue
        for machines in declared_by(stack, owner):
            stem = _stem(machines)
            if stem[1]:
                found[stem] = (*found.get(stem, ()), machines)
    return found


def _stem(machines: Machines) -> tuple[str, str]:
    """Return the cluster of a group and the name before its number; no name where it has none."""
    if machines.cluster is None or machines.node.path:
        return "", ""
    name = machines.owner.name
    stem = _END.sub("", name)
    return machines.cluster.urn, stem if stem != name else ""


def without_zones(stack: StackView, cluster: ResourceView) -> str:
    """Return the region of a cluster of AKS where it has no zones at all; empty where it has some.

    A region that is not known, or in no table, is one with zones: most are.
    """
    for place in (cluster, *stack.behind(cluster, "resourceGroupName", _GROUP)):
        location = place["location"]
        if location.known and location.text():
            region = location.text().replace(" ", "").casefold()
            return region if region in _WITHOUT else ""
    return ""


def _of_subnets(stack: StackView, group: ResourceView) -> _Said:
    node = group["subnetIds"]
    names: set[str] = set()
    ids: set[str] = set()
    unsure: list[tuple[str, str]] = []
    for each, subnet in subnets_of(stack, group):
        if subnet is None:
            unsure.append((each.path, "names a subnet that is no part of the stack"))
        elif (name := subnet["availabilityZone"]).known and name.text():
            names.add(name.text())
        elif (number := subnet["availabilityZoneId"]).known and number.text():
            ids.add(number.text())
        else:
            unsure.append((each.path, f"names {subnet.name}, whose zone is not known before deployment"))
    return _Said(node.path, frozenset(names), frozenset(ids), tuple(unsure))
