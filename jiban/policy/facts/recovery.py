"""Recovery: how much of a database is lost at the most, and how far back it can be had.

Figures: `recovery.yaml`. A replica holds what its source holds, a mistake too, so it is no backup; one in
another region is a copy of the data for when the region is lost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from jiban.policy.facts import regions
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

INSTANCE: Final = "aws:rds/instance:Instance"
CLUSTER: Final = "aws:rds/cluster:Cluster"
POSTGRES: Final = "azure-native:dbforpostgresql:Server"
MYSQL: Final = "azure-native:dbformysql:Server"
DATABASES: Final = (INSTANCE, CLUSTER, POSTGRES, MYSQL)
_AZURE: Final = (POSTGRES, MYSQL)
_COPIES: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_PLAN: Final = "aws:backup/plan:Plan"
_SELECTION: Final = "aws:backup/selection:Selection"
_EVERY: Final = re.compile(r"(?:\*|\d+)/(\d+)")
_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON: Final = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440}
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_WEEK: Final = 7 * _DAY


@dataclass(frozen=True, slots=True)
class Backup:
    """A way to have a database back."""

    lost: int
    """Minutes that are lost at the most."""
    days: int
    """How far back it reaches."""
    said: str
    path: str
    elsewhere: bool = False
    """Whether it survives the loss of the region."""


_Doubt: TypeAlias = tuple[int, ResourceView, NotKnownError]


@dataclass(frozen=True, slots=True)
class _Replicas:
    """Replicas with their places among the servers, by the URN of their source."""

    by_source: Mapping[str, Sequence[tuple[int, ResourceView]]]
    doubts: tuple[_Doubt, ...]
    """Servers of which it is not known whether they are replicas, and why."""


def is_replica(database: ResourceView) -> bool:
    """Tell whether a database holds what another one holds.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if database.token in _AZURE:
        return database["createMode"].says("Replica", "GeoReplica")
    key = "replicateSourceDb" if database.token == INSTANCE else "replicationSourceIdentifier"
    return database[key].given


def backups(stack: StackView, database: ResourceView) -> Iterator[Backup]:
    """Yield the ways to have a database back.

    Raises:
        NotKnownError: the next one is not known before deployment.
    """
    yield from _azure(stack, database) if database.token in _AZURE else _aws(stack, database)


def _azure(stack: StackView, server: ResourceView) -> Iterator[Backup]:
    value = effective(server, "backup.backupRetentionDays")
    days = value.number(7)
    yield Backup(_minutes_of("logs"), days, f"backups of its own of {days} days", value.path)
    geo = server["backup"]["geoRedundantBackup"]
    if geo.says("Enabled"):
        lost = _minutes_of("geo_backup")
        yield Backup(
            lost,
            days,
            f"copies of its backups in the pair, up to {lost} minutes behind",
            geo.path,
            elsewhere=True,
        )
    own, found = _region(stack, server), _replicas(stack, server.token)
    end, doubt = next(
        ((place, why) for place, whose, why in found.doubts if whose is not server), (None, None)
    )
    for place, other in found.by_source.get(server.urn, ()):
        there = _region(stack, other)
        if (end is None or place < end) and other is not server and own and there and own != there:
            lost = _minutes_of("replica")
            said = f"replica {other.name} in {there}, up to {lost} minutes behind"
            yield Backup(lost, 0, said, "sourceServerResourceId", elsewhere=True)
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)


@once
def _replicas(stack: StackView, token: str) -> _Replicas:
    found, doubts = defaultdict[str, list[tuple[int, ResourceView]]](list), list[_Doubt]()
    for place, each in enumerate(stack.of(token)):
        try:
            if is_replica(each):
                for source in origins(stack, each, each["sourceServerResourceId"]):
                    found[source.urn].append((place, each))
        except NotKnownError as error:
            doubts.append((place, each, error))
    return _Replicas(found, tuple(doubts))


def _aws(stack: StackView, database: ResourceView) -> Iterator[Backup]:
    value = effective(database, "backupRetentionPeriod")
    for plan, selection in _plans(stack):
        if _selects(stack, selection, database):
            with of(plan):
                yield from _of_plan(plan)
    for copies in _copies(stack).get(database.urn, ()):
        lost, days = _minutes_of("copied_backups"), copies["retentionPeriod"].number(7)
        said = f"copies of its backups in another region, up to {lost} minutes behind"
        yield Backup(lost, days, said, "sourceDbInstanceArn", elsewhere=True)
    days = value.number()
    if days > 0:
        yield Backup(_minutes_of("logs"), days, f"backups of its own of {days} days", value.path)


