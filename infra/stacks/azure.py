"""The platform on Azure, composed from the tiers, top to bottom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, resources

from infra.environment import Environment
from infra.stacks import azure_monitoring as monitoring
from infra.stacks import wiring
from infra.stacks.platform import Platform, addresses, shape
from jiban.components.budget.azure import Budget, BudgetArgs
from jiban.components.cache.azure import Cache, CacheArgs
from jiban.components.cache.contract import CacheContract
from jiban.components.cluster.azure import Cluster, ClusterArgs
from jiban.components.cluster.contract import ClusterContract
from jiban.components.cluster.networking import pod_range
from jiban.components.edge.azure import Edge, EdgeArgs
from jiban.components.edge.contract import EdgeContract
from jiban.components.endpoints.azure import EndpointsArgs, PrivateEndpoints
from jiban.components.endpoints.contract import Target
from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ReaderArgs,
    ReaderIdentity,
    ScalerArgs,
    ScalerIdentity,
    ServiceIdentity,
)
from jiban.components.naming import Naming
from jiban.components.network.azure import Network, NetworkArgs
from jiban.components.network.contract import NetworkContract
from jiban.components.observability.azure import Metrics, MetricsArgs
from jiban.components.observability.azure_logs import Logs, LogsArgs
from jiban.components.observability.contract import LogsContract, MetricsContract
from jiban.components.postgres.azure import Postgres, PostgresArgs
from jiban.components.postgres.contract import DirectoryIdentity, PostgresContract
from jiban.components.queue.azure import Broker, BrokerArgs, BrokerPair, PairArgs
from jiban.components.queue.azure_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.queue.contract import QueueContract
from jiban.components.registry.azure import Registry, RegistryArgs
from jiban.components.registry.contract import RegistryContract
from jiban.components.rollouts.contract import READER
from jiban.components.secrets.azure import Vault, VaultArgs
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site, known_after
from jiban.components.tags import Ownership
from jiban.components.turns import Line
from jiban.components.workload.contract import Administrator, PlatformContract, VaultPlace
from jiban.components.workload.names import (
    ROLES_ACCOUNT,
    namespace_name,
    roles_namespace,
    rollouts_namespace,
)


@dataclass(frozen=True, kw_only=True)
class _Stores:
    """The managed services that keep something."""

    registry: RegistryContract | None
    vault: SecretsContract | None
    postgres: PostgresContract | None
    cache: CacheContract | None
    broker: QueueContract | None


def platform(environment: Environment, naming: Naming, ownership: Ownership) -> Platform:
    """Make every Azure resource of an environment."""
    group_name = naming.physical("resources.ResourceGroup")
    group = resources.ResourceGroup(
        "group",
        resource_group_name=group_name,
        location=environment.region,
        tags=ownership.tags("group", "group"),
    )
    site = Site(
        naming=naming,
        ownership=ownership,
        region=environment.region,
        resource_group=known_after(group, group_name),
        protect=environment.protect,
        subscription=authorization.get_client_config_output().subscription_id,
    )
    logs = (
        Logs("logs", LogsArgs(spec=environment.observability, site=site)).contract
        if environment.observability.logs
        else None
    )
    network = Network(
        "network",
        NetworkArgs(
            spec=environment.network,
            site=site,
            flows=wiring.flows(environment),
            pod_cidr=pod_range("azure", environment.cluster),
            private_api=environment.cluster.private,
            entry=wiring.api_entry(environment),
            link=wiring.has_link(environment),
        ),
    ).contract
    registry = (
        Registry("registry", RegistryArgs(spec=environment.registry, site=site)).contract
        if environment.registry
        else None
    )
    cluster_component = Cluster(
        "cluster",
        ClusterArgs(
            spec=environment.cluster,
            site=site,
            network=network,
            zones=environment.network.zones,
            registry=registry,
            metrics=environment.observability.metrics,
            logs=logs.workspace_id if logs else None,
            secret_files=wiring.secret_files(environment),
        ),
    )
    cluster = cluster_component.contract
    metrics = (
        Metrics(
            "metrics", MetricsArgs(spec=environment.observability, site=site, cluster=cluster, logs=logs)
        ).contract
        if environment.observability.metrics
        else None
    )
    administrator = _administrator(environment, site, cluster)
    stores = _stores(environment, site, registry, administrator)
    endpoints = PrivateEndpoints(
        "endpoints", EndpointsArgs(site=site, network=network, targets=list(_targets(stores, logs)))
    )
    paired = (
        [BrokerPair("queue-pair", PairArgs(site=site, broker=stores.broker, ready=[endpoints]))]
        if stores.broker and stores.broker.partner
        else []
    )
    identities = _identities(environment, site, cluster, stores, logs)
    edge = _edge(environment, site, network, stores.vault, [endpoints])
    watch = monitoring.watch(
        environment,
        site,
        monitoring.Parts(
            group_id=group.id,
            network=network,
            cluster=cluster,
            logs=logs,
            metrics=metrics,
            registry=registry,
            vault=stores.vault,
            postgres=stores.postgres,
            cache=stores.cache,
            broker=stores.broker,
            edge=edge.contract if edge else None,
        ),
    )
    if environment.queue and environment.queue.alarms and stores.broker:
        BrokerAlarms(
            "queue-alarms",
            AlarmsArgs(
                spec=environment.queue,
                site=site,
                broker=stores.broker,
                action_groups=watch.action_groups,
            ),
        )
    scaler = ScalerIdentity(
        "identity-scaler",
        ScalerArgs(
            site=site,
            issuer=cluster.oidc_issuer,
            broker=stores.broker,
            queues=wiring.watched_queues(environment),
            metrics=metrics,
        ),
    )
    reader = _reader(environment, site, cluster, metrics)
    if environment.budget:
        Budget(
            "budget",
            BudgetArgs(
                spec=environment.budget,
                site=site,
                resource_groups=[
                    group_name,
                    naming.physical("containerservice.ManagedCluster.nodeResourceGroup"),
                ],
                action_group=watch.action_groups.get("notice"),
            ),
        )
    if environment.lock:
        _lock(
            site,
            [
                endpoints,
                *paired,
                cluster_component,
                scaler,
                *([reader] if reader else []),
                *identities.values(),
                *watch.components,
                *([edge] if edge else []),
            ],
        )
    return Platform(
        contract=_contract(
            environment,
            stores,
            cluster,
            metrics,
            logs,
            identities=identities,
            scaler=scaler,
            reader=reader,
            administrator=administrator,
        ),
        outputs={
            "resource_group": group_name,
            "cluster": cluster.name,
            **_outputs(stores, edge.contract if edge else None),
            **watch.outputs,
        },
        ready={
            service: [
                cluster_component,
                endpoints,
                *paired,
                *([identities[service]] if service in identities else []),
            ]
            for service in environment.workloads
        },
        roles_ready=[cluster_component, endpoints, administrator] if administrator else [],
    )


def _edge(
    environment: Environment,
    site: Site,
    network: NetworkContract,
    vault: SecretsContract | None,
    ready: Sequence[pulumi.Resource],
) -> Edge | None:
    """Make where requests from the internet arrive, if anybody asks for it; its gateway sends inside."""
    target = wiring.gateway_address(environment)
    edge = environment.edge
    if edge is None or not edge.certificate.in_vault or vault is None or target is None:
        return None
    return Edge(
        "edge",
        EdgeArgs(
            spec=edge,
            site=site,
            network=network,
            zones=environment.network.zones,
            vault=vault,
            target=target,
            ready=ready,
        ),
    )


def _lock(site: Site, others: Sequence[pulumi.Resource]) -> None:
    """Lock the group against deletion, when everything is made; so it goes first when the stack does."""
    authorization.ManagementLockAtResourceGroupLevel(
        "group-lock",
        lock_name="no-deletion",
        resource_group_name=site.resource_group,
        level=authorization.LockLevel.CAN_NOT_DELETE,
        notes="Set jiban:lock to false and deploy before anything here is to be deleted",
        opts=pulumi.ResourceOptions(depends_on=list(others)),
    )


def _stores(
    environment: Environment,
    site: Site,
    registry: RegistryContract | None,
    administrator: AdministratorIdentity | None,
) -> _Stores:
    """Make what keeps something: each tier that the environment asks for."""
    zones = environment.network.zones
    return _Stores(
        registry=registry,
        vault=Vault("vault", VaultArgs(spec=environment.secrets, site=site)).contract
        if environment.secrets
        else None,
        postgres=Postgres(
            "postgres",
            PostgresArgs(
                spec=environment.postgres,
                site=site,
                zones=zones,
                administrator=DirectoryIdentity(
                    name=administrator.contract.database_role, object_id=administrator.contract.principal_id
                )
                if administrator
                else None,
            ),
        ).contract
        if environment.postgres
        else None,
        cache=Cache("cache", CacheArgs(spec=environment.cache, site=site)).contract
        if environment.cache
        else None,
        broker=Broker("queue", BrokerArgs(spec=environment.queue, site=site)).contract
        if environment.queue
        else None,
    )


def _targets(stores: _Stores, logs: LogsContract | None) -> Iterator[Target]:
    """Everything that is reached through a private endpoint, and the subnet of its endpoint."""
    if stores.postgres:
        for server, server_id in stores.postgres.resource_ids.items():
            name = "postgres" if server == "primary" else f"postgres-{server}"
            yield Target(name=name, service="postgres", resource_id=server_id, role="database")
    if stores.cache:
        yield Target(name="cache", service="cache", resource_id=stores.cache.cache_id, role="cache")
        if stores.cache.second:
            second = stores.cache.second.cache_id
            yield Target(name="cache-second", service="cache", resource_id=second, role="cache")
    if stores.broker and stores.broker.private:
        yield Target(name="queue", service="queue", resource_id=stores.broker.broker_id, role="endpoints")
        if stores.broker.partner:
            partner = stores.broker.partner.broker_id
            yield Target(name="queue-second", service="queue", resource_id=partner, role="endpoints")
    if stores.vault:
        yield Target(name="vault", service="vault", resource_id=stores.vault.vault_id, role="endpoints")
    if stores.registry:
        yield Target(
            name="registry", service="registry", resource_id=stores.registry.registry_id, role="endpoints"
        )
    if logs:
        yield Target(name="telemetry", service="telemetry", resource_id=logs.scope_id, role="endpoints")


def _identities(
    environment: Environment,
    site: Site,
    cluster: ClusterContract,
    stores: _Stores,
    logs: LogsContract | None,
) -> dict[str, ServiceIdentity]:
    """Make one identity for each service that uses anything that asks who it is."""
    cache_line = Line()
    return {
        service: ServiceIdentity(
            f"identity-{service}",
            IdentityArgs(
                site=site,
                uses=workload.uses,
                namespace=namespace_name(site.naming.project),
                service_account=service,
                issuer=cluster.oidc_issuer,
                vault=stores.vault,
                broker=stores.broker,
                cache=stores.cache,
                logs=logs,
                cache_line=cache_line,
            ),
        )
        for service, workload in environment.workloads.items()
        if wiring.needs_identity(workload.uses)
    }


def _administrator(
    environment: Environment, site: Site, cluster: ClusterContract
) -> AdministratorIdentity | None:
    """Make the identity that makes the databases' roles, where a service needs one."""
    if not wiring.database_users(environment):
        return None
    return AdministratorIdentity(
        "identity-database-roles",
        AdministratorArgs(
            site=site,
            namespace=roles_namespace(site.naming.project),
            service_account=ROLES_ACCOUNT,
            issuer=cluster.oidc_issuer,
        ),
    )


