"""Azure Cache for Redis, and Azure Managed Redis."""

from typing import Any

import pulumi
from pulumi_azure_native import network, redis, redisenterprise, resources

rg = resources.ResourceGroup("rg", location="koreacentral")
ID = "/subscriptions/0/resourceGroups/rg/providers"
SUBNET = f"{ID}/Microsoft.Network/virtualNetworks/v/subnets/redis"


def later(value: Any) -> pulumi.Output[Any]:
    """Return what is known only after deployment."""
    return rg.id.apply(lambda _: value)


def cache(name: str, opts: pulumi.ResourceOptions | None = None, **own: Any) -> redis.Redis:
    """Make an Azure Cache for Redis."""
    sku = {"name": "Premium", "family": "P", "capacity": 1}
    return redis.Redis(name, resource_group_name=rg.name, name=name, sku=sku, opts=opts, **own)


cache("azure-unset")
cache("azure-on", public_network_access="Enabled")
cache("azure-on-lower", public_network_access="enabled")
cache("azure-off", public_network_access="Disabled")
cache("azure-off-upper", public_network_access="DISABLED")
cache("azure-null", public_network_access=None)
cache("azure-later", public_network_access=later("Disabled"))
cache("azure-in-subnet", subnet_id=SUBNET)
cache("azure-in-subnet-on", subnet_id=SUBNET, public_network_access="Enabled")
cache("azure-in-subnet-later", subnet_id=later(SUBNET))
cache("azure-imported", pulumi.ResourceOptions(import_=f"{ID}/Microsoft.Cache/redis/theirs"))
redis.Redis.get("azure-got", f"{ID}/Microsoft.Cache/redis/others")
walled = cache("azure-on-for-one-address", public_network_access="Enabled")
redis.FirewallRule(
    "office",
    resource_group_name=rg.name,
    cache_name=walled.name,
    rule_name="office",
    start_ip="203.0.113.7",
    end_ip="203.0.113.7",
)


def managed(name: str, **own: Any) -> redisenterprise.RedisEnterprise:
    """Make an Azure Managed Redis, with its database."""
    made = redisenterprise.RedisEnterprise(
        name, resource_group_name=rg.name, cluster_name=name, sku={"name": "Balanced_B10"}, **own
    )
    redisenterprise.Database(
        f"{name}-database", resource_group_name=rg.name, cluster_name=made.name, database_name="default"
    )
    return made


def endpoint(name: str, of: redisenterprise.RedisEnterprise) -> None:
    """Give it a way in from a subnet."""
    network.PrivateEndpoint(
        name,
        resource_group_name=rg.name,
        subnet={"id": SUBNET},
        private_link_service_connections=[
            {"name": "redis", "private_link_service_id": of.id, "group_ids": ["redisEnterprise"]}
        ],
    )


managed("amr-on", public_network_access="Enabled")
managed("amr-off", public_network_access="Disabled")
managed("amr-off-lower", public_network_access="disabled")
managed("amr-later", public_network_access=later("Disabled"))
# A second way in closes no first one.
endpoint("way-in", managed("amr-on-with-endpoint", public_network_access="Enabled"))
endpoint("other-way-in", managed("amr-off-with-endpoint", public_network_access="Disabled"))
redisenterprise.RedisEnterprise.get("amr-got", f"{ID}/Microsoft.Cache/redisEnterprise/others")
