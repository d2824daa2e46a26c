"""The platform on Azure, composed from the tiers, top to bottom."""

from collections.abc import Sequence
from functools import partial

import pulumi

from infra.environment import Environment
from infra.promises import replica_to_move_to
from infra.stacks import azure_monitoring as monitoring
from infra.stacks import azure_objects, wiring
from infra.stacks.azure_handover import handover
from infra.stacks.azure_parts import Stores, contract, ground, lock, outputs, reader_of, targets
from infra.stacks.platform import Platform
from jiban.components.budget.azure import Budget, BudgetArgs
from jiban.components.cache.azure import Cache, CacheArgs
from jiban.components.cluster.contract import ClusterContract
from jiban.components.edge.azure import Edge, EdgeArgs
from jiban.components.endpoints.azure import EndpointsArgs, PrivateEndpoints
from jiban.components.identity.azure import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ScalerArgs,
    ScalerIdentity,
    ServiceIdentity,
)
from jiban.components.naming import Naming
from jiban.components.network.contract import NetworkContract
from jiban.components.observability.contract import LogsContract
from jiban.components.postgres.azure import Postgres, PostgresArgs
from jiban.components.postgres.contract import DirectoryIdentity
from jiban.components.postgres.replicas import PRIMARY, Promotion
from jiban.components.queue.azure import Broker, BrokerArgs, BrokerPair, PairArgs
from jiban.components.queue.azure_alarms import AlarmsArgs, BrokerAlarms
from jiban.components.registry.azure import Registry, RegistryArgs
from jiban.components.registry.contract import RegistryContract
from jiban.components.secrets.azure import Vault, VaultArgs
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site
from jiban.components.tags import Ownership
from jiban.components.turns import Line
from jiban.components.workload.names import ROLES_ACCOUNT, namespace_name, roles_namespace


def platform(environment: Environment, naming: Naming, ownership: Ownership) -> Platform:
    """Make every Azure resource of an environment."""
    base = ground(environment, naming, ownership, partial(_registry, environment))
    site, cluster = base.site, base.cluster.contract
    administrator = _administrator(environment, site, cluster)
    stores = _stores(environment, site, base.registry, administrator)
    endpoints = PrivateEndpoints(
        "endpoints",
        EndpointsArgs(site=site, network=base.network, targets=list(targets(stores, base.logs))),
    )
    paired = (
        [BrokerPair("queue-pair", PairArgs(site=site, broker=stores.broker, ready=[endpoints]))]
        if stores.broker and stores.broker.partner
        else []
    )
    identities = _identities(environment, site, cluster, stores, base.logs)
    edge = _edge(environment, site, base.network, stores.vault, [endpoints])
    watch = monitoring.watch(
        environment,
        site,
        monitoring.Parts(
            group_id=base.group.id,
            network=base.network,
            cluster=cluster,
            logs=base.logs,
            metrics=base.metrics,
            registry=base.registry,
            vault=stores.vault,
            postgres=stores.postgres,
            cache=stores.cache,
            broker=stores.broker,
            edge=edge.contract if edge else None,
            objects=stores.objects if azure_objects.is_recorded(environment) else None,
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
            metrics=base.metrics,
        ),
    )
    reader = reader_of(environment, base)
    if environment.budget:
        Budget(
            "budget",
            BudgetArgs(
                spec=environment.budget,
                site=site,
                resource_groups=[
                    base.group_name,
                    naming.physical("containerservice.ManagedCluster.nodeResourceGroup"),
                ],
                action_group=watch.action_groups.get("notice"),
            ),
        )
    if environment.lock:
        lock(
            site,
            [
                endpoints,
                *paired,
                base.cluster,
                scaler,
                *([reader] if reader else []),
                *identities.values(),
                *watch.components,
                *([edge] if edge else []),
            ],
        )
    return Platform(
        contract=contract(
            environment,
            stores,
            base,
            identities={name: each.contract for name, each in identities.items()},
            scaler=scaler.contract,
            reader=reader.contract if reader else None,
            administrator=administrator.contract if administrator else None,
        ),
        outputs={
            "resource_group": base.group_name,
            "cluster": cluster.name,
            **outputs(stores, edge.contract if edge else None),
            **watch.outputs,
            **(
                handover(
                    base.group_name,
                    stores,
                    identities={name: each.contract for name, each in identities.items()},
                    scaler=scaler.contract,
                    administrator=administrator.contract if administrator else None,
                    edge=edge.contract.identifier if edge else None,
                )
                if environment.recovery
                else {}
            ),
        },
        ready={
            service: [
                base.cluster,
                endpoints,
                *paired,
                *([identities[service]] if service in identities else []),
            ]
            for service in environment.workloads
        },
        roles_ready=[base.cluster, endpoints, administrator] if administrator else [],
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
    if edge is None or not edge.in_the_vault.in_vault or vault is None or target is None:
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


def _stores(
    environment: Environment,
    site: Site,
    registry: RegistryContract | None,
    administrator: AdministratorIdentity | None,
) -> Stores:
    """Make what keeps something: each tier that the environment asks for."""
    zones = environment.network.zones
    return Stores(
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
                second_region=environment.recovery.region if environment.recovery else None,
                promotion=_promotion(environment),
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
        broker=Broker(
            "queue",
            BrokerArgs(
                spec=environment.queue,
                site=site,
                moved=environment.recovery is not None and environment.recovery.active is not None,
            ),
        ).contract
        if environment.queue
        else None,
        objects=azure_objects.objects(environment, site),
    )


def _registry(environment: Environment, site: Site) -> RegistryContract | None:
    if environment.registry is None:
        return None
    return Registry("registry", RegistryArgs(spec=environment.registry, site=site)).contract


def _promotion(environment: Environment) -> Promotion | None:
    """Return which server takes writes after a move; None while nothing has moved."""
    recovery, replica = environment.recovery, replica_to_move_to(environment)
    if recovery is None or recovery.active is None or replica is None:
        return None
    if recovery.active == "first":
        return Promotion(server=PRIMARY)
    return Promotion(server=replica, option=recovery.promotion)


def _identities(
    environment: Environment,
    site: Site,
    cluster: ClusterContract,
    stores: Stores,
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
                objects=stores.objects,
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