@once
def _copies(stack: StackView) -> Mapping[str, Sequence[ResourceView]]:
    """Return what copies backups to another region, by the URN of the database."""
    found = defaultdict[str, list[ResourceView]](list)
    for copies in stack.of(_COPIES):
        for database in origins(stack, copies, copies["sourceDbInstanceArn"], INSTANCE):
            found[database.urn].append(copies)
    return found


@once
def _plans(stack: StackView) -> tuple[tuple[ResourceView, ResourceView], ...]:
    """Return each plan of AWS Backup with each selection of it."""
    return tuple(
        (plan, selection)
        for selection in stack.of(_SELECTION)
        for plan in origins(stack, selection, selection["planId"], _PLAN)
    )


def _selects(stack: StackView, selection: ResourceView, database: ResourceView) -> bool:
    """Tell whether a selection is about a database: by its ARN, or by a tag."""
    for node in selection["resources"].each():
        if not node.known:
            if database in origins(stack, selection, node, INSTANCE, CLUSTER):
                return True
            continue
        if _matches(node.text(), database):
            return True
    tags = dict(database["tags"].items()) if selection["selectionTags"].each() else {}
    for each in selection["selectionTags"].each():
        own = tags.get(each["key"].text())
        if own is not None and own.text() == each["value"].text():
            return True
    return False


def _matches(arn: str, database: ResourceView) -> bool:
    kind, key = ("db", "identifier") if database.token == INSTANCE else ("cluster", "clusterIdentifier")
    name = database[key]
    own = f":{kind}:{name.text()}" if name.known and name.given else None
    return arn == "*" or arn.endswith(f":{kind}:*") or (own is not None and arn.endswith(own))


def _of_plan(plan: ResourceView) -> Iterator[Backup]:
    for rule in plan["rules"].each():
        days = rule["lifecycle"]["deleteAfter"]
        if rule["enableContinuousBackup"].is_true():
            most = table("jiban.policy.facts", "recovery.yaml")["continuous_days"]["value"]
            kept = min(days.number(most), most)
            said = f"plan {plan.name} with continuous backups of {kept} days"
            yield Backup(_minutes_of("logs"), kept, said, rule["enableContinuousBackup"].path)
            continue
        period = _period(rule["schedule"])
        lost = period + rule["startWindow"].number(_minutes_of("window"))
        kept = days.number(_WEEK * 52)
        begins = f"which begins within {lost - period} minutes"
        said = f"plan {plan.name} with a backup every {_shown(period)}, {begins}"
        yield Backup(lost, kept, said, rule["schedule"].path)
        if rule["copyActions"].each():
            behind = lost + _minutes_of("copying")
            yield Backup(behind, kept, f"{said} and is copied", rule["copyActions"].path, elsewhere=True)


def _period(node: Node) -> int:
    """Return the longest time between two backups of a schedule, in minutes.

    Raises:
        NotKnownError: it is not known before deployment, or is no schedule that is worked out here.
    """
    text = node.text()
    rate = _RATE.fullmatch(text)
    if rate is not None:
        return int(rate[1]) * _MINUTES[rate[2]]
    cron = _CRON.fullmatch(text)
    if cron is None:
        raise NotKnownError(node.path, "is no schedule that is worked out here")
    _, hours, day, month, weekday, _ = cron.groups()
    if month != "*" or day not in ("*", "?"):
        return 31 * _DAY
    if weekday not in ("*", "?"):
        return _WEEK
    if hours == "*":
        return _HOUR
    every = _EVERY.fullmatch(hours)
    if every is not None and int(every[1]):
        return int(every[1]) * _HOUR
    if re.fullmatch(r"\d+(,\d+)*", hours):
        at = sorted({int(each) for each in hours.split(",")})
        return max((b - a) % 24 or 24 for a, b in zip(at, at[1:] + at[:1], strict=True)) * _HOUR
    return _DAY


def _region(stack: StackView, server: ResourceView) -> str | None:
    try:
        return regions.region(stack, server).region
    except NotKnownError:
        return None


def _shown(minutes: int) -> str:
    for unit, size in (("day", _DAY), ("hour", _HOUR)):
        if minutes and minutes % size == 0:
            number = minutes // size
            return unit if number == 1 else f"{number} {unit}s"
    return f"{minutes} minutes"


def _minutes_of(name: str) -> int:
    return table("jiban.policy.facts", "recovery.yaml")["minutes"][name]["value"]
