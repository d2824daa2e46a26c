"""What the platforms of both regions on Azure have in common: what everything stands on, and what is told of
it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, resources

from infra.environment import Environment
from infra.stacks import azure_objects, wiring
from infra.stacks.platform import addresses, shape
from jiban.components.cache.contract import CacheContract
from jiban.components.cluster.azure import Cluster, ClusterArgs
from jiban.components.cluster.networking import pod_range
from jiban.components.edge.contract import EdgeContract
from jiban.components.endpoints.contract import Target
from jiban.components.identity.azure import ReaderArgs, ReaderIdentity
from jiban.components.identity.contract import IdentityContract
from jiban.components.naming import Naming
from jiban.components.network.azure import Network, NetworkArgs
from jiban.components.network.contract import NetworkContract
from jiban.components.objects.contract import ObjectsContract
from jiban.components.observability.azure import Metrics, MetricsArgs
from jiban.components.observability.azure_logs import Logs, LogsArgs
from jiban.components.observability.contract import LogsContract, MetricsContract
from jiban.components.postgres.contract import PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.registry.contract import RegistryContract
from jiban.components.rollouts.contract import READER
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site, known_after
from jiban.components.tags import Ownership
from jiban.components.workload.contract import Administrator, PlatformContract, VaultPlace
from jiban.components.workload.names import rollouts_namespace


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The managed services that keep something."""

    registry: RegistryContract | None
    vault: SecretsContract | None
    postgres: PostgresContract | None
    cache: CacheContract | None
    broker: QueueContract | None
    objects: ObjectsContract | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What everything else of a platform stands on."""

    group: resources.ResourceGroup
    group_name: str
    site: Site
    logs: LogsContract | None
    network: NetworkContract
    registry: RegistryContract | None
    cluster: Cluster
    metrics: MetricsContract | None


def ground(
    environment: Environment,
    naming: Naming,
    ownership: Ownership,
    registry: Callable[[Site], RegistryContract | None],
) -> Ground:
    """Make the group, the network, the cluster, and what takes logs and metrics.

    Args:
        environment: what to make.
        naming: names of the stack.
        ownership: whose it is.
        registry: makes the registry that nodes pull from, or takes one, at its place in the order.
    """
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
        Logs("logs", LogsArgs(spec=azure_objects.logged(environment), site=site)).contract
        if environment.observability.logs
        else None
    )
    network = Network(
        "network",
        NetworkArgs(
            spec=environment.network,
            site=site,
            flows=wiring.flows(environment),
            pod_cidr=pod_range("azure", environment.kubernetes),
            private_api=environment.kubernetes.private,
            entry=wiring.api_entry(environment),
            link=wiring.has_link(environment),
        ),
    ).contract
    pulled_from = registry(site)
    cluster = Cluster(
        "cluster",
        ClusterArgs(
            spec=environment.kubernetes,
            site=site,
            network=network,
            zones=environment.network.zones,
            registry=pulled_from,
            metrics=environment.observability.metrics,
            logs=logs.workspace_id if logs else None,
            secret_files=wiring.secret_files(environment),
        ),
    )
    metrics = (
        Metrics(
            "metrics",
            MetricsArgs(spec=environment.observability, site=site, cluster=cluster.contract, logs=logs),
        ).contract
        if environment.observability.metrics
        else None
    )
    return Ground(
        group=group,
        group_name=group_name,
        site=site,
        logs=logs,
        network=network,
        registry=pulled_from,
        cluster=cluster,
        metrics=metrics,
    )


def targets(stores: Stores, logs: LogsContract | None) -> Iterator[Target]:
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
    yield from azure_objects.targets(stores.objects)
    if stores.vault:
        yield Target(name="vault", service="vault", resource_id=stores.vault.vault_id, role="endpoints")
    if stores.registry:
        yield Target(
            name="registry", service="registry", resource_id=stores.registry.registry_id, role="endpoints"
        )
    if logs:
        yield Target(name="telemetry", service="telemetry", resource_id=logs.scope_id, role="endpoints")


def reader_of(environment: Environment, base: Ground) -> ReaderIdentity | None:
    """Make the identity that asks Prometheus how new versions do, where a service is brought in by shares."""
    if base.metrics is None or not wiring.rolled_out(environment):
        return None
    return ReaderIdentity(
        "identity-rollouts",
        ReaderArgs(
            site=base.site,
            namespace=rollouts_namespace(base.site.naming.project),
            service_account=READER,
            issuer=base.cluster.contract.oidc_issuer,
            metrics=base.metrics,
        ),
    )


def lock(site: Site, others: Sequence[pulumi.Resource]) -> None:
    """Lock the group against deletion, when everything is made; so it goes first when the stack does."""
    authorization.ManagementLockAtResourceGroupLevel(
        "group-lock",
        lock_name="no-deletion",
        resource_group_name=site.resource_group,
        level=authorization.LockLevel.CAN_NOT_DELETE,
        notes="Set jiban:lock to false and deploy before anything here is to be deleted",
        opts=pulumi.ResourceOptions(depends_on=list(others)),
    )


def contract(
    environment: Environment,
    stores: Stores,
    base: Ground,
    *,
    identities: Mapping[str, IdentityContract],
    scaler: IdentityContract,
    reader: IdentityContract | None,
    administrator: IdentityContract | None,
) -> PlatformContract:
    """Put together what services take from the platform."""
    cluster = base.cluster.contract
    return PlatformContract(
        shape=shape(environment),
        kubeconfig=cluster.kubeconfig,
        cluster_identifier=cluster.identifier,
        image_host=stores.registry.host if stores.registry else None,
        client_ids={service: identity.client_id for service, identity in identities.items()},
        database_roles={service: identity.database_role for service, identity in identities.items()},
        principal_ids={service: identity.principal_id for service, identity in identities.items()},
        administrator=Administrator(role=administrator.database_role, client_id=administrator.client_id)
        if administrator
        else None,
        vault=VaultPlace(name=stores.vault.name, tenant_id=stores.vault.tenant_id)
        if stores.vault and wiring.secret_files(environment)
        else None,
        addresses=addresses(
            stores.postgres, stores.cache, stores.broker, stores.vault, base.logs, objects=stores.objects
        ),
        metrics_url=base.metrics.query_url if base.metrics else None,
        queue_name=stores.broker.name if stores.broker else None,
        scaler_client_id=scaler.client_id,
        reader_client_id=reader.client_id if reader else None,
    )


def outputs(stores: Stores, edge: EdgeContract | None) -> dict[str, pulumi.Input[object]]:
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
    if stores.objects:
        found["buckets"] = {name: place.name for name, place in stores.objects.buckets.items()}
    if edge:
        found["edge"] = edge.host
        if edge.address is not None:
            found["origin"] = edge.address
    return found
