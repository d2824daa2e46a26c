"""Rules about places: regions, their zones, and what a tier finds there."""

from collections.abc import Callable, Iterator
from typing import Final

from infra.environment import Environment
from jiban.components import regions
from jiban.components.base import Fault, Path
from jiban.components.regions import RegionFacts, UnknownRegionError


def region_is_known(environment: Environment) -> Iterator[Fault]:
    """The region is one of the table."""
    try:
        regions.region(environment.cloud, environment.region)
    except UnknownRegionError as error:
        yield Fault(("region",), str(error), error.remedy)


def region_takes_an_environment(environment: Environment) -> Iterator[Fault]:
    """A region with restricted access cannot hold an environment of its own."""
    here = _facts(environment)
    if here is not None and here.restricted and not environment.second:
        yield Fault(
            ("region",),
            f"{here.name} is opened on request only, for the disaster recovery of {here.pair}",
            f"set region to {here.pair}; {here.name} may be its second region (recovery.region)",
        )


def zones_exist(environment: Environment) -> Iterator[Fault]:
    """The region has the zones that the network names."""
    here = _facts(environment)
    if here is None:
        return
    if not here.zones:
        if environment.network.zones:
            yield Fault(
                ("network", "zones") if environment.second else ("region",),
                f"{here.name} has no availability zones, and network.zones names "
                f"{_listed(environment.network.zones)}",
                "set network.zones to []" if environment.second else "choose a region with zones",
            )
        elif not environment.second:
            yield Fault(
                ("region",),
                f"{here.name} has no availability zones, so the loss of one place takes the whole environment"
                "; such a region may be the second one of another",
                "choose a region with zones, or name this one in recovery.region of an environment elsewhere",
            )
        return
    if not environment.network.zones:
        yield Fault(
            ("network", "zones"),
            f"network.zones is empty, and {here.name} has the zones {_listed(here.zones)}",
            f"choose from {_listed(here.zones)}; only a region without zones goes with none",
        )
    for position, zone in enumerate(environment.network.zones):
        if zone not in here.zones:
            yield Fault(
                ("network", "zones", position),
                f"{here.name} has the zones {_listed(here.zones)}, and no zone {zone}",
                f"choose from {_listed(here.zones)}",
            )


def pools_reach_every_zone(environment: Environment) -> Iterator[Fault]:
    """A pool has a node for each zone even when it is smallest."""
    zones = len(set(environment.network.zones))
    cluster = environment.cluster
    if cluster is None:
        return
    pools = {("cluster", "system_pool"): cluster.system_pool} | {
        ("cluster", "pools", name): pool for name, pool in cluster.pools.items()
    }
    for path, pool in pools.items():
        if pool.min_nodes < zones:
            remedy = f"set min_nodes to {zones}, or name {pool.min_nodes} in network.zones"
            if pool.max_nodes < zones:
                remedy = f"set min_nodes to {zones} and max_nodes to {zones} or more, or name fewer zones"
            yield Fault(
                (*path, "min_nodes"),
                f"{pool.min_nodes} {_plural(pool.min_nodes, 'node')} cannot cover {zones} zones: a zone "
                "without a node "
                "keeps nothing running when another is lost",
                remedy,
            )


def standby_has_a_zone(environment: Environment) -> Iterator[Fault]:
    """A standby in another zone needs a region that offers it and a second zone."""
    postgres, here = environment.postgres, _facts(environment)
    if postgres is None or postgres.standby != "other_zone" or here is None or not here.zones:
        return
    if environment.second:
        return  # its database is the first region's
    zones = environment.network.zones
    if not here.postgres_zone_redundant:
        yield Fault(
            ("postgres", "standby"),
            f"PostgreSQL in {here.name} has no standby in another zone",
            "set postgres.standby to same_zone",
        )
    elif len(set(zones)) == 1:
        yield Fault(
            ("postgres", "standby"),
            f"a standby in another zone needs two zones, and network.zones names one, {zones[0]}",
            "set postgres.standby to same_zone or none, or name two zones or more in network.zones",
        )


