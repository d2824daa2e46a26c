"""Rules about backups: there is something to back up, and somewhere else to copy it to."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from infra.environment import Environment
from jiban.components import regions
from jiban.components.backup import retention
from jiban.components.backup.spec import NONE
from jiban.components.base import Fault
from jiban.components.regions import UnknownRegionError


def backups_are_of_aws(environment: Environment) -> Iterator[Fault]:
    """On Azure servers, caches, vaults and registries are backed up by the service that runs them."""
    if environment.backup is not None and environment.cloud == "azure":
        yield Fault(
            ("backup",),
            "on Azure each service keeps backups of its own: the database for "
            "postgres.backup_retention_days, in the pair with postgres.geo_redundant_backup",
            "set jiban:backup to null, and these two instead",
        )


def backups_have_a_database(environment: Environment) -> Iterator[Fault]:
    """A plan that selects nothing is a backup of nothing."""
    if environment.backup is not None and environment.cloud == "aws" and environment.postgres is None:
        yield Fault(
            ("backup",),
            "the database alone is backed up so, and the environment has none",
            "add postgres, or set jiban:backup to null",
        )


def copies_stand_elsewhere(environment: Environment) -> Iterator[Fault]:
    """A copy in the environment's own region is lost with it."""
    spec = environment.backup
    if spec is None or environment.cloud != "aws":
        return
    try:
        here = regions.region("aws", environment.region)
    except UnknownRegionError:
        return
    there = retention.copy_region(spec, here.pair)
    if there is None and spec.copy_region != NONE:
        yield Fault(
            ("backup", "copy_region"),
            f"{here.name} has no pair that snapshots could be copied to",
            "name a region, or none",
        )
    elif there == here.name:
        yield Fault(
            ("backup", "copy_region"),
            f"{there} is the region of the environment, and a copy there is lost with it",
            "name another region, or none",
        )


RULES: Final[Sequence[Callable[[Environment], Iterator[Fault]]]] = (
    backups_are_of_aws,
    backups_have_a_database,
    copies_stand_elsewhere,
)
