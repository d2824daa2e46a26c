"""What brings new versions of services in by shares: its namespace, the controllers, and what they ask."""

from collections.abc import Sequence
from typing import Any

import pulumi

from infra.environment import Environment
from jiban.components.cluster.pools import POOL_LABEL
from jiban.components.rollouts import aws, azure
from jiban.components.rollouts.contract import RolloutsContract
from jiban.components.rollouts.kubernetes import MetricsReaderArgs, Rollouts, RolloutsArgs
from jiban.components.tags import Ownership
from jiban.components.workload.contract import PlatformContract, PlatformShape, Text
from jiban.components.workload.kubernetes import ClosedNamespace, Namespace, NamespaceArgs
from jiban.components.workload.manifests import identity_annotations, toleration
from jiban.components.workload.names import namespace_name, rollouts_namespace
from jiban.components.workload.policies import (
    INTERNET,
    PUBLIC_API,
    agent_egress,
    internet_egress,
    kubernetes_egress,
    scraper,
)

_READS = "to sign in at the directory and ask the managed Prometheus, which have no fixed addresses"
_ASKS = "to ask the managed Prometheus, which has no fixed addresses"


def carry_out(
    environment: Environment,
    ownership: Ownership,
    platform: PlatformContract,
    services: Namespace,
    opts: pulumi.ResourceOptions,
    *,
    ready: Sequence[pulumi.Resource] = (),
) -> RolloutsContract | None:
    """Make the controllers and their namespace, where a service asks for them.

    Args:
        environment: what to make.
        ownership: whose it is.
        platform: what it stands on.
        services: whose new versions they bring in.
        opts: with which provider.
        ready: what must exist before their pods start: who they are.
    """
    shape, url = platform.shape, platform.metrics_url
    if not shape.rollouts or url is None:
        return None
    namespace = rollouts_namespace(ownership.project)
    signs = environment.cloud == "aws"
    reasons = [*([] if shape.private_api else [PUBLIC_API]), *([_ASKS] if signs else [])]
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
            after=[closed, services, *ready],
            scheduling=place(shape, environment.rollouts.pool),
            kubernetes_api=kubernetes_egress(shape),
            asks=[*agent_egress(shape), internet_egress(shape)] if signs else [],
            reasons={INTERNET: "; ".join(reasons)} if reasons else {},
            scraper=scraper(shape) if shape.metrics else None,
            prometheus=aws.asked(url, environment.region) if signs else azure.asked(namespace),
            reader=None if signs else _reader(platform, url),
        ),
        opts,
    ).contract


def _reader(platform: PlatformContract, url: Text) -> MetricsReaderArgs:
    """Return what asks Azure's managed Prometheus for the controllers, which cannot sign in there."""
    hooks = platform.shape.hooks
    return MetricsReaderArgs(
        program=azure.program(),
        prometheus=url,
        internet=internet_egress(platform.shape),
        reason={INTERNET: _READS},
        identity_labels=hooks.pod_labels,
        identity_annotations=identity_annotations(hooks, platform.reader_client_id),
    )


def place(shape: PlatformShape, pool: str | None) -> dict[str, Any]:
    """Return where the pods of the platform's own run: `nodeSelector` and `tolerations` of a pool."""
    taint = shape.pools[pool].taint if pool else None
    return {
        **({"nodeSelector": {POOL_LABEL: pool}} if pool else {}),
        **({"tolerations": [toleration(taint)]} if taint else {}),
    }
