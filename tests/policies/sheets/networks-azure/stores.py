"""Data stores, their private endpoints, and the zones that name them."""

from base import SUBSCRIPTION, rg, subnet, vnet
from pulumi_azure_native import (
    cosmosdb,
    dbforpostgresql,
    keyvault,
    network,
    privatedns,
    redis,
    redisenterprise,
    storage,
)

home = vnet("stores-home", "10.110.0.0/16")
place = subnet("endpoints", home, "10.110.1.0/24")
elsewhere = vnet("stores-elsewhere", "10.111.0.0/16")
FOREIGN_NET = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
FOREIGN_ZONE = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones"


def link(name, made, vnet_id):
    privatedns.VirtualNetworkLink(
        name,
        resource_group_name=rg.name,
        private_zone_name=made.name,
        location="Global",
        registration_enabled=False,
        virtual_network={"id": vnet_id},
    )


def zone(name, domain, *linked):
    """Return a private zone, linked to some networks."""
    made = privatedns.PrivateZone(
        name, resource_group_name=rg.name, private_zone_name=domain, location="Global"
    )
    for number, each in enumerate(linked):
        link(f"{name}-{number}", made, each if isinstance(each, str) else each.id)
    return made


def endpoint(name, store, group, named_by=None, where=place.id):
    """Lead to a store, and name it in a zone."""
    connection = {"name": name, "private_link_service_id": store.id, "group_ids": [group]}
    made = network.PrivateEndpoint(
        name, resource_group_name=rg.name, subnet={"id": where}, private_link_service_connections=[connection]
    )
    if named_by is not None:
        zone_id = named_by if isinstance(named_by, str) else named_by.id
        network.PrivateDnsZoneGroup(
            f"{name}-names",
            resource_group_name=rg.name,
            private_endpoint_name=made.name,
            private_dns_zone_configs=[{"name": "zone", "private_dns_zone_id": zone_id}],
        )


def account(name):
    return storage.StorageAccount(
        name,
        resource_group_name=rg.name,
        kind="StorageV2",
        sku={"name": "Standard_ZRS"},
        public_network_access="Disabled",
    )


BLOB = "privatelink.blob.core.windows.net"
blobs = zone("blobs", BLOB, home)
vaults = zone("vaults", "privatelink.vaultcore.azure.net", home, elsewhere)
account("st-without")
endpoint("st-linked-e", account("st-linked"), "blob", blobs)
endpoint("st-no-zone-e", account("st-no-zone"), "blob")
endpoint("st-unlinked-e", account("st-unlinked"), "blob", zone("blobs-unlinked", BLOB))
endpoint(
    "st-linked-elsewhere-e", account("st-linked-elsewhere"), "blob", zone("blobs-elsewhere", BLOB, elsewhere)
)
endpoint("st-foreign-zone-e", account("st-foreign-zone"), "blob", f"{FOREIGN_ZONE}/{BLOB}")
endpoint("st-of-another-zone-e", account("st-of-another-zone"), "blob", vaults)
by_ids = zone("blobs-by-ids", BLOB, FOREIGN_NET.upper())
endpoint("st-by-ids-e", account("st-by-ids"), "blob", by_ids, f"{FOREIGN_NET}/subnets/endpoints")
storage.StorageAccount.get(
    "st-got", f"{SUBSCRIPTION}/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/got"
)


def vault(name, **more):
    properties = {
        "tenant_id": "00000000-0000-0000-0000-000000000002",
        "sku": {"family": "A", "name": "standard"},
    }
    return keyvault.Vault(name, resource_group_name=rg.name, properties=properties | more)


vault("kv-open")
vault("kv-shut-without", public_network_access="Disabled")
endpoint("kv-linked-e", vault("kv-linked"), "vault", vaults)


def postgres(name, **more):
    return dbforpostgresql.Server(name, resource_group_name=rg.name, version="17", **more)


postgres("pg-without")
postgres(
    "pg-in-a-subnet",
    network={"delegated_subnet_resource_id": place.id, "private_dns_zone_arm_resource_id": blobs.id},
)
endpoint(
    "pg-linked-e",
    postgres("pg-linked"),
    "postgresqlServer",
    zone("servers", "privatelink.postgres.database.azure.com", home),
)
postgres_zone_of_hub = f"{FOREIGN_ZONE}/privatelink.postgres.database.azure.com"
endpoint("pg-foreign-zone-e", postgres("pg-foreign-zone"), "postgresqlServer", postgres_zone_of_hub)

cache = {"resource_group_name": rg.name, "sku": {"name": "Premium", "family": "P", "capacity": 1}}
redis.Redis("redis-without", **cache)
redis.Redis("redis-in-a-subnet", subnet_id=place.id, **cache)
endpoint(
    "redis-linked-e",
    redis.Redis("redis-linked", **cache),
    "redisCache",
    zone("caches", "privatelink.redis.cache.windows.net", home),
)
managed = {
    "resource_group_name": rg.name,
    "sku": {"name": "Balanced_B1"},
    "public_network_access": "Disabled",
}
redisenterprise.RedisEnterprise("amr-without", **managed)
endpoint(
    "amr-linked-e",
    redisenterprise.RedisEnterprise("amr-linked", **managed),
    "redisEnterprise",
    zone("managed-caches", "privatelink.redis.azure.net", home),
)
cosmosdb.DatabaseAccount(
    "cosmos-without",
    resource_group_name=rg.name,
    database_account_offer_type="Standard",
    locations=[{"location_name": "koreacentral"}],
)
