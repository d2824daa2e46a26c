"""What watches the platform on Azure: logs of every part, alerts on it, dashboards over it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from infra.environment import Environment
from infra.stacks import azure_objects, wiring
from jiban.components.cache.contract import CacheContract
from jiban.components.cluster.contract import ClusterContract
from jiban.components.edge.contract import EdgeContract
from jiban.components.network.contract import NetworkContract
from jiban.components.objects.contract import ObjectsContract
from jiban.components.observability.azure_alerts import Alerts, AlertsArgs
from jiban.components.observability.azure_diagnostics import Diagnostics, DiagnosticsArgs
from jiban.components.observability.azure_grafana import Dashboards, DashboardsArgs
from jiban.components.observability.azure_logs import ContainerLogs, ContainerLogsArgs
from jiban.components.observability.contract import Diagnosed, LogsContract, MetricsContract, Route, Watched
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.registry.contract import RegistryContract
from jiban.components.secrets.azure_alarms import AlarmsArgs as VaultAlarmsArgs
from jiban.components.secrets.azure_alarms import VaultAlarms
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site

_AZURE: Final = "azure-native"
_AT_THE_EDGE: Final = {"edge": "cdn:Profile", "gateway": "network:ApplicationGateway"}
"""Types of what an edge names as writing logs."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What there is to watch."""

    group_id: pulumi.Output[str]
    """Id of the resource group."""
    network: NetworkContract
    cluster: ClusterContract
    logs: LogsContract | None
    metrics: MetricsContract | None
    registry: RegistryContract | None
    vault: SecretsContract | None
    postgres: PostgresContract | None
    cache: CacheContract | None
    broker: QueueContract | None
    edge: EdgeContract | None
    objects: ObjectsContract | None = None
    """Buckets whose requests are recorded."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What watches an environment."""

    components: Sequence[pulumi.Resource]
    outputs: Mapping[str, pulumi.Input[object]]
    """What the stack shows of it."""
    action_groups: Mapping[Route, pulumi.Output[str]]
    """Ids of the groups that are told, by what they are told; none without alerts."""


def watch(environment: Environment, site: Site, parts: Parts) -> Watch:
    """Make what watches an environment, as far as it asks for it."""
    asked = environment.observability
    shown: dict[str, pulumi.Input[object]] = {}
    made: list[pulumi.Resource] = []
    groups: Mapping[Route, pulumi.Output[str]] = {}
    dashboards = None
    if asked.grafana and parts.metrics:
        dashboards = Dashboards(
            "dashboards",
            DashboardsArgs(
                site=site,
                metrics=parts.metrics,
                admins=environment.kubernetes.admins,
                group_id=parts.group_id,
                zone_redundant=len(environment.network.zones) > 1,
            ),
        )
        shown["dashboards"] = dashboards.url
        made.append(dashboards)
    if parts.logs:
        made.append(
            ContainerLogs(
                "container-logs", ContainerLogsArgs(site=site, cluster=parts.cluster, logs=parts.logs)
            )
        )
    if asked.alerts:
        alerts = Alerts(
            "alerts",
            AlertsArgs(
                spec=asked,
                alerts=asked.alerts,
                site=site,
                watched=list(_watched(environment, parts)),
                metrics=parts.metrics,
                rollouts=bool(wiring.rolled_out(environment)),
            ),
        )
        groups = alerts.contract.action_groups
        shown["action_groups"] = dict(groups)
        made.append(alerts)
    expiry = _expiry(site, parts, groups)
    made += expiry
    if parts.logs:
        targets = list(_diagnosed(parts, parts.logs, dashboards))
        targets += [_of("vault-alarms", "eventgrid:SystemTopic", each.topic_id) for each in expiry]
        made.append(Diagnostics("diagnostics", DiagnosticsArgs(logs=parts.logs, targets=targets)))
    return Watch(components=made, outputs=shown, action_groups=groups)


def _expiry(site: Site, parts: Parts, groups: Mapping[Route, pulumi.Output[str]]) -> Sequence[VaultAlarms]:
    """Make what tells people that something in the vault expires, where there is somebody to tell."""
    if parts.vault is None or not groups:
        return []
    args = VaultAlarmsArgs(site=site, vault=parts.vault, action_groups=groups)
    return [VaultAlarms("vault-alarms", args)]


