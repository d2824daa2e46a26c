"""Regions are those of the table, with their zones and pairs."""

import pytest

from jiban.components.base import Cloud
from jiban.components.regions import RegionFacts, UnknownRegionError, names, region, zone_id


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


@pytest.mark.parametrize(
    ("cloud", "name"),
    [*(("azure", name) for name in names("azure")), *(("aws", name) for name in names("aws"))],
)
def test_every_pair_is_a_region_of_the_table(cloud: Cloud, name: str) -> None:
    """A region's pair can be looked up itself."""
    pair = region(cloud, name).pair
    assert pair is None or region(cloud, pair).name == pair


def test_seoul_has_four_zones() -> None:
    """Each by an id that is the same for every customer; backups are copied to Tokyo."""
    there = region("aws", "ap-northeast-2")
    assert there.zones == (1, 2, 3, 4)
    assert there.zone_ids == ("apne2-az1", "apne2-az2", "apne2-az3", "apne2-az4")
    assert there.pair == "ap-northeast-1"


def test_a_zones_number_is_its_own_and_no_place_in_a_list() -> None:
    """Tokyo's third zone is closed, and its fourth is still number four."""
    assert zone_id("ap-northeast-1", 4) == "apne1-az4"
    with pytest.raises(ValueError, match="ap-northeast-1 has no zone 3"):
        zone_id("ap-northeast-1", 3)


@pytest.mark.parametrize("name", names("azure"))
def test_restricted_regions_have_a_pair_and_no_zones(name: str) -> None:
    """A region with restricted access is there for another's disaster recovery."""
    facts = region("azure", name)
    assert not facts.restricted or (facts.pair is not None and facts.zones == ())


THREE_ZONES = {
    "koreacentral": "koreasouth",
    "japaneast": "japanwest",
    "japanwest": "japaneast",
    "eastasia": "southeastasia",
    "southeastasia": "eastasia",
    "indonesiacentral": None,
    "australiaeast": "australiasoutheast",
    "newzealandnorth": None,
    "centralindia": "southindia",
    "northeurope": "westeurope",
    "westeurope": "northeurope",
    "francecentral": "francesouth",
    "germanywestcentral": "germanynorth",
    "italynorth": None,
    "norwayeast": "norwaywest",
    "polandcentral": None,
    "spaincentral": None,
    "swedencentral": "swedensouth",
    "switzerlandnorth": "switzerlandwest",
    "uksouth": "ukwest",
    "eastus": "westus",
    "eastus2": "centralus",
    "centralus": "eastus2",
    "southcentralus": "northcentralus",
    "westus2": "westcentralus",
    "westus3": "eastus",
    "canadacentral": "canadaeast",
    "mexicocentral": None,
    "brazilsouth": "southcentralus",
    "israelcentral": None,
    "qatarcentral": None,
    "uaenorth": "uaecentral",
    "southafricanorth": "southafricawest",
}
"""Azure's regions with zones, each with its pair."""

NO_ZONES = {
    "koreasouth": "koreacentral",
    "australiasoutheast": "australiaeast",
    "australiacentral": "australiacentral2",
    "australiacentral2": "australiacentral",
    "southindia": "centralindia",
    "westindia": "southindia",
    "francesouth": "francecentral",
    "germanynorth": "germanywestcentral",
    "norwaywest": "norwayeast",
    "swedensouth": "swedencentral",
    "switzerlandwest": "switzerlandnorth",
    "ukwest": "uksouth",
    "northcentralus": "southcentralus",
    "westcentralus": "westus2",
    "westus": "eastus",
    "canadaeast": "canadacentral",
    "brazilsoutheast": "brazilsouth",
    "uaecentral": "uaenorth",
    "southafricawest": "southafricanorth",
}
"""Azure's regions without zones, each with its pair."""

ON_REQUEST = {
    "koreasouth",
    "australiacentral2",
    "francesouth",
    "germanynorth",
    "norwaywest",
    "swedensouth",
    "switzerlandwest",
    "brazilsoutheast",
    "uaecentral",
    "southafricawest",
}
"""Azure's regions that whoever wants them has to ask for."""


def test_there_is_no_other_region_of_azure() -> None:
    """Those with zones and those without are all."""
    assert sorted(names("azure")) == sorted(THREE_ZONES | NO_ZONES)


@pytest.mark.parametrize("name", THREE_ZONES | NO_ZONES)
def test_each_region_of_azure_has_its_zones_and_its_pair(name: str) -> None:
    """Three zones or none; a pair, where backups are copied to unless that was read to be otherwise."""
    facts, pair = region("azure", name), (THREE_ZONES | NO_ZONES)[name]
    assert facts == RegionFacts(
        name=name,
        zones=(1, 2, 3) if name in THREE_ZONES else (),
        pair=pair,
        restricted=name in ON_REQUEST,
        postgres_zone_redundant=name in THREE_ZONES,
        postgres_geo_backup=pair is not None and name != "japaneast",
        verified=name != "indonesiacentral",
    )


@pytest.mark.parametrize(
    ("name", "zones", "ids", "pair"),
    [
        (
            "ap-northeast-2",
            (1, 2, 3, 4),
            ("apne2-az1", "apne2-az2", "apne2-az3", "apne2-az4"),
            "ap-northeast-1",
        ),
        ("ap-northeast-1", (1, 2, 4), ("apne1-az1", "apne1-az2", "apne1-az4"), "ap-northeast-2"),
    ],
)
def test_each_region_of_aws_has_its_zones_and_whom_it_copies_to(
    name: str, zones: tuple[int, ...], ids: tuple[str, ...], pair: str
) -> None:
    """Seoul and Tokyo copy to each other, and no other region is known."""
    assert region("aws", name) == RegionFacts(
        name=name,
        zones=zones,
        zone_ids=ids,
        pair=pair,
        restricted=False,
        postgres_zone_redundant=True,
        postgres_geo_backup=True,
        verified=False,
    )
    assert names("aws") == ("ap-northeast-2", "ap-northeast-1")
