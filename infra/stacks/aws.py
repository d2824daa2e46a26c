"""The platform on AWS, composed from the tiers that are built there, top to bottom."""

import pulumi
import pulumi_aws

from infra.environment import Environment
from infra.images import own_images
from infra.stacks import aws_compute, aws_controllers, aws_edge, aws_monitoring, aws_queue, wiring
from infra.stacks.aws_backup import backups
from infra.stacks.aws_objects import objects
from infra.stacks.aws_search import search_domain
from infra.stacks.aws_secrets import private_services, secrets
from infra.stacks.platform import Platform, WithoutCluster, addresses, shape
from jiban.components.backup.contract import BackupContract
from jiban.components.budget.aws import Budget, BudgetArgs
from jiban.components.cache.aws import Cache, CacheArgs
from jiban.components.cache.contract import CacheContract
from jiban.components.cluster.aws import Cluster, ClusterArgs
from jiban.components.cluster.contract import ClusterContract
from jiban.components.compute.contract import ComputeContract
from jiban.components.identity.aws import (
    AdministratorArgs,
    AdministratorIdentity,
    IdentityArgs,
    ServiceIdentity,
)
from jiban.components.images import repository
from jiban.components.naming import Naming
from jiban.components.network.aws import Network, NetworkArgs
from jiban.components.objects.contract import ObjectsContract
from jiban.components.postgres.aws import Postgres, PostgresArgs
from jiban.components.postgres.contract import MASTER, PostgresContract
from jiban.components.queue.contract import QueueContract
from jiban.components.registry.aws import Registry, RegistryArgs
from jiban.components.registry.contract import RegistryContract
from jiban.components.search.contract import SearchContract
from jiban.components.secrets.contract import SecretsContract
from jiban.components.site import Site
from jiban.components.tags import Ownership
from jiban.components.workload.contract import Administrator, PlatformContract
from jiban.components.workload.names import ROLES_ACCOUNT, namespace_name, roles_namespace


def platform(environment: Environment, naming: Naming, ownership: Ownership) -> Platform | WithoutCluster:
    """Make every AWS resource of an environment."""
    provider = _provider(environment)
    on_aws = pulumi.ResourceOptions(providers=[provider])
    site = Site(naming=naming, ownership=ownership, region=environment.region, protect=environment.protect)
    network = Network(
        "network",
        NetworkArgs(
            spec=environment.network,
            site=site,
            flows=wiring.flows(environment),
            entries=wiring.from_edge(environment),
        ),
        on_aws,
    ).contract
    password = environment.passwords.get("postgres")
    postgres = (
        Postgres(
            "postgres",
            PostgresArgs(
                spec=environment.postgres,
                site=site,
                network=network,
                password=pulumi.Output.secret(password.get_secret_value()) if password else None,
                log_days=aws_monitoring.log_days(environment),
            ),
            on_aws,
        ).contract
        if environment.postgres
        else None
    )
    cache = (
        Cache(
            "cache",
            CacheArgs(
                spec=environment.cache,
                site=site,
                network=network,
                services=wiring.cache_users(environment),
                log_days=aws_monitoring.log_days(environment),
            ),
            on_aws,
        ).contract
        if environment.cache
        else None
    )
    stored = objects(environment, site, on_aws)
    buckets = stored.contract if stored else None
    broker = aws_queue.broker(environment, site, on_aws)
    search = search_domain(environment, site, network, on_aws)
    registry = _registry(environment, site, on_aws)
    vault = secrets(environment, site, on_aws)
    ways_in = private_services(environment, site, network, on_aws)
    found = addresses(postgres, cache, broker, vault, objects=buckets, search=search)
    servers = aws_compute.compute(
        environment,
        site,
        on_aws,
        network=network,
        registry=registry,
        postgres=postgres,
        cache=cache,
        found=found,
    )
    if environment.budget:
        Budget("budget", BudgetArgs(spec=environment.budget, site=site), on_aws)
    outputs = _outputs(postgres, cache, registry, buckets=buckets, search=search, servers=servers)
    if environment.cluster is None:
        parts = aws_monitoring.Parts(
            network=network,
            cluster=None,
            servers=servers,
            postgres=postgres,
            cache=cache,
            search=search,
            edge=None,
        )
        _, shown = _around(environment, site, parts, on_aws, buckets=buckets)
        return WithoutCluster(outputs={**outputs, **shown})
    cluster = Cluster(
        "cluster",
        ClusterArgs(
            spec=environment.cluster,
            site=site,
            network=network,
            zones=environment.network.zones,
            deploy_role=environment.deploy_role,
            log_days=aws_monitoring.log_days(environment),
        ),
        on_aws,
    ).contract
    identities = _identities(
        environment,
        site,
        cluster,
        on_aws,
        postgres=postgres,
        cache=cache,
        search=search,
        buckets=buckets,
        broker=broker,
        vault=vault,
    )
    administrator = _administrator(environment, site, cluster, postgres, on_aws)
    targets, edge = aws_edge.way_in(environment, site, network, cluster, on_aws, stored=stored)
    parts = aws_monitoring.Parts(
        network=network,
        cluster=cluster,
        servers=servers,
        postgres=postgres,
        cache=cache,
        search=search,
        edge=edge,
    )
    watch, shown = _around(environment, site, parts, on_aws, buckets=buckets)
    controllers = aws_controllers.identities(
        environment, site, on_aws, cluster=cluster, broker=broker, metrics=watch.metrics
    )
    return Platform(
        contract=PlatformContract(
            shape=shape(environment),
            kubeconfig=cluster.kubeconfig,
            cluster_identifier=cluster.identifier,
            node_groups=dict(cluster.node_groups),
            image_host=registry.host if registry else None,
            client_ids={name: identity.contract.client_id for name, identity in identities.items()},
            database_roles={name: identity.contract.database_role for name, identity in identities.items()},
            principal_ids={name: identity.contract.principal_id for name, identity in identities.items()},
            cache_users={name: user.name for name, user in cache.users.items()} if cache else {},
            administrator=Administrator(role=MASTER, secret=postgres.admin_secret)
            if administrator and postgres
            else None,
            addresses={**found, **aws_monitoring.addresses(environment)},
            queue_name=broker.name if broker else None,
            metrics_url=aws_controllers.query_url(watch.metrics),
            targets=aws_edge.bound(targets),
        ),
        outputs={
            "cluster": cluster.name,
            **outputs,
            **aws_queue.outputs(broker),
            **aws_edge.outputs(edge),
            **shown,
        },
        ready={service: [identity, *ways_in] for service, identity in identities.items()},
        roles_ready=[administrator, *ways_in] if administrator else [],
        controllers_ready=[*controllers, *ways_in] if controllers else [],
    )


