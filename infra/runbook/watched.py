"""Which alerts an environment has, by the tables of the tiers that make them. What they look at is there."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from infra.environment import Environment
from infra.promises import backed_up, elsewhere
from infra.runbook.page import Names
from jiban.components.backup.spec import NONE
from jiban.components.naming import Naming
from jiban.components.observability.alerts import alerts, of_tier
from jiban.components.observability.cloudwatch import cloudwatch_alerts
from jiban.components.postgres.sizes import server_sizes
from jiban.components.queue.alarms import alarms
from jiban.components.queue.sqs_alarms import queue_alarms

_NOTICE: Final = 2
"""Severity of what stands in no table and is told to the team alone: alarms on backups and their drills."""


class Fires(NamedTuple):
    """One alert that may fire."""

    name: str
    """What it is on, and its own name: `postgres.down`."""
    section: str
    """Of the page of alerts, which says what to do."""
    severity: int
    """0 is the worst."""


def watched(names: Names) -> Iterator[Fires]:
    """Yield each alert that an environment has."""
    return _on_aws(names) if names.environment.cloud == "aws" else _on_azure(names.environment)


def _on_azure(environment: Environment) -> Iterator[Fires]:
    tiers = {"network", "cluster"}
    tiers |= {"workloads", "observability"} if environment.observability.metrics else set()
    steered = any(each.steered for each in environment.workloads.values())
    tiers |= {"rollouts"} if environment.observability.metrics and steered else set()
    tiers |= {"secrets"} if environment.secrets else set()
    tiers |= {"cache"} if environment.cache else set()
    # Front Door is the first region's, and leads to both gateways.
    tiers |= {"gateway", *(() if environment.second else ("edge",))} if environment.edge else set()
    if environment.postgres:
        tiers |= {"postgres", *(["postgres-replica"] if environment.postgres.read_replicas else [])}
    if environment.queue:
        tiers |= {"queue", *(["queue-premium"] if environment.queue.tier == "premium" else [])}
        for alarm in alarms("azure", environment.queue):
            yield Fires(f"queue.{alarm.name}", alarm.runbook, alarm.severity)
    for alert in alerts():
        if alert.tier in tiers:
            yield Fires(f"{alert.tier}.{alert.name}", alert.runbook, alert.severity)


def _on_aws(names: Names) -> Iterator[Fires]:
    environment = names.environment
    tiers = set(_tiers_on_aws(environment))
    for alarm in cloudwatch_alerts():
        if alarm.tier in tiers:
            yield Fires(f"{alarm.tier}.{alarm.name}", alarm.runbook, alarm.severity)
    if environment.queue:
        naming = Naming(names.deployment.project, names.deployment.stack, environment.name_salt)
        for each in queue_alarms(naming, environment.queue):
            yield Fires(f"queue.{each.name}", each.runbook, each.severity)
    yield from _of_backups(environment)
    if environment.observability.metrics and environment.cluster:
        for tier in ("workloads", "cluster"):
            for rule in of_tier(tier, "query"):
                yield Fires(f"{tier}.{rule.name}", rule.runbook, rule.severity)


def _tiers_on_aws(environment: Environment) -> Iterator[str]:
    """Yield the tiers of which CloudWatch counts something here."""
    logs = environment.observability.logs
    if environment.network.egress != "none":
        yield "network"
    if environment.edge or environment.compute:
        yield "gateway"
    if environment.edge:
        yield from ("edge", "firewall")
    if environment.compute:
        scaled = any(each.max > each.min for each in environment.compute.servers.values())
        yield from ("servers", *(["servers-scaled"] if scaled else []))
    if logs and logs.archive_days is not None:
        yield "archive"
    if environment.cache:
        yield from ("cache", *(["cache-standby"] if environment.cache.standby else []))
    if environment.search:
        yield "search"
    if environment.postgres:
        servers = ("primary", *environment.postgres.read_replicas)
        yield from ("postgres", *(["postgres-replica"] if len(servers) > 1 else []))
        if any(server_sizes(environment.postgres, each).burstable for each in servers):
            yield "postgres-burstable"


def _of_backups(environment: Environment) -> Iterator[Fires]:
    spec = environment.backup
    if spec is None or environment.postgres is None:
        return
    yield Fires("backup.missing", "backups", _NOTICE)
    if spec.copy_region != NONE and elsewhere(environment) is not None:
        yield Fires("backup.copy-failed", "backups", _NOTICE)
    if spec.drill == "none":
        return
    for drill in ("drill", *(["drill-files"] if backed_up(environment) else [])):
        yield Fires(f"backup.{drill}-failed", "drills", _NOTICE)
        if environment.objectives.recovery:
            yield Fires(f"backup.{drill}-slow", "drills", _NOTICE)
