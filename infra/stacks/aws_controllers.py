"""Identities on AWS of what looks after services in the cluster: KEDA, and the controllers of rollouts."""

from collections.abc import Sequence

import pulumi

from infra.environment import Environment
from infra.stacks import wiring
from jiban.components.cluster.contract import ClusterContract
from jiban.components.cluster.keda import OPERATOR
from jiban.components.identity.aws_controllers import (
    RolloutsArgs,
    RolloutsIdentity,
    ScalerArgs,
    ScalerIdentity,
)
from jiban.components.observability.contract import MetricsContract
from jiban.components.queue.contract import QueueContract
from jiban.components.rollouts.chart import RELEASE
from jiban.components.site import Site
from jiban.components.workload.contract import Text
from jiban.components.workload.names import rollouts_namespace, scaling_namespace


def identities(
    environment: Environment,
    site: Site,
    opts: pulumi.ResourceOptions,
    *,
    cluster: ClusterContract,
    broker: QueueContract | None,
    metrics: MetricsContract | None,
) -> Sequence[pulumi.Resource]:
    """Make the identities of those controllers that ask AWS for anything; return what their pods wait for.

    Args:
        environment: what to make.
        site: where it stands.
        opts: with which provider.
        cluster: in which they run.
        broker: its queues, whose length scales services.
        metrics: the managed Prometheus, by which versions are judged and services scaled.
    """
    found: list[pulumi.Resource] = []
    queues = wiring.watched_queues(environment) if broker else ()
    workspace = metrics.workspace_arn if metrics else None
    asked = workspace if wiring.asks_queries(environment) else None
    if queues or asked is not None:
        found.append(
            ScalerIdentity(
                "identity-scaler",
                ScalerArgs(
                    site=site,
                    namespace=scaling_namespace(site.naming.project),
                    service_account=OPERATOR,
                    cluster=cluster,
                    broker=broker,
                    queues=queues,
                    workspace=asked,
                ),
                opts,
            )
        )
    if workspace is not None and wiring.rolled_out(environment):
        found.append(
            RolloutsIdentity(
                "identity-rollouts",
                RolloutsArgs(
                    site=site,
                    namespace=rollouts_namespace(site.naming.project),
                    service_account=RELEASE,
                    cluster=cluster,
                    workspace=workspace,
                ),
                opts,
            )
        )
    return found


def query_url(metrics: MetricsContract | None) -> Text | None:
    """Return the base URL of the query API, as whoever appends a path to it takes it."""
    return metrics.query_url.apply(_without_slash) if metrics else None


def _without_slash(url: str) -> str:
    # AWS's own ends in a slash; KEDA would ask at `//api`, which is another path to sign.
    return url.rstrip("/")
