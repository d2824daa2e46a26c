"""Regions and zones are those there are, and a tier finds there what it needs."""

import pytest

from jiban.components.base import Fault
from tests.infra.constraints.environments import found


def test_an_unknown_region_is_told_with_near_matches() -> None:
    """A misspelt region is one fault, with the region that is spelt like it and the table's place."""
    assert found({"region": "korea-central"}) == [
        Fault(
            ("region",),
            "no region 'korea-central' in components/regions.yaml; near it: koreacentral",
            "set koreacentral, or add it to components/regions.yaml with its source",
        )
    ]


def test_a_restricted_region_takes_no_environment() -> None:
    """Korea South is for the disaster recovery of its pair, and has no zones either."""
    assert found({"region": "koreasouth"}) == [
        Fault(
            ("region",),
            "koreasouth is opened on request only, for the disaster recovery of koreacentral",
            "set region to koreacentral; koreasouth may be its second region (recovery.region)",
        ),
        Fault(
            ("region",),
            "koreasouth has no availability zones, and network.zones names 1, 2, 3",
            "choose a region with zones",
        ),
    ]


def test_a_zone_that_is_not_there_is_refused() -> None:
    """Korea Central has three zones and no fourth."""
    assert found({"network": {"zones": [1, 2, 4]}}) == [
        Fault(
            ("network", "zones", 2),
            "koreacentral has the zones 1, 2, 3, and no zone 4",
            "choose from 1, 2, 3",
        )
    ]


def test_a_pool_has_a_node_for_every_zone() -> None:
    """Two nodes leave one of three zones empty."""
    assert found({"cluster": {"pools": {"apps": {"min_nodes": 2}}}}) == [
        Fault(
            ("cluster", "pools", "apps", "min_nodes"),
            "2 nodes cannot cover 3 zones: a zone without a node keeps nothing running when another is lost",
            "set min_nodes to 3, or name 2 in network.zones",
        )
    ]


def test_a_pool_too_small_for_the_zones_is_told_both_numbers() -> None:
    """Where the most nodes are too few as well, the remedy says so."""
    assert found({"cluster": {"system_pool": {"machine": "small", "min_nodes": 1, "max_nodes": 2}}}) == [
        Fault(
            ("cluster", "system_pool", "min_nodes"),
            "1 node cannot cover 3 zones: a zone without a node keeps nothing running when another is lost",
            "set min_nodes to 3 and max_nodes to 3 or more, or name fewer zones",
        )
    ]


def test_one_zone_needs_one_node() -> None:
    """A small environment of one zone has pools of one node."""
    pools = {"apps": {"min_nodes": 1}}
    system = {"machine": "small", "min_nodes": 1}
    assert (
        found(
            {
                "network": {"zones": [1]},
                "cluster": {"pools": pools, "system_pool": system},
                "postgres": {"standby": "none"},
            }
        )
        == []
    )


def test_a_standby_in_another_zone_needs_two_zones() -> None:
    """With one zone there is no other."""
    assert found({"network": {"zones": [2]}}) == [
        Fault(
            ("postgres", "standby"),
            "a standby in another zone needs two zones, and network.zones names one, 2",
            "set postgres.standby to same_zone or none, or name two zones or more in network.zones",
        )
    ]


def test_a_pool_whose_most_nodes_cover_the_zones_needs_a_higher_minimum_alone() -> None:
    """Three at most are enough for three zones."""
    (fault,) = found({"cluster": {"pools": {"apps": {"min_nodes": 2, "max_nodes": 3}}}})
    assert fault.remedy == "set min_nodes to 3, or name 2 in network.zones"


def test_without_a_database_nothing_is_said_of_its_place() -> None:
    """Neither of a standby nor of backups, in a region that has neither."""
    assert found({"region": "japanwest", "postgres": None, "network": {"zones": [1]}}) == []


def test_a_region_that_is_restricted_is_told_once() -> None:
    """A replica at home has the environment's own fault, and none of its own."""
    replica = {"read_replicas": {"copy": {"region": "koreasouth"}}}
    assert [fault.path for fault in found({"region": "koreasouth", "postgres": replica})] == [
        ("region",),
        ("region",),
    ]


def test_an_unknown_region_has_no_pair_to_speak_of() -> None:
    """What may stand where, nobody can say before the region is right."""
    postgres = {"geo_redundant_backup": True, "read_replicas": {"copy": {"region": "koreasouth"}}}
    assert [fault.path for fault in found({"region": "korea-central", "postgres": postgres})] == [("region",)]


def test_the_second_replica_is_looked_at() -> None:
    """Each by its own name."""
    replicas = {"one": {"region": "japaneast"}, "two": {"region": "japaneats"}}
    assert [fault.path for fault in found({"postgres": {"read_replicas": replicas}})] == [
        ("postgres", "read_replicas", "two", "region")
    ]


def test_a_zone_that_is_named_twice_is_no_second_one() -> None:
    """The standby is told of it as well as the list."""
    paths = {fault.path for fault in found({"network": {"zones": [2, 2]}})}
    assert paths == {("network", "zones", 1), ("postgres", "standby")}


