"""What a cloud's cache cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Cloud, Fault
from jiban.components.cache.limits import LIMITS
from jiban.components.cache.sizing import shares, smallest
from jiban.components.cache.spec import CacheSpec, CacheWindowSpec


def found(cloud: Cloud = "azure", **fields: Any) -> list[Fault]:
    """Every fault of a specification on a cloud, each once."""
    spec = CacheSpec(**fields)
    limits = [each for each in LIMITS if each.cloud == cloud]
    return list(dict.fromkeys(fault for limit in limits for fault in limit.faults(spec)))


def test_a_size_too_small_for_the_working_set_is_refused() -> None:
    """The arithmetic is told, and what would hold it."""
    assert found(machine="Balanced_B5", working_set_gb=5.0) == [
        Fault(
            ("machine",),
            "Balanced_B5 has 6 GiB, of which 80% hold data and 75% of that may be full: 3.6 GiB, and "
            "working_set_gb is 5",
            "remove machine, which gives Balanced_B10, or name a larger size",
        )
    ]


def test_a_size_that_holds_the_working_set_is_not_refused() -> None:
    """A larger size than needed is a choice."""
    assert found(machine="Balanced_B50", working_set_gb=5.0) == []


def test_a_working_set_beyond_every_size_is_refused() -> None:
    """What is largest is told."""
    assert found(working_set_gb=200.0) == [
        Fault(
            ("working_set_gb",),
            "a working set of 200 GiB needs a size of 333.3 GiB, and the largest, Balanced_B250, has 240, "
            "for a working set of 144",
            "name a size in machine, or keep less in the cache",
        )
    ]


def test_a_size_of_a_preview_may_be_named_for_a_large_working_set() -> None:
    """Whoever names it has chosen it."""
    assert found(working_set_gb=200.0, machine="Balanced_B350") == []


@pytest.mark.parametrize(("cloud", "most"), [("azure", "144"), ("aws", "235")])
def test_the_note_says_what_the_largest_size_holds(cloud: Cloud, most: str) -> None:
    """The capability table's figure is the data's, rounded down."""
    (note,) = (limit.note for limit in LIMITS if (limit.cloud, limit.field) == (cloud, "working_set_gb"))
    largest = int(shares(cloud).holds(smallest(cloud, float(most))))
    assert note == f"{largest} at most" == f"{most} at most"


def test_a_large_cache_without_shards_is_refused() -> None:
    """Shards are what a size of 60 GiB is made of."""
    assert found(clustering="none", machine="Balanced_B50") == [
        Fault(
            ("clustering",),
            "a cache without shards has 24 GiB at most, and Balanced_B50 has 60",
            "set clustering to single_endpoint or cluster, or choose a smaller size",
        )
    ]


def test_a_small_cache_may_be_without_shards() -> None:
    """The largest that takes it has 24 GiB."""
    assert found(clustering="none", machine="Balanced_B20") == []


@pytest.mark.parametrize(
    ("fields", "path", "remedy"),
    [
        ({"persistence": "log_1s"}, "persistence", "set persistence to none, or remove geo_region"),
        ({"standby": False}, "standby", "set standby to true, or remove geo_region"),
        (
            {"clustering": "none"},
            "clustering",
            "set clustering to cluster or single_endpoint, or remove geo_region",
        ),
        (
            {"machine": "Balanced_B1"},
            "machine",
            "choose Balanced_B3 or a larger size, or remove geo_region",
        ),
    ],
)
def test_two_regions_exclude(fields: dict[str, Any], path: str, remedy: str) -> None:
    """Persistence, a single copy, no shards and the smallest sizes do not go with a second region."""
    assert [(fault.path, fault.remedy) for fault in found(geo_region="koreasouth", **fields)] == [
        ((path,), remedy)
    ]


@pytest.mark.parametrize("eviction", ["volatile-lru", "allkeys-lru", "noeviction"])
def test_two_regions_take_every_eviction(eviction: str) -> None:
    """Only a module that is not built restricts it."""
    assert found(geo_region="koreasouth", eviction=eviction) == []


def test_a_window_is_refused() -> None:
    """The API version of the SDK has none."""
    assert found(maintenance=CacheWindowSpec()) == [
        Fault(
            ("maintenance",),
            "windows of Azure Managed Redis are a preview, and the API version that the SDK sends, "
            "2025-07-01, has none",
            "remove maintenance; the portal sets windows by hand, two a week or more, 18 hours together",
        )
    ]


def test_on_aws_a_size_too_small_is_refused_by_its_own_figures() -> None:
    """A quarter of a node is in reserve, and a quarter of the rest is for peaks."""
    assert found("aws", machine="small", working_set_gb=1.0) == [
        Fault(
            ("machine",),
            "cache.t4g.small has 1.37 GiB, of which 75% hold data and 75% of that may be full: "
            "0.770625 GiB, and working_set_gb is 1",
            "remove machine, which gives cache.t4g.medium, or name a larger size",
        )
    ]


def test_on_aws_the_other_cloud_s_sizes_are_unknown() -> None:
    """By name."""
    (fault,) = found("aws", machine="Balanced_B5")
    assert fault.path == ("machine",)


def test_on_aws_a_working_set_beyond_every_size_is_refused() -> None:
    """One shard holds no more."""
    assert [each.path for each in found("aws", working_set_gb=236.0)] == [("working_set_gb",)]


def test_on_aws_nothing_hides_shards() -> None:
    """The only proxy is that of serverless caches."""
    assert found("aws", clustering="single_endpoint") == [
        Fault(
            ("clustering",),
            "nodes of ElastiCache have no proxy that hides shards; serverless caches have, and are not built",
            "set clustering to cluster, or to none for any client and commands over several keys",
        )
    ]


@pytest.mark.parametrize(
    ("persistence", "reason"),
    [
        (
            "snapshot_1h",
            "ElastiCache takes snapshots once a day at most, and persistence is snapshot_1h",
        ),
        (
            "snapshot_12h",
            "ElastiCache takes snapshots once a day at most, and persistence is snapshot_12h",
        ),
        (
            "log_1s",
            "ElastiCache has no append-only file for Valkey, and its log of writes (durability) is not built",
        ),
    ],
)
def test_on_aws_nothing_is_kept_on_disk(persistence: str, reason: str) -> None:
    """A day of snapshots is more than any of these values may lose; the standby is pointed to."""
    remedy = "set persistence to none; standby is what keeps the data when a node or a zone is lost"
    assert found("aws", persistence=persistence) == [Fault(("persistence",), reason, remedy)]


def test_on_aws_there_is_one_region() -> None:
    """What AWS has takes no writes in the second."""
    assert found("aws", geo_region="ap-northeast-1") == [
        Fault(
            ("geo_region",),
            "a second region of ElastiCache, Global Datastore, is not built, and takes no writes there",
            "remove geo_region",
        )
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"maintenance": CacheWindowSpec()},
        {"clustering": "none", "machine": "cache.r7g.16xlarge"},
        {"clustering": "cluster"},
        {"standby": False},
        {"working_set_gb": 235.0},
        {"eviction": "noeviction"},
    ],
)
def test_on_aws_the_rest_is_taken(fields: dict[str, Any]) -> None:
    """A window, no shards of any size, and a cache without a standby among it."""
    assert found("aws", **fields) == []
