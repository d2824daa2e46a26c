"""What scales services by queues and schedules, where the cloud's clusters have nothing for it."""

from collections.abc import Iterator, Sequence

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.cluster.kubernetes_keda import EventAutoscaler, EventAutoscalerArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformShape
from jiban.components.workload.kubernetes import ClosedNamespace, Namespace, NamespaceArgs
from jiban.components.workload.names import namespace_name, scaling_namespace
from jiban.components.workload.policies import INTERNET, agent_egress, internet_egress, kubernetes_egress


def follow_events(
    environment: Environment,
    ownership: Ownership,
    shape: PlatformShape,
    services: Namespace,
    opts: pulumi.ResourceOptions,
    *,
    ready: Sequence[pulumi.Resource] = (),
) -> Sequence[pulumi.Resource]:
    """Install KEDA where a service asks for what only it can follow; return what such services wait for.

    Args:
        environment: what to make.
        ownership: whose it is.
        shape: what it stands on.
        services: whose autoscalers it looks after.
        opts: with which provider.
        ready: what must exist before its pods start: who they are.
    """
    if not wiring.brings_keda(environment):
        return []
    namespace, reasons = scaling_namespace(ownership.project), list(_asks(environment))
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
            after=[closed, services, *ready],
            kubernetes_api=kubernetes_egress(shape),
            api_range=shape.ranges["application"],
            asked=[*agent_egress(shape), internet_egress(shape)] if reasons else [],
            reasons={INTERNET: "; ".join(reasons)} if reasons else {},
        ),
        opts,
    ).ready


def _asks(environment: Environment) -> Iterator[str]:
    """Yield why it reaches the internet."""
    if wiring.watched_queues(environment):
        yield "to ask for the lengths of queues, whose service has no fixed addresses"
    if wiring.asks_queries(environment):
        yield "to ask the managed Prometheus, which has no fixed addresses"
