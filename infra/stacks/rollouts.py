"""What brings new versions of services in by shares: its namespace, the controllers, and what they ask."""

from typing import Any

import pulumi

from infra.environment import Environment
from jiban.components.cluster.pools import POOL_LABEL
from jiban.components.rollouts.azure import program
from jiban.components.rollouts.contract import RolloutsContract
from jiban.components.rollouts.kubernetes import Rollouts, RolloutsArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformContract, PlatformShape
from jiban.components.workload.kubernetes import ClosedNamespace, Namespace, NamespaceArgs
from jiban.components.workload.manifests import identity_annotations, toleration
from jiban.components.workload.names import namespace_name, rollouts_namespace
from jiban.components.workload.policies import INTERNET, PUBLIC_API, internet_egress, kubernetes_egress

_ASKS = "to sign in at the directory and ask the managed Prometheus, which have no fixed addresses"


def carry_out(
    environment: Environment,
    ownership: Ownership,
    platform: PlatformContract,
    services: Namespace,
    opts: pulumi.ResourceOptions,
) -> RolloutsContract | None:
    """Make the controllers and their namespace, where a service asks for them."""
    shape, url = platform.shape, platform.metrics_url
    if not shape.rollouts or url is None:
        return None
    namespace = rollouts_namespace(ownership.project)
    closed = ClosedNamespace(
        "rollouts-namespace",
        NamespaceArgs(
            ownership=ownership,
            name=namespace,
            version=shape.version,
            metrics=False,
            cilium=shape.hooks.cilium,
        ),
        opts,
    )
    return Rollouts(
        "rollouts",
        RolloutsArgs(
            spec=environment.rollouts,
            ownership=ownership,
            namespace=namespace,
            services=namespace_name(ownership.project),
            deployer=services.contract.deployer,
            after=[closed, services],
            scheduling=place(shape, environment.rollouts.pool),
            kubernetes_api=kubernetes_egress(shape),
            kubernetes_internet={} if shape.private_api else {INTERNET: PUBLIC_API},
            internet=internet_egress(shape),
            internet_reason={INTERNET: _ASKS},
            scraper=shape.hooks.scraper_labels if shape.metrics else {},
            program=program(),
            prometheus=url,
            identity_labels=shape.hooks.pod_labels,
            identity_annotations=identity_annotations(shape.hooks, platform.reader_client_id),
        ),
        opts,
    ).contract


def place(shape: PlatformShape, pool: str | None) -> dict[str, Any]:
    """Return where the pods of the platform's own run: `nodeSelector` and `tolerations` of a pool."""
    taint = shape.pools[pool].taint if pool else None
    return {
        **({"nodeSelector": {POOL_LABEL: pool}} if pool else {}),
        **({"tolerations": [toleration(taint)]} if taint else {}),
    }
