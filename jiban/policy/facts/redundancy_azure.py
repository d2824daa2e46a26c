"""Redundancy on Azure: how each part stands.

Source: pulumi-azure-native 3.29, the SDK's own text of the inputs, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from jiban.policy.facts import node_pools
from jiban.policy.facts.network import aks
from jiban.policy.facts.once import of, origins
from jiban.policy.facts.redundancy_model import (
    COPIES,
    ONE,
    TWO,
    ZONELESS,
    ZONES,
    Finder,
    Standing,
    by,
    everywhere,
    has_zones,
)
from jiban.policy.view import ResourceView, StackView

_REDIS: Final = "azure-native:redis:Redis"
_CARD: Final = "azure-native:network:NetworkInterface"


def _aks(stack: StackView, cluster: ResourceView) -> Standing | None:
    pools, zones = list(aks.pools_of(stack, cluster)), set[str]()
    for pool in pools:
        with of(pool.owner):
            zones |= {each.text() for each in pool.node["availabilityZones"].each()}
    if not pools:
        return None
    if len(zones) >= TWO:
        if _fewest(pools) < TWO and not node_pools.makes_its_own(stack, cluster):
            said, path = "it has one node at the fewest", "agentPoolProfiles[0].count"
            return Standing(cluster.token, ONE, said, path)
        return Standing(cluster.token, ZONES, f"its nodes are in {len(zones)} zones", "agentPoolProfiles")
    if not has_zones(stack, cluster):
        return Standing(cluster.token, ZONES, ZONELESS, "agentPoolProfiles")
    where = f"in zone {min(zones)} alone" if zones else "in no zone that is named"
    return Standing(cluster.token, ONE, f"its nodes are {where}", "agentPoolProfiles[0].availabilityZones")


def _fewest(pools: Sequence[aks.Pool]) -> int:
    """Return how many nodes some pools have together at the fewest; of a pool that does not say, one."""
    number = 0
    for pool in pools:
        with of(pool.owner):
            scaled = pool.node["enableAutoScaling"].is_true()
            number += pool.node["minCount" if scaled else "count"].number(1)
    return number


def _machine(stack: StackView, machine: ResourceView) -> Standing | None:
    """Return how a machine of Azure stands that a balancer or a gateway sends to; None for others."""
    cards = [
        card
        for each in machine["networkProfile"]["networkInterfaces"].each()
        for card in origins(stack, machine, each["id"], _CARD)
    ]
    if not any(_is_behind(card) for card in cards):
        return None
    for key in ("availabilitySet", "virtualMachineScaleSet"):
        if machine[key].given:
            return Standing(machine.token, COPIES, f"it is of a set: {key}", key)
    zones = machine["zones"].each()
    if zones:
        every = {each.text() for other in stack.of(machine.token) for each in other["zones"].each()}
        way = ZONES if len(every) >= TWO else ONE
        return Standing(machine.token, way, f"machines of the stack are in {len(every)} zones", "zones")
    return Standing(machine.token, ONE, "it stands alone: it is of no set and in no zone", "zones")


def _is_behind(card: ResourceView) -> bool:
    keys = ("loadBalancerBackendAddressPools", "applicationGatewayBackendAddressPools")
    return any(each[key].given for each in card["ipConfigurations"].each() for key in keys)


def _postgres(stack: StackView, server: ResourceView) -> Standing | None:
    if server["createMode"].says("Replica", "GeoReplica") or server["replicationRole"].says("AsyncReplica"):
        return None
    node = server["highAvailability"]["mode"]
    mode = node.text("Disabled")
    ways = {"zoneredundant": ZONES, "samezone": COPIES}
    found = by(server, node, ways.get(mode.casefold(), ONE))
    return replace(found, zoneless=not has_zones(stack, server))


def _redis(stack: StackView, cache: ResourceView) -> Standing:
    sku = cache["sku"]["name"]
    if sku.says("Basic"):
        return Standing(_REDIS, ONE, f"{sku.path} is Basic, which has one node", sku.path)
    policy, zones = cache["zonalAllocationPolicy"], cache["zones"].each()
    if len(zones) >= TWO:
        return Standing(_REDIS, ZONES, f"zones names {len(zones)}", "zones")
    spread = sku.says("Premium") and not zones and (policy.says("Automatic") or not policy.given)
    if spread and has_zones(stack, cache):
        return Standing(_REDIS, ZONES, "Azure spreads it over zones", policy.path)
    zoneless = not has_zones(stack, cache)
    return Standing(_REDIS, COPIES, "its two nodes may be in one zone", "zones", zoneless=zoneless)


def _managed_redis(stack: StackView, cache: ResourceView) -> Standing:
    node = cache["highAvailability"]
    if node.says("Disabled"):
        return Standing(cache.token, ONE, f"{node.path} is Disabled", node.path)
    spread = has_zones(stack, cache)
    way = ZONES if spread else COPIES
    return Standing(cache.token, way, "it has a second node", node.path, zoneless=not spread)


def _gateway(stack: StackView, gateway: ResourceView) -> Standing:
    scaled = gateway["autoscaleConfiguration"]
    node = scaled["minCapacity"] if scaled.given else gateway["sku"]["capacity"]
    number, zones = node.number(TWO), gateway["zones"].each()
    if number < TWO and not scaled.given:
        return Standing(gateway.token, ONE, f"{node.path} is {number}", node.path)
    if len(zones) >= TWO:
        return Standing(gateway.token, ZONES, f"zones names {len(zones)}", "zones")
    if not has_zones(stack, gateway):
        return Standing(gateway.token, ZONES, ZONELESS, "zones")
    said = "its instances may be in one zone: zones names fewer than two"
    return Standing(gateway.token, COPIES, said, "zones")


def _azure_nat(stack: StackView, gateway: ResourceView) -> Standing:
    sku, others = gateway["sku"]["name"], stack.of(gateway.token)
    zones = {each.text() for other in others for each in other["zones"].each()}
    if not has_zones(stack, gateway):
        return Standing(gateway.token, ZONES, ZONELESS, "zones")
    if sku.says("StandardV2") or len(zones) >= TWO:
        return Standing(gateway.token, ZONES, "it survives a zone", "zones")
    return Standing(
        gateway.token, ONE, "a gateway of Standard is in one zone, and there is none in another", "zones"
    )


FINDERS: Final[Mapping[str, Finder]] = {
    "azure-native:compute:VirtualMachine": _machine,
    "azure-native:dbforpostgresql:Server": _postgres,
    "azure-native:dbformysql:Server": _postgres,
    _REDIS: _redis,
    "azure-native:cache:Redis": _redis,
    "azure-native:redisenterprise:RedisEnterprise": _managed_redis,
    "azure-native:servicebus:Namespace": everywhere,
    "azure-native:eventhub:Namespace": everywhere,
    "azure-native:network:ApplicationGateway": _gateway,
    "azure-native:network:NatGateway": _azure_nat,
    "azure-native:network:PrivateEndpoint": everywhere,
    "azure-native:cdn:Profile": everywhere,
    aks.CLUSTER: _aks,
}
"""By type."""
