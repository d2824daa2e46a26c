"""Private ways to the data stores of Azure: an endpoint, a zone that names it, a network that asks the zone.

Sources: `private_zones.yaml`, and `azure/dns/private-dns-virtual-network-links` (a zone answers in the
networks that it is linked to; unverified, the page was not read here).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from jiban.policy.facts import links
from jiban.policy.facts.network.aks import NETWORK, SUBNET
from jiban.policy.facts.once import of
from jiban.policy.facts.values import at
from jiban.policy.rule import PASS, Outcome, Verdict, failed, judged, not_applicable, together
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_STORES: Final[Mapping[str, Mapping[str, Any]]] = table("jiban.policy.facts.network", "private_zones.yaml")[
    "stores"
]
STORES: Final = tuple(_STORES)
"""Types of data stores that the table knows."""
ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_CONNECTIONS: Final = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
_GROUPS: Final = (
    "azure-native:network:PrivateDnsZoneGroup",
    "azure-native:privatedns:PrivateDnsZoneGroup",
)
_ZONES: Final = ("azure-native:privatedns:PrivateZone", "azure-native:network:PrivateZone")
_LINKS: Final = (
    "azure-native:privatedns:VirtualNetworkLink",
    "azure-native:network:VirtualNetworkLink",
)
BESIDE: Final = (ENDPOINT, *_GROUPS, *_ZONES, *_LINKS, NETWORK, SUBNET)
"""Types of resource that a private way is made of."""


def verdict(stack: StackView, store: ResourceView) -> Verdict:
    """Judge a data store by its endpoints: one that can be found by name is enough.

    Raises:
        NotKnownError: whether it has any is not known before deployment.
    """
    inside = _STORES[store.token].get("inside")
    if inside is not None and at(store.node, inside).given:
        return not_applicable("it is in a network by itself")
    found: dict[str, ResourceView] = {}
    doubt: NotKnownError | None = None
    for key in _CONNECTIONS:
        naming = links.naming(stack, store, ENDPOINT, f"{key}[].privateLinkServiceId", *STORES)
        found |= {each.urn: each for each in naming.sure}
        doubt = doubt or naming.doubt
    if not found:
        if doubt is not None:
            raise doubt
        return failed("no private endpoint leads to it")
    verdicts = [judged(_found_by_name, stack, store, endpoint) for endpoint in found.values()]
    good = next((each for each in verdicts if each.outcome is Outcome.PASS), None)
    unsure = [each for each in verdicts if each.outcome is Outcome.UNKNOWN]
    return good or together(unsure or verdicts)


def _found_by_name(stack: StackView, store: ResourceView, endpoint: ResourceView) -> Verdict:
    """Judge an endpoint: it is named in the zone of its kind, and its network asks that zone."""
    wanted = _wanted(store, endpoint)
    nodes = [
        (group, node)
        for token in _GROUPS
        for group in links.naming(stack, endpoint, token, "privateEndpointName").sure
        for node in links.places(group.node, "privateDnsZoneConfigs[].privateDnsZoneId")
    ]
    if not nodes:
        return failed(f"no zone names its endpoint {endpoint.name}")
    verdicts = [judged(_asked, stack, endpoint, group, node, wanted) for group, node in nodes]
    for outcome in (Outcome.PASS, Outcome.UNKNOWN):
        for each in verdicts:
            if each.outcome is outcome:
                return each
    return together(verdicts)


def _wanted(store: ResourceView, endpoint: ResourceView) -> tuple[str, ...]:
    """Return the zones that name a store, by the part of it that the endpoint leads to."""
    zones: Mapping[str, list[str]] = _STORES[store.token]["zones"]
    groups = {
        node.text().casefold()
        for key in _CONNECTIONS
        for node in links.places(endpoint.node, f"{key}[].groupIds[]")
        if node.known
    }
    chosen = [names for group, names in zones.items() if group.casefold() in groups]
    return tuple(name for names in chosen or zones.values() for name in names)


def _asked(
    stack: StackView, endpoint: ResourceView, group: ResourceView, node: Node, wanted: tuple[str, ...]
) -> Verdict:
    zone = links.named(stack, group, node, *_ZONES)
    if len(zone) != 1:
        name = node.text().rpartition("/")[2]
        if name.casefold() not in wanted:
            return failed(f"{group.name} names its endpoint in {name}, which is not the zone of its kind")
        raise NotKnownError(f"what {name} is linked to", "is not told: it is no part of the stack")
    with of(zone[0]):
        name = zone[0]["privateZoneName"].text()
    if name.casefold() not in wanted:
        return failed(f"{group.name} names its endpoint in {name}, which is not the zone of its kind")
    home = _home(stack, endpoint)
    doubt: NotKnownError | None = None
    for token in _LINKS:
        naming = links.naming(stack, zone[0], token, "privateZoneName", *_ZONES)
        doubt = doubt or naming.doubt
        for each in naming.sure:
            if _network(stack, each, each["virtualNetwork"]["id"]) == home:
                return PASS
    if doubt is not None:
        raise doubt
    return failed(f"{zone[0].name} is not linked to the network of its endpoint {endpoint.name}")


def _home(stack: StackView, endpoint: ResourceView) -> str:
    """Return what tells the network of an endpoint from others."""
    node = endpoint["subnet"]["id"]
    subnet = links.named(stack, endpoint, node, SUBNET)
    if len(subnet) == 1:
        return _network(stack, subnet[0], subnet[0]["virtualNetworkName"])
    with of(endpoint):
        home, _, _ = node.text().casefold().partition("/subnets/")
    return home


def _network(stack: StackView, owner: ResourceView, node: Node) -> str:
    """Return what tells a network from others: its URN, or its id in small letters."""
    found = links.named(stack, owner, node, NETWORK)
    if len(found) == 1:
        return found[0].urn
    with of(owner):
        return node.text().casefold()
