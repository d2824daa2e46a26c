"""What a service has besides where a Rollout brings new versions in; `rollout.py` makes what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, core

from jiban.components.rollouts.spec import BlueGreenSpec, CanarySpec
from jiban.components.workload import rollout
from jiban.components.workload.spec import WorkloadSpec
from jiban.components.workload.subject import Manifest, Subject

WEIGHTS: tuple[str, ...] = (
    "spec.rules[0].backendRefs[0].weight",
    "spec.rules[0].backendRefs[1].weight",
)
"""What of a route the controller changes."""
SELECTOR: tuple[str, ...] = ("spec.selector",)
"""What of an address it changes: it adds the hash of a version."""


@dataclass(frozen=True, kw_only=True)
class RolloutParts:
    """What a Rollout stands on."""

    deployment: pulumi.Resource
    addresses: Sequence[pulumi.Resource]
    """The service's own address, that of the new version, and the route to both where there is one."""
    ready: Sequence[pulumi.Resource]
    """The controller, with the definitions of its kinds."""
    prometheus: Mapping[str, Any]
    """How the controller asks the managed Prometheus, but for the query."""


def second_address(
    subject: Subject, spec: WorkloadSpec, patience: pulumi.CustomTimeouts, parent: pulumi.Resource
) -> list[pulumi.Resource]:
    """Make the address of the new version alone; nothing where a Deployment brings it in."""
    if spec.steered is None:
        return []
    manifest = rollout.second_service(subject, spec.steered)
    return [
        core.v1.Service(
            subject.logical("second-service"),
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(
                parent=parent, custom_timeouts=patience, ignore_changes=list(SELECTOR)
            ),
        )
    ]


def bring_in(
    subject: Subject,
    spec: WorkloadSpec,
    how: CanarySpec | BlueGreenSpec,
    parts: RolloutParts,
    parent: pulumi.Resource,
) -> pulumi.Resource:
    """Make a Rollout of the Deployment's pods, and by what it judges them."""
    waits = pulumi.ResourceOptions(parent=parent, depends_on=list(parts.ready))
    judged = custom_resource(
        subject,
        "analysis",
        rollout.analysis(subject, spec, how, parts.prometheus),
        waits,
    )
    first = [parts.deployment, *parts.addresses, judged, *parts.ready]
    return custom_resource(
        subject,
        "rollout",
        rollout.rollout(subject, spec, how),
        pulumi.ResourceOptions(
            parent=parent,
            depends_on=first,
            ignore_changes=["spec.replicas"] if spec.autoscale else None,
        ),
    )


def custom_resource(
    subject: Subject, part: str, manifest: Manifest, opts: pulumi.ResourceOptions
) -> apiextensions.CustomResource:
    """Make a part of a service that is an object of a kind with a definition of its own."""
    return apiextensions.CustomResource(
        subject.logical(part),
        api_version=manifest["apiVersion"],
        kind=manifest["kind"],
        metadata=manifest["metadata"],
        spec=manifest["spec"],
        opts=opts,
    )
