"""Servers on AWS, composed from the tiers that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from infra.images import own_images, servers
from jiban.components.compute.aws import Compute, ComputeArgs, OwnImages
from jiban.components.compute.aws_alarms import SlowAlarms, SlowAlarmsArgs
from jiban.components.compute.user_data import AUTHORITIES
from jiban.components.images import repository
from jiban.components.postgres.authorities import authorities
from jiban.components.postgres.contract import PORT
from jiban.components.registry.names import repository_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.environment import Environment
    from jiban.components.cache.contract import CacheContract
    from jiban.components.compute.contract import ComputeContract
    from jiban.components.compute.spec import ServerGroupSpec
    from jiban.components.network.contract import NetworkContract
    from jiban.components.observability.contract import Route
    from jiban.components.postgres.contract import PostgresContract
    from jiban.components.registry.contract import RegistryContract
    from jiban.components.site import Site


def compute(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
    *,
    network: NetworkContract,
    registry: RegistryContract | None,
    postgres: PostgresContract | None,
    cache: CacheContract | None,
    found: Mapping[str, pulumi.Input[str]],
) -> ComputeContract | None:
    """Make the servers of an environment, where it has any.

    Args:
        environment: what to make.
        site: where it stands.
        opts: the provider.
        network: where the servers stand.
        registry: where their images are.
        postgres: the database server.
        cache: the cache.
        found: the variables by which programs find both.
    """
    if environment.compute is None:
        return None
    return Compute(
        "compute",
        ComputeArgs(
            spec=environment.compute,
            site=site,
            network=network,
            images=_images(environment, site, registry) if registry else None,
            postgres=postgres,
            cache=cache,
            authorities=authorities("aws", environment.region) if postgres else None,
            variables={
                name: _variables(name, group, environment, cache, found)
                for name, group in servers(environment).items()
            },
        ),
        opts,
    ).contract


def alarms(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
    *,
    made: ComputeContract | None,
    receivers: Mapping[Route, pulumi.Output[str]],
) -> None:
    """Make the alarms of servers, where the environment has any.

    Args:
        environment: what to make.
        site: where it stands.
        opts: the provider.
        made: the servers.
        receivers: ARN of each topic that tells people, by what it is told.
    """
    if made is None or environment.compute is None:
        return
    if any(group.slow_seconds is not None for group in environment.compute.servers.values()):
        args = SlowAlarmsArgs(spec=environment.compute, site=site, servers=made, receivers=receivers)
        SlowAlarms("compute-slow", args, opts)


def _images(environment: Environment, site: Site, registry: RegistryContract) -> OwnImages:
    own = own_images(environment)
    arn = f"arn:aws:ecr:{site.region}:"
    return OwnImages(
        host=registry.host,
        repositories={
            group: pulumi.Output.concat(
                arn,
                registry.registry_id,
                ":repository/",
                repository_name(site.naming, repository(own[group])),
            )
            for group in servers(environment)
            if group in own
        },
    )


def _variables(
    name: str,
    group: ServerGroupSpec,
    environment: Environment,
    cache: CacheContract | None,
    found: Mapping[str, pulumi.Input[str]],
) -> dict[str, pulumi.Input[str]]:
    """Return what a group is told of what it uses, in the words in which a service on Kubernetes is."""
    told: dict[str, pulumi.Input[str]] = {}
    if group.uses.databases:
        told |= {key: value for key, value in found.items() if key.startswith("POSTGRES_")}
        told |= {
            "POSTGRES_PORT": str(PORT),
            "POSTGRES_USER": name,
            "POSTGRES_DATABASE": group.uses.databases[0],
            "POSTGRES_DATABASES": ",".join(group.uses.databases),
            "POSTGRES_SSLMODE": "verify-full",
            "POSTGRES_SSLROOTCERT": AUTHORITIES,
        }
    if group.uses.cache and cache:
        told |= {key: value for key, value in found.items() if key.startswith("CACHE_")}
        told["CACHE_USER"] = cache.users[name].name
    if told:
        told["AWS_REGION"] = environment.region
    return told