@pytest.mark.parametrize("standby", ["same_zone", "none"])
def test_other_standbys_need_one_zone(standby: str) -> None:
    """A standby in the same zone, or none, is content with one zone."""
    assert found({"network": {"zones": [1]}, "postgres": {"standby": standby}}) == []


def test_backups_go_to_a_pair_only() -> None:
    """Israel Central has no pair."""
    assert found({"region": "israelcentral", "postgres": {"geo_redundant_backup": True}}) == [
        Fault(
            ("postgres", "geo_redundant_backup"),
            "israelcentral has no pair that backups could be copied to",
            "set postgres.geo_redundant_backup to false, and add a read replica elsewhere",
        )
    ]


def test_backups_are_not_copied_from_everywhere() -> None:
    """Japan East has a pair, and PostgreSQL there does not copy to it."""
    assert found({"region": "japaneast", "postgres": {"geo_redundant_backup": True}}) == [
        Fault(
            ("postgres", "geo_redundant_backup"),
            "PostgreSQL in japaneast does not copy its backups to japanwest",
            "set postgres.geo_redundant_backup to false, and add a read replica elsewhere",
        )
    ]


@pytest.mark.parametrize("region", ["koreacentral", "koreasouth", "japaneast"])
def test_a_replica_may_stand_at_home_in_the_pair_or_in_an_open_region(region: str) -> None:
    """The environment's own region, its restricted pair and an open region take a replica."""
    assert (
        found({"postgres": {"geo_redundant_backup": True, "read_replicas": {"copy": {"region": region}}}})
        == []
    )


def test_a_replica_in_another_regions_pair_is_refused() -> None:
    """A restricted region is for its own pair."""
    assert found(
        {"region": "japaneast", "postgres": {"read_replicas": {"copy": {"region": "koreasouth"}}}}
    ) == [
        Fault(
            ("postgres", "read_replicas", "copy", "region"),
            "koreasouth is opened on request only, for the disaster recovery of koreacentral",
            "choose an open region, or the pair of the environment's own",
        )
    ]


def test_a_replica_in_an_unknown_region_is_refused() -> None:
    """A misspelt region of a replica is a fault of the replica."""
    assert found({"postgres": {"read_replicas": {"copy": {"region": "japaneats"}}}}) == [
        Fault(
            ("postgres", "read_replicas", "copy", "region"),
            "no region 'japaneats' in components/regions.yaml; near it: japaneast, japanwest",
            "set japaneast or japanwest, or add it to components/regions.yaml with its source",
        )
    ]


@pytest.mark.parametrize("tier", ["cache", "queue"])
def test_a_second_region_is_another_one(tier: str) -> None:
    """The environment's own is refused."""
    geo = {"geo": "replication"} if tier == "queue" else {}
    assert found({tier: {**geo, "geo_region": "koreacentral"}}) == [
        Fault(
            (tier, "geo_region"),
            "koreacentral is the region of the environment, and a second one is another",
            "name another region, or remove geo_region",
        )
    ]


@pytest.mark.parametrize("tier", ["cache", "queue"])
def test_a_second_region_is_one_that_is_open(tier: str) -> None:
    """One that is kept for the recovery of a third is refused; the pair is not."""
    geo = {"geo": "replication"} if tier == "queue" else {}
    assert [fault.path for fault in found({tier: {**geo, "geo_region": "francesouth"}})] == [
        (tier, "geo_region")
    ]
    assert found({tier: {**geo, "geo_region": "koreasouth"}}) == []


def test_a_second_region_of_the_broker_is_known_whatever_that_of_the_cache_is() -> None:
    """One that is sound hides none that is not."""
    geo = {"cache": {"geo_region": "koreasouth"}, "queue": {"geo": "replication", "geo_region": "koreasuth"}}
    assert [fault.path for fault in found(geo)] == [("queue", "geo_region")]


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        (
            "koreacentral",
            "koreacentral is the region of the environment, where the bucket stands already",
        ),
        ("koreasuth", ""),
        ("francesouth", "francesouth is opened on request only, for the disaster recovery of francecentral"),
        ("koreasouth", None),
    ],
)
def test_a_bucket_is_copied_to_another_region_that_is_open(region: str, reason: str | None) -> None:
    """Its own would be lost with it, and one that nobody knows is a slip of the pen."""
    buckets = {
        "objects": {"buckets": {"files": {"replicate_to": region}, "other": {}}, "access_log_days": None}
    }
    path = ("objects", "buckets", "files", "replicate_to")
    told = [fault for fault in found(buckets) if fault.path != ("objects",)]
    assert [fault.path for fault in told] == ([] if reason is None else [path])
    assert all(fault.reason.startswith(reason or "") for fault in told)


def test_a_replica_without_a_region_stands_at_home() -> None:
    """Nothing is asked of its region."""
    assert found({"postgres": {"read_replicas": {"copy": {}}}}) == []


def test_the_second_regions_of_two_tiers_are_both_looked_at() -> None:
    """A fault of the one hides none of the other."""
    both = {
        "cache": {"geo_region": "koreacentral"},
        "queue": {"geo": "replication", "geo_region": "koreacentral"},
    }
    assert [fault.path for fault in found(both)] == [("cache", "geo_region"), ("queue", "geo_region")]
