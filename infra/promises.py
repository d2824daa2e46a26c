"""What each part of an environment promises when its region is lost, by the way it survives that.

The figures are those of `promises.yaml`; which way a part has is read from the environment alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.environment import Environment
from infra.objectives import PARTS, Part
from jiban.components.backup.retention import copy_region, is_hourly
from jiban.components.backup.spec import NONE
from jiban.components.base import Cloud
from jiban.components.edge.probes import detection_seconds
from jiban.components.queue.servicebus import LAG_MINUTES
from jiban.components.regions import UnknownRegionError, region
from jiban.tables import table

TABLE: Final = "infra/promises.yaml"

_REDEPLOYED: Final = "redeployed"
_LAG: Final = "lag"
_PROBES: Final = "probes"
"""Words in the table for figures that the environment itself sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What one way of surviving promises."""

    part: Part
    way: str
    """The way's key in `promises.yaml`: `replica`, `none`."""
    rpo: int | None
    """Minutes whose data are lost at most; None where nobody promises a figure."""
    rto: int | None
    """Minutes until it works again, from when it begins to move; None where nobody promises a figure."""
    by_hand: bool
    """Whether somebody has to begin."""
    published: str
    """What the source says."""

    def back_after(self, respond_minutes: int) -> int | None:
        """Return the minutes until it works again, from when the region was lost."""
        if self.rto is None:
            return None
        return self.rto + (respond_minutes if self.by_hand else 0)


def promises(environment: Environment) -> tuple[Promise, ...]:
    """Return what each part that the environment has promises, in the order of `PARTS`."""
    found = _on_aws(environment) if environment.cloud == "aws" else _on_azure(environment)
    return tuple(promise(environment, part, found[part]) for part in PARTS if part in found)


def promise(environment: Environment, part: Part, way: str) -> Promise:
    """Return what a way would promise in this environment."""
    row = _table(environment.cloud)[part][way]
    rpo, rto = row["rpo"], row["rto"]
    if rpo == _LAG:
        rpo = lag_minutes(environment)
    if rto == _PROBES:
        seconds = detection_seconds(environment.edge.probe_seconds) if environment.edge else 0
        rto = -(-seconds // 60)
    return Promise(part=part, way=way, rpo=rpo, rto=rto, by_hand=row["by_hand"], published=row["published"])


def ways(cloud: Cloud, part: Part) -> tuple[str, ...]:
    """Return the ways that the table knows of a part on a cloud, the best first."""
    return tuple(_table(cloud)[part])


def lag_minutes(environment: Environment) -> int:
    """Return how far the broker's copy may be behind, or would be."""
    lag = environment.queue.geo_lag_minutes if environment.queue else None
    return LAG_MINUTES if lag is None else lag


def replica_to_move_to(environment: Environment) -> str | None:
    """Return the database's replica in the second region, the first by name; None where there is none."""
    if environment.postgres is None or environment.recovery is None:
        return None
    there = environment.recovery.region
    found = [name for name, each in environment.postgres.read_replicas.items() if each.region == there]
    return min(found, default=None)


def elsewhere(environment: Environment) -> str | None:
    """Return the region in which an environment is made anew when its own is lost: the second one, that of
    the copies, or else the pair; None where there is none.
    """
    if environment.recovery:
        return environment.recovery.region
    try:
        pair = region(environment.cloud, environment.region).pair
    except UnknownRegionError:
        return None
    return copy_region(environment.backup, pair) or pair if environment.backup else pair


def _on_aws(environment: Environment) -> dict[Part, str]:
    """Return by which way each part survives; what has no copy is made anew by the same program."""
    found: dict[Part, str] = {"cluster": _REDEPLOYED}
    if environment.postgres:
        found["postgres"] = _database_on_aws(
            environment, replicated=environment.postgres.geo_redundant_backup
        )
    if environment.queue:
        found["queue"] = _REDEPLOYED
    if environment.cache:
        found["cache"] = _REDEPLOYED
    if environment.secrets:
        found["secrets"] = _REDEPLOYED
    if environment.registry:
        there = elsewhere(environment)
        found["registry"] = "replica" if there in environment.registry.replica_regions else "none"
    if environment.edge:
        found["edge"] = _REDEPLOYED
    return found


def _database_on_aws(environment: Environment, *, replicated: bool) -> str:
    if replicated:
        return "replicated_backups"
    spec, objective = environment.backup, environment.objectives.recovery
    if spec is None or spec.copy_region == NONE:
        return "none"
    return (
        "hourly_copies" if is_hourly(spec, objective.rpo_minutes if objective else None) else "daily_copies"
    )


def _on_azure(environment: Environment) -> dict[Part, str]:
    compute = environment.recovery.compute if environment.recovery else "none"
    found: dict[Part, str] = {"cluster": compute}
    if environment.postgres:
        backups = "geo_backup" if environment.postgres.geo_redundant_backup else "none"
        found["postgres"] = "replica" if replica_to_move_to(environment) else backups
    if environment.queue:
        found["queue"] = environment.queue.geo
    if environment.cache:
        own = "empty" if compute == "warm" else "none"
        found["cache"] = "geo" if environment.cache.geo_region else own
    if environment.secrets:
        found["secrets"] = "second" if compute == "warm" else "pair"
    if environment.registry:
        there = environment.recovery.region if environment.recovery else None
        found["registry"] = "replica" if there in environment.registry.replica_regions else "none"
    if environment.edge:
        found["edge"] = "two_origins" if environment.edge.second_origin else "one_origin"
    return found


def _table(cloud: Cloud) -> Mapping[Part, Mapping[str, Mapping[str, Any]]]:
    ways: Mapping[Part, Mapping[str, Mapping[str, Any]]] = table("infra", "promises.yaml")["clouds"][cloud][
        "ways"
    ]
    return ways