def backups_have_a_pair(environment: Environment) -> Iterator[Fault]:
    """Backups kept elsewhere go to the region's pair, where there is one and PostgreSQL copies to it."""
    postgres, here = environment.postgres, _facts(environment)
    if postgres is None or not postgres.geo_redundant_backup or here is None or environment.second:
        return
    path, remedy = (
        ("postgres", "geo_redundant_backup"),
        "set postgres.geo_redundant_backup to false, and add a read replica elsewhere",
    )
    if here.pair is None:
        yield Fault(path, f"{here.name} has no pair that backups could be copied to", remedy)
    elif not here.postgres_geo_backup:
        yield Fault(path, f"PostgreSQL in {here.name} does not copy its backups to {here.pair}", remedy)


def other_regions_exist(environment: Environment) -> Iterator[Fault]:
    """What stands elsewhere is in a known region that is open to it: unrestricted, or its pair."""
    for path, elsewhere in () if environment.second else _elsewhere(environment):
        try:
            there = regions.region(environment.cloud, elsewhere)
        except UnknownRegionError as error:
            yield Fault(path, str(error), error.remedy)
            continue
        # Of an unknown region nobody can say what its pair is; it is told on its own.
        if there.restricted and there.pair != environment.region and _facts(environment) is not None:
            yield Fault(
                path,
                f"{there.name} is opened on request only, for the disaster recovery of {there.pair}",
                "choose an open region, or the pair of the environment's own",
            )


def second_regions_are_others(environment: Environment) -> Iterator[Fault]:
    """A second region is another one than the first."""
    for tier, region in () if environment.second else _second_regions(environment):
        if region == environment.region:
            yield Fault(
                (tier, "geo_region"),
                f"{region} is the region of the environment, and a second one is another",
                "name another region, or remove geo_region",
            )


def copies_of_buckets_are_elsewhere(environment: Environment) -> Iterator[Fault]:
    """A bucket is copied to another region than its own."""
    for path, region in _copies(environment):
        if region == environment.region:
            yield Fault(
                path,
                f"{region} is the region of the environment, where the bucket stands already",
                "name another region, or remove replicate_to",
            )


def _copies(environment: Environment) -> Iterator[tuple[Path, str]]:
    buckets = environment.objects.buckets if environment.objects else {}
    for name, bucket in buckets.items():
        if bucket.replicate_to is not None:
            yield ("objects", "buckets", name, "replicate_to"), bucket.replicate_to


def _elsewhere(environment: Environment) -> Iterator[tuple[Path, str]]:
    """Yield the regions that tiers name besides the environment's, with the field."""
    replicas = environment.postgres.read_replicas if environment.postgres else {}
    for name, replica in replicas.items():
        if replica.region is not None and replica.region != environment.region:
            yield ("postgres", "read_replicas", name, "region"), replica.region
    for tier, region in _second_regions(environment):
        if region != environment.region:
            yield (tier, "geo_region"), region
    for path, region in _copies(environment):
        if region != environment.region:
            yield path, region


def _second_regions(environment: Environment) -> Iterator[tuple[str, str]]:
    if environment.cache and environment.cache.geo_region is not None:
        yield "cache", environment.cache.geo_region
    if environment.queue and environment.queue.geo_region is not None:
        yield "queue", environment.queue.geo_region


def _facts(environment: Environment) -> RegionFacts | None:
    try:
        return regions.region(environment.cloud, environment.region)
    except UnknownRegionError:
        return None


def _listed(zones: tuple[int, ...]) -> str:
    return ", ".join(map(str, zones))


def _plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


RULES: Final[tuple[Callable[[Environment], Iterator[Fault]], ...]] = (
    region_is_known,
    region_takes_an_environment,
    zones_exist,
    pools_reach_every_zone,
    standby_has_a_zone,
    backups_have_a_pair,
    other_regions_exist,
    second_regions_are_others,
    copies_of_buckets_are_elsewhere,
)