def _provider(environment: Environment) -> pulumi_aws.Provider:
    """Make the one provider of the stack; without it each machine's own settings would decide where."""
    account, role = environment.account, environment.deploy_role
    return pulumi_aws.Provider(
        "aws",
        region=environment.region,
        allowed_account_ids=None if account is None else [account],
        assume_roles=None if role is None else [pulumi_aws.ProviderAssumeRoleArgs(role_arn=role)],
    )


def _registry(environment: Environment, site: Site, opts: pulumi.ResourceOptions) -> RegistryContract | None:
    """Make a repository for each image that names no registry; without any there is nothing to make."""
    own = sorted({repository(image) for image in own_images(environment).values()})
    if environment.registry is None or not own:
        return None
    return Registry(
        "registry",
        RegistryArgs(spec=environment.registry, site=site, repositories=own, account=environment.account),
        opts,
    ).contract


def _identities(
    environment: Environment,
    site: Site,
    cluster: ClusterContract,
    opts: pulumi.ResourceOptions,
    *,
    postgres: PostgresContract | None,
    cache: CacheContract | None,
    buckets: ObjectsContract | None,
    broker: QueueContract | None,
    vault: SecretsContract | None,
    search: SearchContract | None,
) -> dict[str, ServiceIdentity]:
    """Make one identity for each service that uses anything that asks who it is."""
    return {
        service: ServiceIdentity(
            f"identity-{service}",
            IdentityArgs(
                site=site,
                uses=workload.uses,
                namespace=namespace_name(site.naming.project),
                service_account=service,
                cluster=cluster,
                postgres=postgres,
                cache=cache,
                objects=buckets,
                traces=aws_monitoring.traces_url(environment) is not None,
                broker=broker,
                vault=vault,
                search=search,
            ),
            opts,
        )
        for service, workload in environment.workloads.items()
        if wiring.needs_identity(workload.uses)
    }


def _administrator(
    environment: Environment,
    site: Site,
    cluster: ClusterContract,
    postgres: PostgresContract | None,
    opts: pulumi.ResourceOptions,
) -> AdministratorIdentity | None:
    """Make the identity that makes the databases' roles, where a service needs one."""
    if postgres is None or not wiring.database_users(environment):
        return None
    return AdministratorIdentity(
        "identity-database-roles",
        AdministratorArgs(
            site=site,
            namespace=roles_namespace(site.naming.project),
            service_account=ROLES_ACCOUNT,
            cluster=cluster,
            postgres=postgres,
        ),
        opts,
    )


def _around(
    environment: Environment,
    site: Site,
    parts: aws_monitoring.Parts,
    opts: pulumi.ResourceOptions,
    *,
    buckets: ObjectsContract | None,
) -> tuple[aws_monitoring.Watch, dict[str, pulumi.Input[object]]]:
    """Make what watches the parts and what keeps copies of them; return it, and what the stack shows."""
    watch = aws_monitoring.watch(environment, site, parts, opts)
    aws_queue.alarms(environment, site, opts, watch.topics)
    aws_compute.alarms(environment, site, opts, made=parts.servers, receivers=watch.topics)
    vaults = backups(
        environment,
        site,
        parts.network,
        parts.postgres,
        opts,
        objects=buckets,
        receiver=watch.topics.get("notice"),
    )
    return watch, {**_vaults(vaults), **watch.outputs}


def _vaults(made: BackupContract | None) -> dict[str, pulumi.Input[object]]:
    """Return the vaults of backups, by region."""
    return {"backup_vaults": dict(made.vaults)} if made else {}


def _outputs(
    postgres: PostgresContract | None,
    cache: CacheContract | None,
    registry: RegistryContract | None,
    *,
    buckets: ObjectsContract | None,
    search: SearchContract | None,
    servers: ComputeContract | None,
) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: addresses."""
    found: dict[str, pulumi.Input[object]] = {}
    if postgres:
        found |= {"database": postgres.host, "database_admin_secret": postgres.admin_secret}
    if cache:
        found["cache"] = cache.host
    if search:
        found["search"] = search.host
    if registry:
        found["registry"] = registry.host
    if buckets:
        found["buckets"] = {name: place.name for name, place in buckets.buckets.items()}
    if servers:
        found["balancer"] = servers.host
    return found
