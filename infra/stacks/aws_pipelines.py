"""Who deploys an environment on AWS from a pipeline: a small stack of its own, which a person deploys."""

import pulumi
import pulumi_aws

from infra.constraints.environment import is_built
from infra.environment import Environment
from jiban.components.backup.retention import copy_region
from jiban.components.naming import Naming
from jiban.components.pipelines.aws import Pipelines, PipelinesArgs
from jiban.components.regions import region
from jiban.components.site import Site
from jiban.components.tags import Ownership

_ALWAYS = ("network", "registry")
_TIERS = (
    "cluster",
    "compute",
    "budget",
    "secrets",
    "postgres",
    "cache",
    "search",
    "queue",
    "objects",
    "backup",
    "ingress",
    "edge",
    "observability",
)


def pipelines(
    environment: Environment, naming: Naming, ownership: Ownership
) -> dict[str, pulumi.Input[object]]:
    """Make the roles of an environment's pipelines, and return what workflows name.

    Raises:
        ValueError: when the environment has no pipelines, or no role that deploys it.
    """
    spec, role = environment.pipelines, environment.deploy_role
    if spec is None or role is None:
        raise ValueError("pipelines and deploy_role are set in a stack of scope pipelines")
    # Whoever deploys this is a person with rights of their own: the role that deploys is made here.
    provider = pulumi_aws.Provider(
        "aws",
        region=environment.region,
        allowed_account_ids=[role.split(":")[4]],
    )
    made = Pipelines(
        "pipelines",
        PipelinesArgs(
            spec=spec,
            site=Site(
                naming=naming, ownership=ownership, region=environment.region, protect=environment.protect
            ),
            deploy_role=role,
            tiers=tiers(environment),
            regions=regions(environment),
        ),
        pulumi.ResourceOptions(providers=[provider]),
    ).contract
    return {"deploy_role": made.deploy, "preview_role": made.preview}


def tiers(environment: Environment) -> tuple[str, ...]:
    """Return the tiers that an environment has, by their keys."""
    found = (
        each
        for each in _TIERS
        if getattr(environment, each, None)
        and is_built(each, environment.cloud)
        and (each != "observability" or is_watched(environment))
    )
    return (*_ALWAYS, *found)


def is_watched(environment: Environment) -> bool:
    """Whether anything is made of a tier that no environment can leave out."""
    asked = environment.observability
    scraped = asked.metrics and environment.cluster is not None
    return bool(scraped or asked.logs or asked.alerts or asked.grafana)


def regions(environment: Environment) -> tuple[str, ...]:
    """Return the regions in which an environment has anything: its own, those of copies of backups, images
    and buckets, and the one in which the world-wide edge reads its certificate and its firewall.
    """
    found = [environment.region]
    if environment.postgres and environment.postgres.geo_redundant_backup:
        pair = region("aws", environment.region).pair
        found += [pair] if pair else []
    if environment.backup:
        copies = copy_region(environment.backup, region("aws", environment.region).pair)
        found += [copies] if copies else []
    if environment.registry:
        found += environment.registry.replica_regions
    if environment.objects:
        found += [each.replicate_to for each in environment.objects.buckets.values() if each.replicate_to]
    if environment.edge is not None:
        found.append("us-east-1")
    return tuple(dict.fromkeys(found))
