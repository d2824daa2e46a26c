"""Zones that the nodes of a cluster stand in. Regions of Azure without any: `zones.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.clusters.pools import NODE_GROUP, Machines
from jiban.policy.facts.network.eks import SUBNET
from jiban.policy.facts.once import origins
from jiban.policy.view import Node, ResourceView, StackView
from jiban.tables import table

_WITHOUT: Final[frozenset[str]] = frozenset(table("jiban.policy.facts.clusters", "zones.yaml")["without"])
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
    doubt: str = ""
    """Why more is not known, where it is not; with `doubt_path`."""
    doubt_path: str = ""


def zones(stack: StackView, machines: Machines) -> Zones:
    """Return the zones that a pool of AKS names, or that the subnets of a node group are in.

    Raises:
        NotKnownError: the list is not known before deployment.
    """
    if machines.owner.token == NODE_GROUP:
        return _of_subnets(stack, machines.owner)
    node = machines.node["availabilityZones"]
    entries = node.each()
    named = {each.text() for each in entries if each.known}
    unsure = [each for each in entries if not each.known]
    path = unsure[0].path if unsure else ""
    return Zones(max(len(named), min(len(entries), 1)), len(named) + len(unsure), node.path, "", path)


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


def _of_subnets(stack: StackView, group: ResourceView) -> Zones:
    node = group["subnetIds"]
    names: set[str] = set()
    ids: set[str] = set()
    unsure: list[tuple[str, str]] = []
    for each in node.each():
        subnet = _subnet(stack, group, each)
        if subnet is None:
            unsure.append((each.path, "names a subnet that is no part of the stack"))
        elif (name := subnet["availabilityZone"]).known and name.text():
            names.add(name.text())
        elif (number := subnet["availabilityZoneId"]).known and number.text():
            ids.add(number.text())
        else:
            unsure.append((each.path, f"names {subnet.name}, whose zone is not known before deployment"))
    least = max(len(names), len(ids), min(1, len(unsure)))
    path, why = unsure[0] if unsure else (node.path, "names zones by name and by id, which may be the same")
    return Zones(least, len(names) + len(ids) + len(unsure), node.path, why, path)


def _subnet(stack: StackView, group: ResourceView, node: Node) -> ResourceView | None:
    """Return the subnet that an entry of a list comes from; None where it is no part of the stack."""
    found = () if node.known else origins(stack, group, node, SUBNET)
    return found[0] if len(found) == 1 else None
