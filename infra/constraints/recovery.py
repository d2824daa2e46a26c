"""Rules about the loss of a region: what is promised is what every part can do, and all parts move to one
place.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from infra.environment import Environment
from infra.objectives import Part, RecoveryObjectiveSpec
from infra.promises import Promise, elsewhere, lag_minutes, promise, promises, replica_to_move_to, ways
from jiban.components import regions
from jiban.components.base import Fault
from jiban.components.queue.limits import LEAST_LAG_MINUTES
from jiban.components.regions import UnknownRegionError

_AT: Final = ("objectives", "recovery")


def recovery_is_built(environment: Environment) -> Iterator[Fault]:
    """A second region is built on Azure alone."""
    if environment.recovery is not None and environment.cloud != "azure":
        yield Fault(
            ("recovery",),
            f"a second region is not built on {environment.cloud} yet",
            "leave it out; objectives.recovery is compared with what copies of backups promise",
        )


def losses_are_of_parts(environment: Environment) -> Iterator[Fault]:
    """What may be lost is there."""
    objective = environment.objectives.recovery
    for part in objective.may_lose if objective else ():
        if getattr(environment, part) is None:
            yield Fault(
                (*_AT, "may_lose", part), f"the environment has no {part}", f"add {part}, or take it out"
            )


def objective_can_be_met(environment: Environment) -> Iterator[Fault]:
    """No part loses more, or takes longer, than the objective says."""
    objective = environment.objectives.recovery
    if objective is None or environment.second:
        return  # the first region's stack has compared
    found = promises(environment)
    lossy = [each for each in found if _loses_too_much(each, objective)]
    slow = [each for each in found if _too_slow(each, objective)]
    if lossy:
        yield Fault(
            (*_AT, "rpo_minutes"),
            f"the loss of {environment.region} takes more than {objective.rpo_minutes} minutes of data: "
            + "; ".join(f"{each.part} loses {_figure(each.rpo)} ({each.published})" for each in lossy),
            "; ".join(_less_lost(environment, objective, each) for each in lossy),
        )
    if slow:
        yield Fault(
            (*_AT, "rto_minutes"),
            f"after the loss of {environment.region} it takes more than {objective.rto_minutes} minutes: "
            + "; ".join(_time(each, objective) for each in slow),
            "; ".join(dict.fromkeys(_sooner(environment, objective, each) for each in slow)),
        )


def second_region_exists(environment: Environment) -> Iterator[Fault]:
    """The second region is known, and open to this environment."""
    recovery = environment.recovery
    if recovery is None or environment.cloud != "azure" or environment.second:
        return
    path = ("recovery", "region")
    try:
        there = regions.region("azure", recovery.region)
    except UnknownRegionError as error:
        yield Fault(path, str(error), error.remedy)
        return
    if there.restricted and there.pair != environment.region:
        yield Fault(
            path,
            f"{there.name} is opened on request only, for the disaster recovery of {there.pair}",
            "choose an open region, or the pair of the environment's own",
        )


def all_move_to_one_place(environment: Environment) -> Iterator[Fault]:
    """Copies in another region than the second one are of no use to what runs there."""
    recovery = environment.recovery
    if recovery is None:
        return
    for tier in ("queue", "cache"):
        asked = getattr(environment, tier)
        if asked is not None and asked.geo_region not in (None, recovery.region):
            yield Fault(
                (tier, "geo_region"),
                f"the copy is in {asked.geo_region}, and recovery.region is {recovery.region}",
                f"set {recovery.region} here, or recovery.region to {asked.geo_region}",
            )


def there_is_something_to_promote(environment: Environment) -> Iterator[Fault]:
    """A move names the database's replica in the second region, which is the one that Azure promotes."""
    recovery, postgres = environment.recovery, environment.postgres
    if recovery is None or recovery.active is None or postgres is None:
        return
    if replica_to_move_to(environment) is None:
        yield Fault(
            ("recovery", "active"),
            f"the database has no replica in {recovery.region} that could take writes",
            f"add a read replica there (postgres.read_replicas.NAME.region: {recovery.region}), or leave "
            "active out",
        )
    if recovery.active == "first" and recovery.promotion == "forced":
        yield Fault(
            ("recovery", "promotion"),
            "back in the first region nothing has to be lost, as both regions answer",
            "set promotion to planned, or leave it out",
        )


