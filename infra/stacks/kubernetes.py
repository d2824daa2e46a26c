"""The services on a platform: every Kubernetes object of an environment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pulumi
import pulumi_kubernetes

from infra.environment import Environment
from infra.stacks import wiring
from infra.stacks.delivery import argo_cd
from infra.stacks.rollouts import carry_out, place
from infra.stacks.scaling import follow_events
from jiban.components.cluster.kubernetes import NodeAutoscaler, NodeAutoscalerArgs
from jiban.components.cluster.pools import POOL_LABEL, SYSTEM_POOL, SYSTEM_TAINT
from jiban.components.ingress.azure import annotations
from jiban.components.ingress.contract import LISTENER, NAME, IngressContract
from jiban.components.ingress.gateway import PODS, Place
from jiban.components.ingress.kubernetes import Binding, Ingress, IngressArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import BoundTargets, Gateway, PlatformContract
from jiban.components.workload.kubernetes import (
    ClosedNamespace,
    DatabaseRoles,
    DatabaseRolesArgs,
    Namespace,
    NamespaceArgs,
    Workload,
    WorkloadArgs,
)
from jiban.components.workload.manifests import toleration
from jiban.components.workload.names import (
    ingress_namespace,
    namespace_name,
    roles_namespace,
    rollouts_namespace,
)
from jiban.components.workload.policies import INTERNET, PUBLIC_API, kubernetes_egress


def workloads(
    environment: Environment,
    ownership: Ownership,
    platform: PlatformContract,
    ready: Mapping[str, Sequence[pulumi.Resource]] | None = None,
    roles_ready: Sequence[pulumi.Resource] = (),
    *,
    controllers_ready: Sequence[pulumi.Resource] = (),
) -> dict[str, pulumi.Input[object]]:
    """Make the namespace and every service of an environment; return what the stack shows of them.

    Args:
        environment: what to make.
        ownership: whose it is; the namespace is named after its project.
        platform: what it stands on.
        ready: what must exist before the pods of a service start, by its name, beyond what the platform's
            outputs say.
        roles_ready: the same, before the databases' roles are made.
        controllers_ready: the same, before what looks after services starts: their identities.
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
    seen = _as_services_see(environment, ownership)
    platform = replace(platform, shape=replace(platform.shape, gateway=seen))
    own_namespace = Namespace(
        "namespace",
        NamespaceArgs(
            ownership=ownership,
            name=namespace_name(ownership.project),
            version=platform.shape.version,
            # Azure's agent has settings in the cluster; AWS's collector is told by itself.
            metrics=platform.shape.metrics and bool(platform.shape.hooks.scraper_labels),
            also_scraped=[
                *([seen.namespace] if seen else []),
                *([rollouts_namespace(ownership.project)] if platform.shape.rollouts else []),
            ],
            cilium=platform.shape.hooks.cilium,
        ),
        on_cluster,
    )
    namespace = own_namespace.contract
    ingress = _ingress(environment, ownership, platform, own_namespace, on_cluster)
    rollouts = carry_out(environment, ownership, platform, own_namespace, on_cluster, ready=controllers_ready)
    scaling = follow_events(
        environment, ownership, platform.shape, own_namespace, on_cluster, ready=controllers_ready
    )
    routed = wiring.routed(environment)
    users = wiring.database_users(environment)
    roles = (
        DatabaseRoles(
            "database-roles",
            DatabaseRolesArgs(
                services=users,
                ownership=ownership,
                name=roles_namespace(ownership.project),
                namespace=namespace,
                platform=platform,
                ready=roles_ready,
                others_refer=environment.delivery is not None,
            ),
            on_cluster,
        ).contract
        if users
        else None
    )
    delivery = argo_cd(
        environment,
        ownership,
        platform.shape,
        (
            own_namespace,
            [
                *(ingress.ready if ingress else ()),
                *([roles.run] if roles else ()),
                *scaling,
                *(each for name in environment.workloads for each in (ready or {}).get(name, ())),
            ],
        ),
        on_cluster,
    )
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
                authorities=roles.authorities if roles else None,
                ready=[
                    *(ready or {}).get(name, ()),
                    *([roles.run] if roles and name in users else []),
                    *(scaling if wiring.scaled_by_keda(spec) else []),
                ],
                shares=name in routed and spec.ingress is None,
                gateway_ready=ingress.ready if ingress else (),
                prometheus=rollouts.prometheus if rollouts else {},
                rollouts_ready=rollouts.ready if rollouts else (),
            ),
            _staying(on_cluster) if environment.delivery else on_cluster,
        ).contract
        for name, spec in (environment.workloads.items() if wiring.makes_services(environment) else ())
    }
    return {
        "namespace": namespace.name,
        "deployer": namespace.deployer,
        "services": {
            name: services[name].url
            if name in services
            else pulumi.Output.concat(f"http://{name}.", namespace.name)
            for name in environment.workloads
        },
        **({"gateway": ingress.address} if ingress and ingress.address else {}),
        **({"application": delivery.application} if delivery else {}),
    }


def _staying(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """Return options by which objects stay in the cluster when they leave the program: another deploys them
    from then on.
    """
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(retain_on_delete=True))


def _as_services_see(environment: Environment, ownership: Ownership) -> Gateway | None:
    """Return the gateway inside the cluster as its services see it."""
    if environment.ingress is None:
        return None
    namespace = ingress_namespace(ownership.project)
    return Gateway(namespace=namespace, name=NAME, listener=LISTENER, pods=PODS)


def _ingress(
    environment: Environment,
    ownership: Ownership,
    platform: PlatformContract,
    services: pulumi.Resource,
    opts: pulumi.ResourceOptions,
) -> IngressContract | None:
    """Make the gateway and its namespace, where the environment has one."""
    spec, shape, address = environment.ingress, platform.shape, platform.shape.gateway_address
    if spec is None or shape.gateway is None or (address is None and not shape.bound):
        return None
    closed = ClosedNamespace(
        "ingress-namespace",
        NamespaceArgs(
            ownership=ownership,
            name=shape.gateway.namespace,
            version=shape.version,
            metrics=False,
            cilium=shape.hooks.cilium,
        ),
        opts,
    )
    return Ingress(
        "ingress",
        IngressArgs(
            spec=spec,
            ownership=ownership,
            address=address,
            place=Place(
                namespace=shape.gateway.namespace,
                services=namespace_name(ownership.project),
                annotations=annotations(address) if address else {},
                bound=shape.bound,
                zones=shape.zones,
                scheduling=place(shape, spec.pool),
            ),
            after=[closed, services],
            clients=shape.ranges[wiring.before_gateway(environment)],
            services=wiring.routed(environment),
            kubernetes_api=kubernetes_egress(shape),
            internet={} if shape.private_api else {INTERNET: PUBLIC_API},
            scraper=shape.hooks.scraper_labels if shape.metrics else {},
            binding=_binding(environment.region, platform.targets),
        ),
        opts,
    ).contract


def _binding(region: str, targets: BoundTargets | None) -> Binding | None:
    """Return the group that the gateway's proxies are written into, where a load balancer sends to them."""
    if targets is None:
        return None
    return Binding(
        group=targets.group,
        network=targets.network,
        cluster=targets.cluster,
        region=region,
        scheduling={
            "nodeSelector": {POOL_LABEL: SYSTEM_POOL},
            "tolerations": [toleration(SYSTEM_TAINT)],
        },
    )
