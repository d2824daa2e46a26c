"""What a new environment needs, as one list in order: worked out from the environment alone, so that it holds
no step too many and none too few.

A deployment never waits for something that a person does after it has begun: whatever pods need stands in the
list before the deployment of the pods.
"""

from collections.abc import Iterator
from dataclasses import replace

from infra.bootstrap.edge import (
    brings_a_certificate,
    edge_steps,
    link_steps,
    record_steps,
    zone_steps,
)
from infra.bootstrap.images import image_steps
from infra.bootstrap.monitoring import monitoring_steps
from infra.bootstrap.platform import (
    administrators_step,
    everything_step,
    machine_steps,
    pipelines_steps,
    platform_step,
    receiver_steps,
    stacks_step,
)
from infra.bootstrap.search import linked_role_steps, search_steps, searchers
from infra.bootstrap.servers import answering_step, database_steps, servers_step
from infra.bootstrap.services import certificate_steps, repository_steps, services_step
from infra.bootstrap.step import Names, Step
from infra.bootstrap.vault import certificates_in_vault, secret_steps, unfilled
from infra.environment import Environment
from infra.images import own_images
from jiban.settings.root import Deployment


def steps(environment: Environment, deployment: Deployment) -> tuple[Step, ...]:
    """Return what a new environment needs, in order.

    Args:
        environment: of the stack that has the platform.
        deployment: the project, that stack, and those of the services on it.
    """
    names = Names(environment, deployment)
    first = (
        stacks_step(deployment),
        *pipelines_steps(deployment),
        administrators_step(environment, names),
        *receiver_steps(environment, names),
        *zone_steps(environment),
        *linked_role_steps(environment),
    )
    if environment.cluster is None:
        return (
            stacks_step(deployment),
            *receiver_steps(environment, names),
            servers_step(names),
            *image_steps(environment, names),
            *database_steps(environment, names),
            answering_step(environment, names),
        )
    if _at_once(environment):
        return (
            *first,
            *image_steps(environment, names),
            everything_step(environment, names),
            *monitoring_steps(environment, names),
            *certificate_steps(environment, names),
            *repository_steps(environment, names),
        )
    return (
        *first,
        platform_step(environment, names),
        *monitoring_steps(environment, names),
        *machine_steps(environment, names),
        *image_steps(environment, names),
        *secret_steps(environment, names),
        *certificates_in_vault(environment, names),
        *search_steps(environment, names),
        *edge_steps(environment, names),
        *link_steps(environment, names),
        services_step(environment, names),
        *certificate_steps(environment, names),
        *repository_steps(environment, names),
        *record_steps(environment, names),
        *_second_region(environment, deployment),
    )


def _at_once(environment: Environment) -> bool:
    """Whether one deployment makes all: neither an image, nor a secret, nor the way in, nor a role in the
    search domain comes between platform and services.
    """
    between = (
        brings_a_certificate(environment)
        or environment.kubernetes.private
        or own_images(environment)
        or unfilled(environment)
        or (environment.secrets and environment.secrets.certificates)
        or searchers(environment)
    )
    return environment.scope == "all" and not between


def _second_region(first: Environment, deployment: Deployment) -> Iterator[Step]:
    """Yield what the second region needs, when the first one is whole: it stands on that."""
    for stack, environment in deployment.settings.items():
        if environment.scope != "recovery" or environment.recovery.compute == "cold":
            continue
        names = Names(environment, replace(deployment, stack=stack))
        for step in (
            *receiver_steps(environment, names),
            platform_step(environment, names),
            *machine_steps(environment, names),
            *secret_steps(environment, names),
            *edge_steps(environment, names),
            services_step(environment, names),
            *certificate_steps(environment, names),
            *_second_record(first, names),
        ):
            yield replace(step, id=f"second-{step.id}", title=f"{step.title} in the second region")


def _second_record(first: Environment, names: Names) -> Iterator[Step]:
    if first.edge is None or first.edge.second_origin is None:
        return
    host = first.edge.second_origin
    yield Step(
        id="edge-records",
        title="Add the record of the gateway",
        commands=(f"pulumi stack output --stack {names.stack} origin",),
        reason=f"A of {host} is the address that it prints; from then on the edge asks both gateways, and "
        "leads requests here while the first one does not answer",
        done_when=f"`getent hosts {host}` prints that address",
    )
