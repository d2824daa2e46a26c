"""The services on a platform: every Kubernetes object of an environment."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_kubernetes

from infra.environment import Environment
from jiban.components.cluster.kubernetes import NodeAutoscaler, NodeAutoscalerArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformContract
from jiban.components.workload.kubernetes import Namespace, NamespaceArgs, Workload, WorkloadArgs
from jiban.components.workload.names import namespace_name


def workloads(
    environment: Environment,
    ownership: Ownership,
    platform: PlatformContract,
    ready: Mapping[str, Sequence[pulumi.Resource]] | None = None,
) -> dict[str, pulumi.Input[object]]:
    """Make the namespace and every service of an environment; return what the stack shows of them.

    Args:
        environment: what to make.
        ownership: whose it is; the namespace is named after its project.
        platform: what it stands on.
        ready: what must exist before the pods of a service start, by its name, beyond what the platform's
            outputs say.
    """
    provider = pulumi_kubernetes.Provider(
        "kubernetes",
        kubeconfig=platform.kubeconfig,
        # By this the provider tells another cluster from another way to sign in.
        cluster_identifier=platform.cluster_identifier,
        enable_server_side_apply=True,
    )
    on_cluster = pulumi.ResourceOptions(providers=[provider])
    if platform.shape.node_groups:
        NodeAutoscaler(
            "node-autoscaler",
            NodeAutoscalerArgs(
                region=environment.region,
                version=platform.shape.version,
                groups={
                    key: (platform.node_groups[key], fewest, most)
                    for key, (fewest, most) in platform.shape.node_groups.items()
                },
            ),
            on_cluster,
        )
    namespace = Namespace(
        "namespace",
        NamespaceArgs(
            ownership=ownership,
            name=namespace_name(ownership.project),
            version=platform.shape.version,
            metrics=platform.shape.metrics,
            cilium=platform.shape.hooks.cilium,
        ),
        on_cluster,
    ).contract
    services = {
        name: Workload(
            name,
            WorkloadArgs(
                spec=spec,
                ownership=ownership,
                namespace=namespace,
                platform=platform,
                callers=[other for other, its in environment.workloads.items() if name in its.calls],
                callees={other: environment.workloads[other].port for other in spec.calls},
                ready=(ready or {}).get(name, ()),
            ),
            on_cluster,
        ).contract
        for name, spec in environment.workloads.items()
    }
    return {
        "namespace": namespace.name,
        "deployer": namespace.deployer,
        "services": {name: service.url for name, service in services.items()},
    }
