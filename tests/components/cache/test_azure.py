from typing import Literal

import pulumi
import pytest

from jiban.components.base import SpecRefusedError
from jiban.components.cache.azure import Cache, CacheArgs
from jiban.components.cache.spec import CacheSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

CLUSTER = "redisenterprise:RedisEnterprise"
DATABASE = "redisenterprise:Database"


def made(spec: CacheSpec | None = None) -> ProgramPlan:
    """What a cache asks for; the result is its contract's texts."""

    def program() -> dict[str, object]:
        contract = Cache("cache", CacheArgs(spec=spec or CacheSpec(), site=SITE)).contract
        return {
            "id": contract.cache_id,
            "name": contract.name,
            "host": contract.host,
            "port": contract.port,
            **({"second": (contract.second.cache_id, contract.second.name)} if contract.second else {}),
        }

    return plan_program(
        program, outputs={CLUSTER: {"hostName": "cache.koreacentral.redis.azure.net"}}, resolve=True
    )


def cluster(spec: CacheSpec | None = None) -> dict[str, object]:
    """Inputs of the cluster."""
    return dict(made(spec).resource(CLUSTER, "cache-cluster").inputs)


def database(spec: CacheSpec | None = None) -> dict[str, object]:
    """Inputs of the database."""
    return dict(made(spec).resource(DATABASE, "cache-database").inputs)


def test_the_cluster_is_reached_privately() -> None:
    """Public access is off; Azure wants it said."""
    assert cluster()["publicNetworkAccess"] == "Disabled"


def test_the_cluster_has_no_zones_and_no_capacity() -> None:
    """Azure rejects zones, and the size is all in the SKU's name."""
    inputs = cluster(CacheSpec(machine="medium"))
    assert "zones" not in inputs
    assert inputs["sku"] == {"name": "Balanced_B10"}


def test_a_size_may_be_the_clouds_own() -> None:
    """A SKU given outright is taken."""
    assert cluster(CacheSpec(machine="MemoryOptimized_M20"))["sku"] == {"name": "MemoryOptimized_M20"}


def test_old_tls_is_refused() -> None:
    """The cluster speaks TLS 1.2 or newer, and the database no plain text."""
    assert cluster()["minimumTlsVersion"] == "1.2"
    assert database()["clientProtocol"] == "Encrypted"


@pytest.mark.parametrize(("standby", "copies"), [(True, "Enabled"), (False, "Disabled")])
def test_the_standby_decides_over_copies(*, standby: bool, copies: str) -> None:
    """With a standby the data is copied, without one it is not."""
    assert cluster(CacheSpec(standby=standby))["highAvailability"] == copies


def test_there_are_no_keys() -> None:
    """Only the directory's tokens open the cache."""
    assert database()["accessKeysAuthentication"] == "Disabled"


def test_the_database_has_the_only_name_and_port() -> None:
    """A cluster takes one database, called default, on port 10000."""
    inputs = database()
    assert inputs["databaseName"] == "default"
    assert inputs["port"] == 10000


@pytest.mark.parametrize(
    ("asked", "policy"),
    [("cluster", "OSSCluster"), ("single_endpoint", "EnterpriseCluster"), ("none", "NoCluster")],
)
def test_clustering_is_said_outright(
    asked: Literal["cluster", "single_endpoint", "none"], policy: str
) -> None:
    """Shards are reached by clients, hidden by a proxy, or not there."""
    assert database(CacheSpec(clustering=asked))["clusteringPolicy"] == policy


@pytest.mark.parametrize(
    ("asked", "policy"),
    [("volatile-lru", "VolatileLRU"), ("allkeys-lru", "AllKeysLRU"), ("noeviction", "NoEviction")],
)
def test_eviction_is_azures_word(
    asked: Literal["volatile-lru", "allkeys-lru", "noeviction"], policy: str
) -> None:
    """Redis's names become Azure's."""
    assert database(CacheSpec(eviction=asked))["evictionPolicy"] == policy


def test_nothing_survives_unless_asked() -> None:
    """Without persistence none is sent."""
    assert "persistence" not in database()