def _reader(
    environment: Environment, site: Site, cluster: ClusterContract, metrics: MetricsContract | None
) -> ReaderIdentity | None:
    """Make the identity that asks Prometheus how new versions do, where a service is brought in by shares."""
    if metrics is None or not wiring.rolled_out(environment):
        return None
    return ReaderIdentity(
        "identity-rollouts",
        ReaderArgs(
            site=site,
            namespace=rollouts_namespace(site.naming.project),
            service_account=READER,
            issuer=cluster.oidc_issuer,
            metrics=metrics,
        ),
    )


def _contract(
    environment: Environment,
    stores: _Stores,
    cluster: ClusterContract,
    metrics: MetricsContract | None,
    logs: LogsContract | None,
    *,
    identities: Mapping[str, ServiceIdentity],
    scaler: ScalerIdentity,
    reader: ReaderIdentity | None,
    administrator: AdministratorIdentity | None,
) -> PlatformContract:
    """Put together what services take from the platform."""
    return PlatformContract(
        shape=shape(environment),
        kubeconfig=cluster.kubeconfig,
        cluster_identifier=cluster.identifier,
        image_host=stores.registry.host if stores.registry else None,
        client_ids={service: identity.contract.client_id for service, identity in identities.items()},
        database_roles={service: identity.contract.database_role for service, identity in identities.items()},
        principal_ids={service: identity.contract.principal_id for service, identity in identities.items()},
        administrator=Administrator(
            role=administrator.contract.database_role, client_id=administrator.contract.client_id
        )
        if administrator
        else None,
        vault=VaultPlace(name=stores.vault.name, tenant_id=stores.vault.tenant_id)
        if stores.vault and wiring.secret_files(environment)
        else None,
        addresses=addresses(stores.postgres, stores.cache, stores.broker, stores.vault, logs),
        metrics_url=metrics.query_url if metrics else None,
        queue_name=stores.broker.name if stores.broker else None,
        scaler_client_id=scaler.contract.client_id,
        reader_client_id=reader.contract.client_id if reader else None,
    )


def _outputs(stores: _Stores, edge: EdgeContract | None) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: addresses."""
    found: dict[str, pulumi.Input[object]] = {}
    if stores.registry:
        found["registry"] = stores.registry.host
    if stores.vault:
        found["vault"] = stores.vault.uri
    if stores.postgres:
        found["database"] = stores.postgres.host
        found["database_replicas"] = dict(stores.postgres.read_hosts)
    if stores.cache:
        found["cache"] = stores.cache.host
    if stores.broker:
        found["queue"] = stores.broker.host
    if edge:
        found["edge"] = edge.host
        if edge.address is not None:
            found["origin"] = edge.address
    return found
