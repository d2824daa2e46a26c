"""Regions of the clouds: zones, pairs, who may use them. Data with its source in `regions.yaml`."""

from dataclasses import dataclass, field
from typing import Any, Final

from jiban.components.base import Cloud
from jiban.components.catalogue import NotInTableError
from jiban.tables import table

TABLE: Final = "components/regions.yaml"


class UnknownRegionError(NotInTableError):
    """A region that is not in the table."""


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """One region."""

    name: str
    """The cloud's own name: `koreacentral`."""
    zones: tuple[int, ...]
    """Numbers of the availability zones; empty where the region has none."""
    zone_ids: tuple[str, ...] = field(kw_only=True, default=())
    """The cloud's own ids of the zones, in the same order, where they differ from the numbers:
    `apne2-az1`."""
    pair: str | None
    """Region that paired services, such as backups kept elsewhere, copy to; None where there is none."""
    restricted: bool
    """Whether access to it must be requested; such a region is for the disaster recovery of its pair."""
    postgres_zone_redundant: bool
    """Whether PostgreSQL's standby may be in another zone. Assumed wherever there are zones and nothing
    was read."""
    postgres_geo_backup: bool
    """Whether PostgreSQL's backups can be kept in the pair. On Azure assumed wherever there is a pair and
    nothing was read; on AWS, where nobody says which region another copies to, only where it was."""
    verified: bool
    """Whether the row was read in the table's source."""


def region(cloud: Cloud, name: str) -> RegionFacts:
    """Return the facts of a region.

    Raises:
        UnknownRegionError: when the table has no such region; its message holds near matches.
    """
    rows = _rows(cloud)
    if name not in rows:
        raise UnknownRegionError("region", name, rows, TABLE)
    row = rows[name]
    zones: list[int] | dict[int, str] = row["zones"]
    return RegionFacts(
        name=name,
        zones=tuple(zones),
        zone_ids=tuple(zones.values()) if isinstance(zones, dict) else (),
        pair=row.get("pair"),
        restricted=row.get("restricted", False),
        postgres_zone_redundant=row.get("postgres_zone_redundant", bool(row["zones"])),
        postgres_geo_backup=row.get("postgres_geo_backup", cloud == "azure" and "pair" in row),
        verified=row.get("verified", True),
    )


def zone_id(region_name: str, zone: int) -> str:
    """Return AWS's id of a zone by its number in the region: zone 1 of ap-northeast-2 is `apne2-az1`.

    Raises:
        UnknownRegionError: when the table has no such region.
        ValueError: when the region has no such zone.
    """
    facts = region("aws", region_name)
    if zone not in facts.zones:
        raise ValueError(f"{region_name} has no zone {zone}")
    return facts.zone_ids[facts.zones.index(zone)]


def names(cloud: Cloud) -> tuple[str, ...]:
    """Return the names of all regions of a cloud that the table has."""
    return tuple(_rows(cloud))


def _rows(cloud: Cloud) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = (
        table("jiban.components", "regions.yaml")["clouds"].get(cloud, {}).get("regions", {})
    )
    return rows