@pytest.mark.parametrize(
    ("asked", "persistence"),
    [
        ("snapshot_1h", {"rdbEnabled": True, "rdbFrequency": "1h", "aofEnabled": False}),
        ("snapshot_6h", {"rdbEnabled": True, "rdbFrequency": "6h", "aofEnabled": False}),
        ("snapshot_12h", {"rdbEnabled": True, "rdbFrequency": "12h", "aofEnabled": False}),
        ("log_1s", {"aofEnabled": True, "aofFrequency": "1s", "rdbEnabled": False}),
    ],
)
def test_snapshots_and_log_exclude_each_other(
    asked: Literal["snapshot_1h", "snapshot_6h", "snapshot_12h", "log_1s"], persistence: dict[str, object]
) -> None:
    """One is on and the other off."""
    assert database(CacheSpec(persistence=asked))["persistence"] == persistence


def test_cluster_and_database_are_protected() -> None:
    """A change that would replace either, and empty the cache, is stopped."""
    plan = made()
    assert plan.resource(CLUSTER, "cache-cluster").protect
    assert plan.resource(DATABASE, "cache-database").protect


def test_the_contract_says_where_the_cache_is() -> None:
    """Host and port are those that clients connect to."""
    assert made().result == {
        "id": "id:cache-cluster",
        "name": "amr-trip-test-e736",
        "host": "cache.koreacentral.redis.azure.net",
        "port": 10000,
    }


def test_a_permission_waits_for_the_database() -> None:
    """Whoever uses the contract's name waits until there is a database to be let into."""

    def program() -> None:
        contract = Cache("cache", CacheArgs(spec=CacheSpec(), site=SITE)).contract
        pulumi.CustomResource("test:index:Key", "key", {"cache": contract.name})

    assert (
        "cache-database"
        in plan_program(program, resolve=True).resource("test:index:Key", "key").dependency_names
    )


def test_the_size_follows_from_the_working_set() -> None:
    """Five GiB need the size of twelve."""
    assert cluster(CacheSpec(working_set_gb=5))["sku"] == {"name": "Balanced_B10"}


def test_a_size_given_outright_counts_over_the_working_set() -> None:
    """A larger one than needed is taken as it is."""
    spec = CacheSpec(working_set_gb=5, machine="MemoryOptimized_M20")
    assert cluster(spec)["sku"] == {"name": "MemoryOptimized_M20"}


def test_one_region_has_no_group() -> None:
    """Without a second region nothing is linked."""
    assert "geoReplication" not in database()


def test_the_second_region_has_the_same_cluster() -> None:
    """Size, copies, TLS and public access are those of the first; name and place are its own."""
    plan = made(CacheSpec(machine="medium", geo_region="koreasouth"))
    first, second = (
        dict(plan.resource(CLUSTER, each).inputs) for each in ("cache-cluster", "cache-second-cluster")
    )
    assert (second["clusterName"], second["location"]) == ("amr-trip-second-test-e736", "koreasouth")
    for each in (first, second):
        del each["clusterName"], each["location"], each["tags"]
    assert first == second


def test_the_databases_of_two_regions_are_one_group() -> None:
    """The first names itself, the second both."""
    plan = made(CacheSpec(geo_region="koreasouth"))
    assert plan.resource(DATABASE, "cache-database").inputs["geoReplication"] == {
        "groupNickname": "amr-trip-test-e736",
        "linkedDatabases": [{"id": "id:cache-cluster/databases/default"}],
    }
    assert plan.resource(DATABASE, "cache-second-database").inputs["geoReplication"] == {
        "groupNickname": "amr-trip-test-e736",
        "linkedDatabases": [
            {"id": "id:cache-database"},
            {"id": "id:cache-second-cluster/databases/default"},
        ],
    }


def test_the_second_region_is_protected_and_in_the_contract() -> None:
    """Its cache is lost as the first is, and clients reach it by a host of its own."""
    plan = made(CacheSpec(geo_region="koreasouth"))
    assert plan.resource(CLUSTER, "cache-second-cluster").protect
    assert plan.resource(DATABASE, "cache-second-database").protect
    assert plan.result["second"] == ("id:cache-second-cluster", "amr-trip-second-test-e736")


def test_an_unknown_size_is_refused() -> None:
    """A size that Azure does not have is refused with one near it."""
    with pytest.raises(SpecRefusedError, match=r"machine: .*Balanced_B10"):
        made(CacheSpec(machine="Balanced_B11"))
