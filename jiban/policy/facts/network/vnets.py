"""Virtual networks of Azure: their ranges, and what they are peered with.

Sources, read on 2026-11-28: `virtual-network-peering-overview` (networks that are peered have no addresses
in common); pulumi-azure-native 3.29, `network.VirtualNetworkPeering` (a peering may tell the other's
ranges).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.aks import NETWORK
from jiban.policy.facts.network.neighbours import Neighbour
from jiban.policy.facts.network.ranges import Range, parse
from jiban.policy.facts.once import once
from jiban.policy.view import Node, ResourceView, StackView

PEERING: Final = "azure-native:network:VirtualNetworkPeering"
_INLINE: Final = "virtualNetworkPeerings"
_REMOTE: Final = "remoteVirtualNetwork.id"
_TOLD: Final = ("remoteAddressSpace", "remoteVirtualNetworkAddressSpace")


def ranges(network: ResourceView) -> tuple[Range, ...]:
    """Return the IPv4 ranges of a virtual network.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    nodes = network["addressSpace"]["addressPrefixes"].each()
    return tuple(span for node in nodes if (span := parse(node.text())))


@once
def neighbours(stack: StackView, network: ResourceView) -> tuple[Neighbour, ...]:
    """Return the networks that one is peered with, whichever of both says so."""
    found: dict[str, Neighbour] = {}

    def add(by: ResourceView, place: Node, other: ResourceView | None) -> None:
        told = next((node for key in _TOLD if (node := place[key]["addressPrefixes"].each())), ())
        found.setdefault(other.urn if other else f"{by.urn} {place.path}", Neighbour(by, other, tuple(told)))

    for peering in links.naming(stack, network, PEERING, "virtualNetworkName").sure:
        other = links.named(stack, peering, peering["remoteVirtualNetwork"]["id"], NETWORK)
        add(peering, peering.node, other[0] if len(other) == 1 else None)
    for peering in links.naming(stack, network, PEERING, _REMOTE).sure:
        for owner in links.named(stack, peering, peering["virtualNetworkName"], NETWORK):
            found.setdefault(owner.urn, Neighbour(peering, owner))
    inline = network[_INLINE]
    for place in inline.each() if inline.known else ():
        other = links.named(stack, network, place["remoteVirtualNetwork"]["id"], NETWORK)
        add(network, place, other[0] if len(other) == 1 else None)
    for owner in links.naming(stack, network, NETWORK, f"{_INLINE}[].{_REMOTE}").sure:
        found.setdefault(owner.urn, Neighbour(owner, owner))
    return tuple(found.values())
