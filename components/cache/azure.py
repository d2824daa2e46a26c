"""A cache on Azure: Azure Managed Redis without access keys, reached through a private endpoint only."""

from __future__ import annotations  # the SDK's module is only loaded where a cache is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_azure_native import redisenterprise

from jiban.components.base import refuse_beyond
from jiban.components.cache.contract import CacheContract
from jiban.components.cache.limits import LIMITS
from jiban.components.cache.ports import first_port
from jiban.components.cache.sizing import size_of
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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one of the clusters stands, and what it is called."""

    logical: str
    region: str
    physical: str


class Cache(pulumi.ComponentResource):
    """A cluster and its one database, and the same again in a second region where one is asked for.

    Azure spreads a cluster over zones by itself, and refuses to be told which.

    Raises:
        SpecRefusedError: when Azure cannot provide what the specification asks for.
    """

    contract: CacheContract

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the clusters and their databases."""
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:cache:Cache", name, None, opts)
        self._args = args
        here = _Place(name, args.site.region, args.site.naming.physical("redisenterprise.RedisEnterprise"))
        cluster = self._cluster(here)
        if args.spec.geo_region is None:
            database = self._database(here, cluster, None)
            self.contract = self._contract(here, cluster, database)
        else:
            there = _Place(
                f"{name}-second",
                args.spec.geo_region,
                args.site.naming.physical("redisenterprise.RedisEnterprise", "second"),
            )
            database, second = self._pair(here, cluster, there)
            self.contract = self._contract(here, cluster, database, second)
        self.register_outputs({"host": self.contract.host})

    def _pair(
        self, here: _Place, cluster: redisenterprise.RedisEnterprise, there: _Place
    ) -> tuple[redisenterprise.Database, CacheContract]:
        """Make the databases of a group: the first names itself, the second both, and so comes after."""
        other = self._cluster(there)
        first = self._database(here, cluster, _group(here, _database_id(cluster)))
        second = self._database(there, other, _group(here, first.id, _database_id(other)))
        return first, self._contract(there, other, second)

    def _contract(
        self,
        place: _Place,
        cluster: redisenterprise.RedisEnterprise,
        database: redisenterprise.Database,
        second: CacheContract | None = None,
    ) -> CacheContract:
        return CacheContract(
            cache_id=cluster.id,
            name=known_after(database, place.physical),
            host=cluster.host_name,
            port=first_port("azure"),
            second=second,
        )

    def _cluster(self, place: _Place) -> redisenterprise.RedisEnterprise:
        spec, site = self._args.spec, self._args.site
        copies = redisenterprise.HighAvailability
        return redisenterprise.RedisEnterprise(
            f"{place.logical}-cluster",
            cluster_name=place.physical,
            resource_group_name=site.resource_group,
            location=place.region,
            sku=redisenterprise.SkuArgs(name=size_of("azure", spec).sku),
            high_availability=copies.ENABLED if spec.standby else copies.DISABLED,
            minimum_tls_version=redisenterprise.TlsVersion.TLS_VERSION_1_2,
            public_network_access=redisenterprise.PublicNetworkAccess.DISABLED,
            tags=site.ownership.tags("cache", f"{place.logical}-cluster"),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _database(
        self,
        place: _Place,
        cluster: redisenterprise.RedisEnterprise,
        group: redisenterprise.DatabasePropertiesGeoReplicationArgs | None,
    ) -> redisenterprise.Database:
        spec, site = self._args.spec, self._args.site
        policies, evictions = redisenterprise.ClusteringPolicy, redisenterprise.EvictionPolicy
        clustering = {
            "cluster": policies.OSS_CLUSTER,
            "single_endpoint": policies.ENTERPRISE_CLUSTER,
            "none": policies.NO_CLUSTER,
        }
        eviction = {
            "volatile-lru": evictions.VOLATILE_LRU,
            "allkeys-lru": evictions.ALL_KEYS_LRU,
            "noeviction": evictions.NO_EVICTION,
        }
        return redisenterprise.Database(
            f"{place.logical}-database",
            database_name=_DATABASE,
            cluster_name=known_after(cluster, place.physical),
            resource_group_name=site.resource_group,
            client_protocol=redisenterprise.Protocol.ENCRYPTED,
            port=first_port("azure"),
            access_keys_authentication=redisenterprise.AccessKeysAuthentication.DISABLED,
            clustering_policy=clustering[spec.clustering],
            eviction_policy=eviction[spec.eviction],
            persistence=_persistence(spec),
            geo_replication=group,
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )


def _database_id(cluster: redisenterprise.RedisEnterprise) -> pulumi.Output[str]:
    """Return the id that a cluster's database will have: a group is named before its database exists."""
    return pulumi.Output.concat(cluster.id, "/databases/", _DATABASE)


def _group(
    place: _Place, *databases: pulumi.Output[str]
) -> redisenterprise.DatabasePropertiesGeoReplicationArgs:
    """Return a group of databases, called by the name of its first cluster."""
    return redisenterprise.DatabasePropertiesGeoReplicationArgs(
        group_nickname=place.physical,
        linked_databases=[redisenterprise.LinkedDatabaseArgs(id=each) for each in databases],
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
