"""Costs of Azure: how many of what a resource is paid for, by the keys of `prices.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jiban.policy.facts.costs_found import Finder, Found, fixed
from jiban.policy.facts.network import aks
from jiban.policy.view import Node, ResourceView, StackView

_AKS_DISK: Final = 128
_SMALL_KEY: Final = 2048
_UNITS_OF_INSTANCE: Final = 10
"""Capacity units that an instance of Application Gateway stands for."""


def _aks(stack: StackView, cluster: ResourceView) -> Found:
    tier = cluster["sku"]["tier"].text("Free").casefold()
    if tier != "free":
        yield f"aks.{tier}_tier.hour", 1
    for pool in aks.pools_of(stack, cluster):
        if pool.owner is cluster:
            yield from _pool(pool.node)


def _agent_pool(stack: StackView, pool: ResourceView) -> Found:
    del stack
    yield from _pool(pool.node)


def _pool(node: Node) -> Found:
    number = (node["minCount"] if node["enableAutoScaling"].is_true() else node["count"]).number(1)
    yield f"vm.{node['vmSize'].text()}.hour", number
    if not node["osDiskType"].says("Ephemeral"):
        size = node["osDiskSizeGB"].number(_AKS_DISK)
        yield ("disk.P10.month" if size == _AKS_DISK else f"disk of {size} GB.month"), number


def _virtual_machine(stack: StackView, machine: ResourceView) -> Found:
    del stack
    yield f"vm.{machine['hardwareProfile']['vmSize'].text()}.hour", 1


def _postgres(stack: StackView, server: ResourceView) -> Found:
    del stack
    number = 1 if server["highAvailability"]["mode"].text("Disabled").casefold() == "disabled" else 2
    yield f"postgres.flexible.{server['sku']['name'].text()}.hour", number
    yield "postgres.flexible.storage.gb_month", number * server["storage"]["storageSizeGB"].number(128)


def _managed_redis(stack: StackView, cache_: ResourceView) -> Found:
    del stack
    half = cache_["highAvailability"].says("Disabled")
    yield f"amr.{cache_['sku']['name'].text()}.{'single' if half else 'ha'}_month", 1


def _bus(stack: StackView, namespace: ResourceView) -> Found:
    del stack
    tier = namespace["sku"]["name"].text("Basic").casefold()
    if tier == "premium":
        yield "servicebus.premium.mu_month", namespace["sku"]["capacity"].number(1)
    elif tier == "standard":
        yield "servicebus.standard.month", 1


def _azure_gateway(stack: StackView, gateway: ResourceView) -> Found:
    del stack
    scaled = gateway["autoscaleConfiguration"]
    number = scaled["minCapacity"].number() if scaled.given else gateway["sku"]["capacity"].number(2)
    kind = gateway["sku"]["tier"].text(gateway["sku"]["name"].text()).casefold()
    yield f"appgw.{kind}.fixed.hour", 1
    yield f"appgw.{kind}.capacity_unit.hour", number * _UNITS_OF_INSTANCE


def _front_door(stack: StackView, profile: ResourceView) -> Found:
    del stack
    tier = profile["sku"]["name"].text().partition("_")[0].casefold()
    yield f"frontdoor.{tier}.base_month", 1


def _registry(stack: StackView, registry: ResourceView) -> Found:
    del stack
    yield f"acr.{registry['sku']['name'].text('Basic').casefold()}.month", 1


def _address(stack: StackView, address: ResourceView) -> Found:
    del stack
    yield f"publicip.{address['sku']['name'].text('Basic').casefold()}.month", 1


def _key(stack: StackView, key: ResourceView) -> Found:
    del stack
    if key["properties"]["kty"].text().upper().endswith("-HSM"):
        small = (
            key["properties"]["kty"].says("RSA-HSM") and key["properties"]["keySize"].number() <= _SMALL_KEY
        )
        yield f"keyvault.premium.{'hsm_rsa2048' if small else 'hsm_other'}.key_month", 1


FINDERS: Final[Mapping[str, Finder]] = {
    aks.CLUSTER: _aks,
    aks.POOL: _agent_pool,
    "azure-native:compute:VirtualMachine": _virtual_machine,
    "azure-native:dbforpostgresql:Server": _postgres,
    "azure-native:redisenterprise:RedisEnterprise": _managed_redis,
    "azure-native:servicebus:Namespace": _bus,
    "azure-native:network:ApplicationGateway": _azure_gateway,
    "azure-native:network:NatGateway": fixed("nat.gateway.hour"),
    "azure-native:network:PrivateEndpoint": fixed("private_endpoint.hour"),
    "azure-native:network:PublicIPAddress": _address,
    "azure-native:network:DdosProtectionPlan": fixed("ddos.network_protection.plan_month"),
    "azure-native:cdn:Profile": _front_door,
    "azure-native:containerregistry:Registry": _registry,
    "azure-native:containerregistry:Replication": fixed("acr.premium.month"),
    "azure-native:keyvault:Key": _key,
    "azure-native:monitor:ScheduledQueryRule": fixed("monitor.log_alert_5min.month"),
}
"""By type."""