def _diagnosed(parts: Parts, logs: LogsContract, dashboards: Dashboards | None) -> Iterator[Diagnosed]:
    """Yield everything that writes logs of its own; rule LOG-004 finds what is missing here."""
    yield from _of_network(parts.network, parts.edge)
    yield _of("cluster", "containerservice:ManagedCluster", parts.cluster.cluster_id)
    yield _of("logs", "operationalinsights:Workspace", logs.workspace_id)
    if parts.metrics:
        yield _of("metrics", "monitor:AzureMonitorWorkspace", parts.metrics.workspace_id)
    if dashboards:
        yield _of("dashboards", "dashboard:Grafana", dashboards.grafana_id)
    if parts.registry:
        yield _of("registry", "containerregistry:Registry", parts.registry.registry_id)
    if parts.vault:
        yield _of("vault", "keyvault:Vault", parts.vault.vault_id)
    if parts.postgres:
        for server, server_id in parts.postgres.resource_ids.items():
            yield _of(f"postgres-{server}", "dbforpostgresql:Server", server_id)
    for name, cache in _caches(parts):
        if cache.database_id is not None:
            yield _of(name, "redisenterprise:Database", cache.database_id)
    for name, broker_id in _brokers(parts):
        yield _of(name, "servicebus:Namespace", broker_id)
    yield from _of_buckets(parts.objects)


def _caches(parts: Parts) -> Iterator[tuple[str, CacheContract]]:
    """Yield the cache of each region, by its name."""
    if parts.cache:
        yield "cache", parts.cache
        if parts.cache.second:
            yield "cache-second", parts.cache.second


def _brokers(parts: Parts) -> Iterator[tuple[str, pulumi.Output[str]]]:
    """Yield the id of the broker of each region, by its name."""
    if parts.broker:
        yield "queue", parts.broker.broker_id
        if parts.broker.partner:
            yield "queue-second", parts.broker.partner.broker_id


def _of_buckets(buckets: ObjectsContract | None) -> Iterator[Diagnosed]:
    for name, blobs_id in azure_objects.blob_services(buckets):
        yield _of(f"objects-{name}", "storage:BlobServiceProperties", blobs_id)


def _of_network(network: NetworkContract, edge: EdgeContract | None) -> Iterator[Diagnosed]:
    yield _of("network", "network:VirtualNetwork", network.network_id)
    for subnet, group_id in network.rule_group_ids.items():
        yield _of(f"network-{subnet}", "network:NetworkSecurityGroup", group_id)
    if edge:
        for part, resource_id in edge.logged.items():
            yield _of(part, _AT_THE_EDGE[part], resource_id)


def _of(name: str, kind: str, resource_id: pulumi.Output[str]) -> Diagnosed:
    return Diagnosed(name=name, type=f"{_AZURE}:{kind}", resource_id=resource_id)


def _watched(environment: Environment, parts: Parts) -> Iterator[Watched]:
    """Yield everything of which Azure counts something that an alert is about."""
    yield Watched(name="cluster", tier="cluster", resource_id=parts.cluster.cluster_id)
    if parts.network.gateway_id is not None:
        yield Watched(name="network", tier="network", resource_id=parts.network.gateway_id)
    if parts.metrics:
        yield Watched(name="metrics", tier="observability", resource_id=parts.metrics.workspace_id)
    if parts.vault:
        yield Watched(name="vault", tier="secrets", resource_id=parts.vault.vault_id)
    yield from _watched_stores(environment, parts)
    if parts.edge:
        for part, resource_id in parts.edge.logged.items():
            yield Watched(name=part, tier=part, resource_id=resource_id)


def _watched_stores(environment: Environment, parts: Parts) -> Iterator[Watched]:
    """Yield what keeps data, or passes it on."""
    if parts.postgres:
        for server, server_id in parts.postgres.resource_ids.items():
            yield Watched(name=f"postgres-{server}", tier="postgres", resource_id=server_id)
            if server != "primary":
                yield Watched(name=f"postgres-{server}", tier="postgres-replica", resource_id=server_id)
    for name, cache in _caches(parts):
        yield Watched(name=name, tier="cache", resource_id=cache.cache_id)
    for name, broker_id in _brokers(parts):
        yield Watched(name=name, tier="queue", resource_id=broker_id)
        if environment.queue and environment.queue.tier == "premium":
            yield Watched(name=name, tier="queue-premium", resource_id=broker_id)
