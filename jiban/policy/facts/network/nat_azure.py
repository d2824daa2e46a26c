"""NAT gateways of Azure: in which zones is what gets out by each.

Sources, read on 2026-11-28: `nat-gateway/nat-availability-zones` (Standard is in one zone, which Azure
chooses where none is named; StandardV2 is in all). Nodes without zones are in none by choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network import aks
from jiban.policy.facts.once import of, once
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

GATEWAY: Final = "azure-native:network:NatGateway"
_SCALE_SET: Final = "azure-native:compute:VirtualMachineScaleSet"
_MACHINE: Final = "azure-native:compute:VirtualMachine"
_INTERFACES: Final = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations"
_SUBNET: Final = "ipConfigurations[].subnet.id"
_INTERFACE: Final = "azure-native:network:NetworkInterface"
PLACED: Final = (aks.SUBNET, aks.CLUSTER, aks.POOL, _SCALE_SET, _MACHINE, _INTERFACE)
"""Types of resource that are in zones, or say in which subnet something is."""


def is_everywhere(gateway: ResourceView) -> bool:
    """Tell whether a gateway is in all zones.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return gateway["sku"]["name"].says("StandardV2")


def subnets(stack: StackView, gateway: ResourceView) -> tuple[ResourceView, ...]:
    """Return the subnets of the stack that name a gateway.

    Raises:
        NotKnownError: none surely does, and one may.
    """
    found = links.naming(stack, gateway, aks.SUBNET, "natGateway.id")
    if not found.sure and found.doubt is not None:
        raise found.doubt
    return found.sure


def zones(stack: StackView, places: tuple[ResourceView, ...]) -> dict[str, str]:
    """Return the zones of nodes and machines in some subnets, each with the name of one that is there.

    Raises:
        NotKnownError: less than two are known, and there may be more.
    """
    found: dict[str, str] = {}
    doubt: NotKnownError | None = None
    for place in places:
        for owner, node in _placed(stack).get(place.urn, ()):
            try:
                with of(owner):
                    found |= {zone.text(): owner.name for zone in node.each() if zone.text() not in found}
            except NotKnownError as error:
                doubt = doubt or error
    if len(found) < 2 and doubt is not None:  # noqa: PLR2004 - two zones are enough to know
        raise doubt
    return found


@once
def _placed(stack: StackView) -> dict[str, list[tuple[ResourceView, Node]]]:
    """Return by subnet what is in it, and where its zones are said."""
    found: dict[str, list[tuple[ResourceView, Node]]] = {}
    for subnet, owner, zones_of in _each_placed(stack):
        found.setdefault(subnet.urn, []).append((owner, zones_of))
    return found


def _each_placed(stack: StackView) -> Iterator[tuple[ResourceView, ResourceView, Node]]:
    for pool in (*_pools(stack), *aks.pools_of_others(stack)):
        for subnet in pool.subnets:
            yield subnet, pool.owner, pool.node["availabilityZones"]
    for machines in stack.of(_SCALE_SET):
        for node in _safe(machines, f"{_INTERFACES}[].{_SUBNET}"):
            for subnet in links.named(stack, machines, node, aks.SUBNET):
                yield subnet, machines, machines["zones"]
    for machine in stack.of(_MACHINE):
        for subnet in _subnets_of_machine(stack, machine):
            yield subnet, machine, machine["zones"]


def _subnets_of_machine(stack: StackView, machine: ResourceView) -> Iterator[ResourceView]:
    for node in _safe(machine, "networkProfile.networkInterfaces[].id"):
        for interface in links.named(stack, machine, node, _INTERFACE):
            for place in _safe(interface, _SUBNET):
                yield from links.named(stack, interface, place, aks.SUBNET)


def _pools(stack: StackView) -> Iterator[aks.Pool]:
    for cluster in stack.of(aks.CLUSTER):
        try:
            yield from aks.pools_of(stack, cluster)
        except NotKnownError:  # where these pools are nobody can say; others are judged without them
            continue


def _safe(resource: ResourceView, path: str) -> Iterator[Node]:
    """Yield the places of a path; none where what leads there is not known."""
    try:
        yield from list(links.places(resource.node, path))
    except NotKnownError:
        return
