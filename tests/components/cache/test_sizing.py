"""Which size a working set needs."""

from decimal import Decimal

import pytest

from jiban.components.cache.sizing import WorkingSetTooLargeError, reserved_percent, shares, size_of, smallest
from jiban.components.cache.spec import CacheSpec


def test_three_fifths_of_a_size_are_for_the_working_set() -> None:
    """Four fifths of the memory hold data, and three quarters of those may be full."""
    assert (shares("azure").usable, shares("azure").full) == (Decimal("0.8"), Decimal("0.75"))
    assert shares("azure").holds(smallest("azure", 5)) == Decimal("7.2")


def test_what_a_size_must_be_called_by() -> None:
    """Six GiB of data need a size of ten."""
    assert shares("azure").needed(6) == Decimal(10)


@pytest.mark.parametrize(
    ("working_set", "sku"),
    [
        (0.3, "Balanced_B0"),
        (0.4, "Balanced_B1"),
        (1.8, "Balanced_B3"),
        (1.9, "Balanced_B5"),
        (7.2, "Balanced_B10"),
        (7.3, "Balanced_B20"),
        (144, "Balanced_B250"),
    ],
)
def test_the_smallest_size_that_holds_it(working_set: float, sku: str) -> None:
    """Each working set gets the first size that is large enough, up to its last tenth."""
    assert smallest("azure", working_set).sku == sku


def test_two_regions_take_no_burstable_size() -> None:
    """The two smallest take no geo-replication."""
    assert smallest("azure", 0.3, geo=True).sku == "Balanced_B3"


def test_no_size_of_a_preview_is_chosen() -> None:
    """A size of 360 GiB would hold it, and is a preview."""
    with pytest.raises(WorkingSetTooLargeError) as refused:
        smallest("azure", 150)
    assert str(refused.value) == (
        "a working set of 150 GiB needs a size of 250.0 GiB, and the largest, Balanced_B250, has 240, for a "
        "working set of 144"
    )


def test_a_cache_that_says_nothing_is_small() -> None:
    """Without a size and a working set it is the neutral word's."""
    assert size_of("azure", CacheSpec()).sku == "Balanced_B3"


def test_the_working_set_decides() -> None:
    """It counts over the default."""
    assert size_of("azure", CacheSpec(working_set_gb=0.2)).sku == "Balanced_B0"


def test_a_size_by_name_decides_over_both() -> None:
    """What is named is taken, whatever the working set needs."""
    assert size_of("azure", CacheSpec(working_set_gb=0.2, machine="large")).sku == "Balanced_B50"


@pytest.mark.parametrize(
    ("working_set", "sku"),
    [
        (0.1, "cache.t4g.small"),
        (0.7, "cache.t4g.small"),
        (0.8, "cache.t4g.medium"),
        (1.7, "cache.t4g.medium"),
        (1.8, "cache.m7g.large"),
        (3.5, "cache.m7g.large"),
        (3.6, "cache.r7g.large"),
        (14.8, "cache.r7g.xlarge"),
        (235, "cache.r7g.16xlarge"),
    ],
)
def test_the_smallest_node_that_holds_it(working_set: float, sku: str) -> None:
    """No micro, which would need half of its memory in reserve; from 13 GiB on memory-optimized nodes."""
    assert smallest("aws", working_set).sku == sku


def test_what_the_service_keeps_is_the_rest() -> None:
    """ElastiCache is told it as a parameter."""
    assert (reserved_percent("aws"), reserved_percent("azure")) == (25, 20)


def test_every_node_may_be_without_shards() -> None:
    """Only Azure has a largest size for it."""
    assert (shares("aws").unsharded_gib, shares("azure").unsharded_gib) == (None, Decimal(24))
