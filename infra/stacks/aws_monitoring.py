"""What watches the platform on AWS: logs and their archive, metrics, alerts on every part, dashboards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.cache.contract import CacheContract
from jiban.components.cache.spec import CacheSpec
from jiban.components.cluster.contract import ClusterContract
from jiban.components.compute.contract import ComputeContract
from jiban.components.compute.spec import ComputeSpec
from jiban.components.edge.cloudfront import figures
from jiban.components.edge.contract import EdgeContract
from jiban.components.iam import account_of
from jiban.components.network.contract import NetworkContract
from jiban.components.observability.aws import Metrics, MetricsArgs
from jiban.components.observability.aws_alerts import Alerts, AlertsArgs
from jiban.components.observability.aws_archive import Archive, ArchiveArgs
from jiban.components.observability.aws_grafana import Dashboards, DashboardsArgs
from jiban.components.observability.aws_logs import Logs, LogsArgs
from jiban.components.observability.contract import MetricsContract, Route, Size, Watched
from jiban.components.postgres.contract import PostgresContract
from jiban.components.postgres.sizes import ServerSizes, server_sizes
from jiban.components.search.contract import SearchContract
from jiban.components.search.spec import SearchSpec
from jiban.components.site import Site
from jiban.components.workload.names import namespace_name, rollouts_namespace

_KEPT_DAYS: Final = 90
"""Days for which logs are kept that come in any case, where the environment asks for none."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What there is to watch."""

    network: NetworkContract
    cluster: ClusterContract | None
    """None where everything runs on servers."""
    servers: ComputeContract | None
    postgres: PostgresContract | None
    cache: CacheContract | None
    search: SearchContract | None
    edge: EdgeContract | None


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What watches an environment."""

    outputs: Mapping[str, pulumi.Input[object]]
    """What the stack shows of it."""
    topics: Mapping[Route, pulumi.Output[str]]
    """ARNs of the topics that are told, by what they are told; none without alerts."""
    metrics: MetricsContract | None


def log_days(environment: Environment) -> int:
    """Return the days for which the logs of the managed services are kept."""
    logs = environment.observability.logs
    return logs.retention_days if logs else _KEPT_DAYS


def traces_url(environment: Environment) -> str | None:
    """Return where programs send traces to; None where nothing takes any.

    Source: CloudWatch user guide, `CloudWatch-OTLPEndpoint`.
    """
    logs = environment.observability.logs
    if logs is None or not logs.insights:
        return None
    return f"https://xray.{environment.region}.amazonaws.com/v1/traces"


def addresses(environment: Environment) -> Mapping[str, str]:
    """Return the variables by which programs find where traces go."""
    url = traces_url(environment)
    return {} if url is None else {wiring.TRACES: url}


def watch(environment: Environment, site: Site, parts: Parts, opts: pulumi.ResourceOptions) -> Watch:
    """Make what watches an environment, as far as it asks for it and there is something to watch."""
    asked = environment.observability
    shown: dict[str, pulumi.Input[object]] = {}
    topics: Mapping[Route, pulumi.Output[str]] = {}
    archive = _logs(environment, site, parts, opts)
    metrics = _metrics(environment, site, parts, opts)
    if asked.grafana and metrics:
        dashboards = Dashboards("dashboards", DashboardsArgs(site=site, metrics=metrics), opts)
        shown |= {"dashboards": dashboards.url, "dashboards_id": dashboards.grafana_id}
    if asked.alerts:
        alerts = Alerts(
            "alerts",
            AlertsArgs(
                spec=asked,
                alerts=asked.alerts,
                site=site,
                watched=list(_watched(environment, parts, archive)),
                metrics=metrics,
                rollouts=bool(wiring.rolled_out(environment)),
            ),
            opts,
        )
        topics = alerts.contract.action_groups
        shown["alert_topics"] = dict(topics)
        if alerts.contract.elsewhere:
            shown["edge_alert_topics"] = dict(alerts.contract.elsewhere[figures().region])
    return Watch(outputs=shown, topics=topics, metrics=metrics)


def _metrics(
    environment: Environment, site: Site, parts: Parts, opts: pulumi.ResourceOptions
) -> MetricsContract | None:
    if parts.cluster is None or not environment.observability.metrics:
        return None
    return Metrics(
        "metrics",
        MetricsArgs(
            spec=environment.observability,
            site=site,
            cluster=parts.cluster,
            network=parts.network,
            namespaces=[
                namespace_name(site.naming.project),
                *([rollouts_namespace(site.naming.project)] if wiring.rolled_out(environment) else []),
            ],
        ),
        opts,
    ).contract


def _logs(environment: Environment, site: Site, parts: Parts, opts: pulumi.ResourceOptions) -> Archive | None:
    """Make the logs of the cluster, and the archive of all; None where there is no archive."""
    asked = environment.observability
    if asked.logs is None:
        return None
    groups: Mapping[str, pulumi.Output[str]] = {}
    if parts.cluster:
        groups = Logs(
            "logs",
            LogsArgs(
                spec=asked,
                logs=asked.logs,
                site=site,
                cluster=parts.cluster,
                cluster_name=site.naming.physical("eks.Cluster"),
            ),
            opts,
        ).groups
    if asked.logs.archive_days is None:
        return None
    return Archive(
        "archive",
        ArchiveArgs(
            site=site,
            days=asked.logs.archive_days,
            groups={**groups, **_groups(parts)},
            account=environment.account,
        ),
        opts,
    )


def _groups(parts: Parts) -> Mapping[str, pulumi.Output[str]]:
    """Return the groups of logs that other tiers make, by what tells them apart."""
    written: dict[str, Mapping[str, pulumi.Output[str]]] = {}
    if parts.cluster:
        written["cluster"] = parts.cluster.log_groups
    if parts.servers:
        written["servers"] = parts.servers.log_groups
    if parts.postgres:
        written["postgres"] = parts.postgres.log_groups
    if parts.cache:
        written["cache"] = parts.cache.log_groups
    if parts.search:
        written["search"] = parts.search.log_groups
    return {f"{tier}-{each}": name for tier, groups in written.items() for each, name in groups.items()}


def _watched(environment: Environment, parts: Parts, archive: Archive | None) -> Iterator[Watched]:
    """Yield everything of which CloudWatch counts something that an alert is about."""
    for zone, nat in parts.network.nat_ids.items():
        yield Watched(name=f"network-{zone}", tier="network", resource_id=nat)
    if parts.edge:
        yield from _edge(parts.edge)
    if parts.servers and environment.compute:
        yield from _servers(parts.servers, environment.compute)
    if archive:
        yield Watched(name="archive", tier="archive", resource_id=archive.stream_name)
    if parts.postgres and environment.postgres:
        for server, name in parts.postgres.server_names.items():
            yield from _server(server, name, server_sizes(environment.postgres, server))
    if parts.cache and environment.cache:
        yield from _cache(parts.cache, environment.cache)
    if parts.search and environment.search:
        yield _search(parts.search, environment.search)


def _edge(edge: EdgeContract) -> Iterator[Watched]:
    balancer = edge.logged["gateway"].apply(_balancer_name)
    yield Watched(name="gateway", tier="gateway", resource_id=balancer)
    far = figures().region
    for name, counted in edge.counted.items():
        yield Watched(name=name, tier=name, resource_id=counted, region=far)


def _cache(made: CacheContract, asked: CacheSpec) -> Iterator[Watched]:
    tiers = ("cache", "cache-standby") if asked.standby else ("cache",)
    for number, name in made.node_names.items():
        for tier in tiers:
            yield Watched(name=f"cache-{number}", tier=tier, resource_id=name)


def _search(domain: SearchContract, asked: SearchSpec) -> Watched:
    """Return the domain; its metrics are of the account too, and count the disk of one node in MiB."""
    return Watched(
        name="search",
        tier="search",
        resource_id=domain.name,
        sizes={"storage": asked.disk_gb * 1024},
        also={"ClientId": domain.domain_id.apply(account_of)},
    )


def _servers(made: ComputeContract, asked: ComputeSpec) -> Iterator[Watched]:
    yield Watched(name="balancer", tier="gateway", resource_id=made.balancer)
    for group, name in made.groups.items():
        spec = asked.servers[group]
        sizes: Mapping[Size, float] = {"fewest": spec.min, "most": spec.max}
        tiers = {"servers": True, "servers-scaled": spec.max > spec.min}
        for tier in (each for each, holds in tiers.items() if holds):
            yield Watched(name=f"servers-{group}", tier=tier, resource_id=name, sizes=sizes)


def _balancer_name(arn: str) -> str:
    """Return what a load balancer's metrics call it: the end of its ARN, `app/NAME/ID`."""
    return arn.partition(":loadbalancer/")[2]


def _server(server: str, name: pulumi.Output[str], has: ServerSizes) -> Iterator[Watched]:
    sizes: Mapping[Size, float] = {
        "memory": has.memory,
        "storage": has.storage,
        "connections": has.connections,
    }
    tiers = {
        "postgres": True,
        "postgres-burstable": has.burstable,
        "postgres-replica": server != "primary",
    }
    for tier, holds in tiers.items():
        if holds:
            yield Watched(name=f"postgres-{server}", tier=tier, resource_id=name, sizes=sizes)
