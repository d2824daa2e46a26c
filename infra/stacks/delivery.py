"""Argo CD in front of the services, where an environment has it."""

from collections.abc import Sequence

import pulumi

from infra.environment import Environment
from jiban.components.cluster.pools import POOL_LABEL
from jiban.components.delivery.contract import DeliveryContract
from jiban.components.delivery.kubernetes import Delivery, DeliveryArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformShape
from jiban.components.workload.kubernetes import ClosedNamespace, NamespaceArgs
from jiban.components.workload.manifests import READER, toleration
from jiban.components.workload.names import delivery_namespace, namespace_name
from jiban.components.workload.policies import INTERNET, PUBLIC_API, kubernetes_egress
from jiban.components.workload.rollout import second_name

_REPOSITORY = "to read the repository, whose host has no fixed addresses"


def argo_cd(
    environment: Environment,
    ownership: Ownership,
    shape: PlatformShape,
    after: tuple[pulumi.Resource, Sequence[pulumi.Resource]],
    opts: pulumi.ResourceOptions,
) -> DeliveryContract | None:
    """Make Argo CD and its namespace, where the environment has it.

    Args:
        environment: what to make.
        ownership: whose it is.
        shape: of the platform.
        after: namespace of the services; and what they would wait for in the stack.
        opts: of the components.
    """
    spec, (services, stands_on) = environment.delivery, after
    if spec is None:
        return None
    name = delivery_namespace(ownership.project)
    closed = ClosedNamespace(
        "delivery-namespace",
        NamespaceArgs(
            ownership=ownership,
            name=name,
            version=shape.version,
            metrics=False,
            cilium=shape.hooks.cilium,
        ),
        opts,
    )
    taint = shape.pools[spec.pool].taint if spec.pool else None
    return Delivery(
        "delivery",
        DeliveryArgs(
            spec=spec,
            ownership=ownership,
            name=spec.application or namespace_name(f"{ownership.project}-{ownership.stack}"),
            namespace=name,
            services=namespace_name(ownership.project),
            reader_role=READER,
            after=[closed, services],
            before_following=stands_on,
            zones=shape.zones,
            scheduling={
                **({"nodeSelector": {POOL_LABEL: spec.pool}} if spec.pool else {}),
                **({"tolerations": [toleration(taint)]} if taint else {}),
            },
            kubernetes_api=kubernetes_egress(shape),
            internet={} if shape.private_api else {INTERNET: PUBLIC_API},
            repository_reason={INTERNET: _REPOSITORY},
            private_ranges=shape.private_ranges,
            scaled=[name for name, each in environment.workloads.items() if each.autoscale],
            steered={
                name: second_name(name, each.steered)
                for name, each in environment.workloads.items()
                if each.steered
            },
        ),
        opts,
    ).contract
