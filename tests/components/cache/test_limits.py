"""What Azure Managed Redis cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.cache.limits import LIMITS
from jiban.components.cache.sizing import shares, smallest
from jiban.components.cache.spec import CacheSpec, CacheWindowSpec


def found(**fields: Any) -> list[Fault]:
    """Every fault of a specification, each once."""
    spec = CacheSpec(**fields)
    return list(dict.fromkeys(fault for limit in LIMITS for fault in limit.faults(spec)))


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


def test_the_note_says_what_the_largest_size_holds() -> None:
    """The capability table's figure is the data's."""
    (note,) = (limit.note for limit in LIMITS if limit.field == "working_set_gb")
    assert note == f"{float(shares('azure').holds(smallest('azure', 144))):g} at most" == "144 at most"


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
