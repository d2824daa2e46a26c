"""What scales services by queues and schedules, where the cloud's clusters have nothing for it."""

from collections.abc import Sequence

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.cluster.kubernetes_keda import EventAutoscaler, EventAutoscalerArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformShape
from jiban.components.workload.kubernetes import ClosedNamespace, Namespace, NamespaceArgs
from jiban.components.workload.names import namespace_name, scaling_namespace
from jiban.components.workload.policies import INTERNET, agent_egress, internet_egress, kubernetes_egress

_ASKS = "to ask for the lengths of queues, whose service has no fixed addresses"


def follow_events(
    environment: Environment,
    ownership: Ownership,
    shape: PlatformShape,
    services: Namespace,
    opts: pulumi.ResourceOptions,
) -> Sequence[pulumi.Resource]:
    """Install KEDA where a service asks for what only it can follow; return what such services wait for."""
    if not wiring.brings_keda(environment):
        return []
    namespace, asks = scaling_namespace(ownership.project), bool(wiring.watched_queues(environment))
    closed = ClosedNamespace(
        "scaling-namespace",
        NamespaceArgs(
            ownership=ownership,
            name=namespace,
            version=shape.version,
            metrics=False,
            cilium=shape.hooks.cilium,
        ),
        opts,
    )
    return EventAutoscaler(
        "scaling",
        EventAutoscalerArgs(
            ownership=ownership,
            namespace=namespace,
            services=namespace_name(ownership.project),
            after=[closed, services],
            kubernetes_api=kubernetes_egress(shape),
            api_range=shape.ranges["application"],
            queues=[*agent_egress(shape), internet_egress(shape)] if asks else [],
            reasons={INTERNET: _ASKS} if asks else {},
        ),
        opts,
    ).ready
