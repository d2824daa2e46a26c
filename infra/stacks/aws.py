"""The platform on AWS, composed from the tiers that are built there, top to bottom."""

from collections.abc import Mapping, Sequence
from functools import partial

import pulumi
import pulumi_aws

from infra.environment import Environment
from infra.stacks import wiring
from infra.stacks.platform import Platform, addresses, shape
from jiban.components.cluster.aws import Cluster, ClusterArgs
from jiban.components.cluster.contract import ClusterContract
from jiban.components.identity import grants
from jiban.components.identity.aws import IdentityArgs, ServiceIdentity
from jiban.components.naming import Naming
from jiban.components.network.aws import Network, NetworkArgs
from jiban.components.postgres.aws import Postgres, PostgresArgs
from jiban.components.postgres.contract import PostgresContract
from jiban.components.site import Site
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformContract
from jiban.components.workload.names import namespace_name


def platform(environment: Environment, naming: Naming, ownership: Ownership) -> Platform:
    """Make every AWS resource of an environment."""
    provider = _provider(environment)
    on_aws = pulumi.ResourceOptions(providers=[provider])
    site = Site(naming=naming, ownership=ownership, region=environment.region, protect=environment.protect)
    network = Network(
        "network",
        NetworkArgs(spec=environment.network, site=site, flows=wiring.flows(environment)),
        on_aws,
    ).contract
    postgres = (
        Postgres(
            "postgres", PostgresArgs(spec=environment.postgres, site=site, network=network), on_aws
        ).contract
        if environment.postgres
        else None
    )
    cluster = Cluster(
        "cluster",
        ClusterArgs(
            spec=environment.cluster,
            site=site,
            network=network,
            zones=environment.network.zones,
            deploy_role=environment.deploy_role,
        ),
        on_aws,
    ).contract
    identities = _identities(environment, site, cluster, postgres, on_aws)
    return Platform(
        contract=PlatformContract(
            shape=shape(environment),
            kubeconfig=cluster.kubeconfig,
            cluster_identifier=cluster.identifier,
            node_groups=dict(cluster.node_groups),
            client_ids={name: identity.contract.client_id for name, identity in identities.items()},
            database_roles={name: identity.contract.database_role for name, identity in identities.items()},
            addresses=addresses(postgres, None, None, None),
        ),
        outputs={"cluster": cluster.name, **_outputs(environment, postgres, identities)},
        ready={service: [identity] for service, identity in identities.items()},
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


def _identities(
    environment: Environment,
    site: Site,
    cluster: ClusterContract,
    postgres: PostgresContract | None,
    opts: pulumi.ResourceOptions,
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
            ),
            opts,
        )
        for service, workload in environment.workloads.items()
        if wiring.needs_identity(workload.uses)
    }


def _outputs(
    environment: Environment, postgres: PostgresContract | None, identities: Mapping[str, ServiceIdentity]
) -> dict[str, pulumi.Input[object]]:
    """Return what a person asks a deployed stack for: addresses, and what is left to do by hand."""
    if postgres is None:
        return {}
    return {
        "database": postgres.host,
        "database_admin_secret": postgres.admin_secret,
        "database_grants": {
            service: identity.contract.database_role.apply(
                partial(_script, environment.workloads[service].uses.databases)
            )
            for service, identity in identities.items()
            if environment.workloads[service].uses.databases
        },
    }


def _script(databases: Sequence[str], role: str) -> str:
    return grants.aws_script(role, databases)
