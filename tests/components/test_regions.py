"""Regions are those of the table, with their zones and pairs."""

import pytest

from components.regions import RegionFacts, UnknownRegionError, names, region


def test_korea_central_has_three_zones() -> None:
    """Korea Central has three zones, and its pair is Korea South."""
    assert region("azure", "koreacentral") == RegionFacts(
        name="koreacentral",
        zones=(1, 2, 3),
        pair="koreasouth",
        restricted=False,
        postgres_zone_redundant=True,
        postgres_geo_backup=True,
        verified=True,
    )


def test_korea_south_is_for_disaster_recovery() -> None:
    """Korea South has no zones, is opened on request only, and gives PostgreSQL no standby in another
    zone.
    """
    there = region("azure", "koreasouth")
    assert (there.zones, there.restricted, there.postgres_zone_redundant) == ((), True, False)


def test_japan_east_keeps_no_backups_elsewhere() -> None:
    """PostgreSQL in Japan East does not copy its backups, although the region has a pair."""
    there = region("azure", "japaneast")
    assert (there.pair, there.postgres_geo_backup) == ("japanwest", False)


def test_an_unknown_region_is_told_with_near_matches() -> None:
    """An unknown region is refused with those that are spelt like it and the table's place."""
    with pytest.raises(UnknownRegionError) as unknown:
        region("azure", "korea-central")
    assert str(unknown.value) == "no region 'korea-central' in components/regions.yaml; near it: koreacentral"


@pytest.mark.parametrize("name", names("azure"))
def test_every_pair_is_a_region_of_the_table(name: str) -> None:
    """A region's pair can be looked up itself."""
    pair = region("azure", name).pair
    assert pair is None or region("azure", pair).name == pair


@pytest.mark.parametrize("name", names("azure"))
def test_restricted_regions_have_a_pair_and_no_zones(name: str) -> None:
    """A region that has to be asked for is there for another's disaster recovery."""
    facts = region("azure", name)
    assert not facts.restricted or (facts.pair is not None and facts.zones == ())
