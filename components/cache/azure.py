"""A cache on Azure: Azure Managed Redis without access keys, reached through a private endpoint only."""

from __future__ import annotations  # the SDK's module is only loaded where a cache is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import redisenterprise

from jiban.components.base import refuse_beyond
from jiban.components.cache.contract import CacheContract
from jiban.components.cache.limits import LIMITS
from jiban.components.cache.machines import machine
from jiban.components.cache.ports import first_port
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.cache.spec import CacheSpec
    from jiban.components.site import Site

_DATABASE: Final = "default"
"""The only name, and the only database, that a cluster takes."""


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """What a cache is made of."""

    spec: CacheSpec
    site: Site


class Cache(pulumi.ComponentResource):
    """A cluster and its one database. Azure spreads it over zones by itself, and refuses to be told which.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: CacheContract

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the cluster and its database."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:cache:Cache", name, None, opts)
        cluster = self._cluster(name, args)
        database = self._database(name, args, cluster)
        self.contract = CacheContract(
            cache_id=cluster.id,
            name=known_after(database, args.site.naming.physical("redisenterprise.RedisEnterprise")),
            host=cluster.host_name,
            port=first_port("azure"),
            database_id=database.id,
        )
        self.register_outputs({"host": self.contract.host})

    def _cluster(self, name: str, args: CacheArgs) -> redisenterprise.RedisEnterprise:
        spec, site = args.spec, args.site
        copies = redisenterprise.HighAvailability
        return redisenterprise.RedisEnterprise(
            f"{name}-cluster",
            cluster_name=site.naming.physical("redisenterprise.RedisEnterprise"),
            resource_group_name=site.resource_group,
            location=site.region,
            sku=redisenterprise.SkuArgs(name=machine("azure", spec.machine).sku),
            high_availability=copies.ENABLED if spec.standby else copies.DISABLED,
            minimum_tls_version=redisenterprise.TlsVersion.TLS_VERSION_1_2,
            public_network_access=redisenterprise.PublicNetworkAccess.DISABLED,
            tags=site.ownership.tags("cache", f"{name}-cluster"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _database(
        self, name: str, args: CacheArgs, cluster: redisenterprise.RedisEnterprise
    ) -> redisenterprise.Database:
        spec, site = args.spec, args.site
        policies, evictions = redisenterprise.ClusteringPolicy, redisenterprise.EvictionPolicy
        clustering = {"cluster": policies.OSS_CLUSTER, "single_endpoint": policies.ENTERPRISE_CLUSTER}
        eviction = {
            "volatile-lru": evictions.VOLATILE_LRU,
            "allkeys-lru": evictions.ALL_KEYS_LRU,
            "noeviction": evictions.NO_EVICTION,
        }
        return redisenterprise.Database(
            f"{name}-database",
            database_name=_DATABASE,
            cluster_name=known_after(cluster, site.naming.physical("redisenterprise.RedisEnterprise")),
            resource_group_name=site.resource_group,
            client_protocol=redisenterprise.Protocol.ENCRYPTED,
            port=first_port("azure"),
            access_keys_authentication=redisenterprise.AccessKeysAuthentication.DISABLED,
            clustering_policy=clustering[spec.clustering],
            eviction_policy=eviction[spec.eviction],
            persistence=_persistence(spec),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )


def _persistence(spec: CacheSpec) -> redisenterprise.PersistenceArgs | None:
    """Snapshots or a log, never both: Azure refuses the two together."""
    ages = redisenterprise.RdbFrequency
    snapshots = {
        "snapshot_1h": ages.RDB_FREQUENCY_1H,
        "snapshot_6h": ages.RDB_FREQUENCY_6H,
        "snapshot_12h": ages.RDB_FREQUENCY_12H,
    }
    if spec.persistence in snapshots:
        return redisenterprise.PersistenceArgs(
            rdb_enabled=True, rdb_frequency=snapshots[spec.persistence], aof_enabled=False
        )
    if spec.persistence == "log_1s":
        return redisenterprise.PersistenceArgs(
            aof_enabled=True,
            aof_frequency=redisenterprise.AofFrequency.AOF_FREQUENCY_1S,
            rdb_enabled=False,
        )
    return None