def _loses_too_much(each: Promise, objective: RecoveryObjectiveSpec) -> bool:
    if each.part in objective.may_lose:
        return False
    return each.rpo is None or each.rpo > objective.rpo_minutes


def _too_slow(each: Promise, objective: RecoveryObjectiveSpec) -> bool:
    back = each.back_after(objective.respond_minutes)
    return back is None or back > objective.rto_minutes


def _less_lost(environment: Environment, objective: RecoveryObjectiveSpec, each: Promise) -> str:
    """Say what would lose no more than is asked, or that nothing built here does."""
    if each.part == "queue" and each.way == "replication":
        return f"queue: set {_lag(objective)}"
    others = [promise(environment, each.part, way) for way in ways(environment.cloud, each.part)]
    good = [other for other in others if other.rpo is not None and other.rpo <= objective.rpo_minutes]
    if each.part == "queue" and objective.rpo_minutes < lag_minutes(environment):
        return f"queue: {_how(environment, each.part, 'replication')} and {_lag(objective)}"
    if good:
        return f"{each.part}: {_how(environment, each.part, good[0].way)}"
    best = min((other.rpo for other in others if other.rpo is not None), default=None)
    if best is None:
        return f"{each.part}: nothing keeps it; name it in may_lose with the reason"
    return f"{each.part}: set rpo_minutes to {best} or more, the least there is, or name it in may_lose"


def _lag(objective: RecoveryObjectiveSpec) -> str:
    """Say how far behind the broker's copy may be, which is nothing or not so little."""
    if objective.rpo_minutes < LEAST_LAG_MINUTES:
        return "geo_lag_minutes to 0"
    return f"geo_lag_minutes to {objective.rpo_minutes} or less"


def _sooner(environment: Environment, objective: RecoveryObjectiveSpec, each: Promise) -> str:
    """Say what would be back in time, or what time there is at least."""
    others = [promise(environment, each.part, way) for way in ways(environment.cloud, each.part)]
    good = [other for other in others if not _too_slow(other, objective)]
    if good:
        return f"{each.part}: {_how(environment, each.part, good[0].way)}"
    times = [back for other in others if (back := other.back_after(objective.respond_minutes)) is not None]
    least = min(times)
    own = next(other for other in others if other.back_after(objective.respond_minutes) == least)
    shorter = ""
    if own.by_hand and own.rto is not None and own.rto <= objective.rto_minutes:
        shorter = f", or respond_minutes to {objective.rto_minutes - own.rto} or less"
    if each.part == "edge":
        shorter = ", or edge.probe_seconds to fewer"
    return f"{each.part}: set rto_minutes to {least} or more{shorter}"


def _how(environment: Environment, part: Part, way: str) -> str:
    """Say how a part gets another way of surviving."""
    there = elsewhere(environment) or "another region"
    stack = f"set recovery to region {there}, compute warm"
    texts = {
        ("postgres", "replica"): f"add a read replica in {there} (postgres.read_replicas)"
        + ("" if environment.recovery else f", and set recovery.region to {there}"),
        ("postgres", "geo_backup"): "set geo_redundant_backup to true",
        ("postgres", "replicated_backups"): "set geo_redundant_backup to true",
        ("postgres", "hourly_copies"): f"set backup with copy_region {there} and hourly true",
        ("postgres", "daily_copies"): f"set backup with copy_region {there}",
        ("queue", "replication"): f"set geo to replication, geo_region to {there}",
        ("queue", "alias"): f"set geo to alias, geo_region to {there}",
        ("cache", "geo"): f"set geo_region to {there}",
        ("registry", "replica"): f"add {there} to registry.replica_regions",
        ("edge", "two_origins"): "set second_origin to the name of the second region's gateway",
    }
    return texts.get((part, way), stack)


def _time(each: Promise, objective: RecoveryObjectiveSpec) -> str:
    back = each.back_after(objective.respond_minutes)
    if back is None:
        return f"{each.part} has no figure ({each.published})"
    sum_ = f"{objective.respond_minutes} to respond + {each.rto}" if each.by_hand else f"{each.rto}"
    return f"{each.part} {sum_} ({each.published})"


def _figure(minutes: int | None) -> str:
    return "without a limit" if minutes is None else f"{minutes} minutes"


RULES: Final[Sequence[Callable[[Environment], Iterator[Fault]]]] = (
    recovery_is_built,
    losses_are_of_parts,
    objective_can_be_met,
    second_region_exists,
    all_move_to_one_place,
    there_is_something_to_promote,
)
