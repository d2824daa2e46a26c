"""What scales services by queues and schedules, on a cloud whose clusters have no KEDA of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_kubernetes import networking
from pulumi_kubernetes.helm import v3 as helm

from jiban.components.cluster import keda
from jiban.components.tags import Ownership

_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class EventAutoscalerArgs:
    """What KEDA is made of."""

    ownership: Ownership
    namespace: str
    """Its own namespace."""
    services: str
    """Namespace of the services, which alone it looks after."""
    after: Sequence[pulumi.Resource]
    """What must exist before it: its own namespace, closed to all traffic but name lookups, and that of the
    services."""
    kubernetes_api: Mapping[str, Any]
    """Rule of a network policy that lets a pod out to the API server."""
    api_range: str
    """Addresses that the API server has in the network, from which it asks for metrics."""
    asked: Sequence[Mapping[str, Any]]
    """Rules that let it out to ask for lengths of queues and for metrics; none where it follows schedules
    alone."""
    reasons: Mapping[str, str]
    """Annotations of a policy with those: why it opens the internet."""


class EventAutoscaler(pulumi.ComponentResource):
    """KEDA for the services' namespace, in the pool of the cluster's own pods."""

    ready: Sequence[pulumi.Resource]
    """What an autoscaler of its kind must wait for."""

    def __init__(
        self, name: str, args: EventAutoscalerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Install the chart of the table, with the definitions of its kinds."""
        super().__init__("jiban:cluster:EventAutoscaler", name, {}, opts)
        self._name, self._args = name, args
        operator = self._metadata("operator-policy", keda.OPERATOR)
        if args.reasons:
            operator["annotations"] = dict(args.reasons)
        opened = [
            self._policy(
                "operator-policy", keda.operator_policy(operator, [args.kubernetes_api, *args.asked])
            ),
            self._policy(
                "metrics-policy",
                keda.metrics_policy(
                    self._metadata("metrics-policy", keda.METRICS_SERVER), args.api_range, args.kubernetes_api
                ),
            ),
        ]
        pinned = keda.chart()
        release = helm.Release(
            f"{name}-release",
            name=keda.RELEASE,
            namespace=args.namespace,
            chart=pinned.name,
            version=pinned.version,
            repository_opts=helm.RepositoryOptsArgs(repo=pinned.repository),
            values=keda.settings(args.services),
            # A release that does not become ready is taken back, so that the next deployment can go on.
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=opened),
        )
        self.ready = [release]
        self.register_outputs({"version": release.version})

    def _policy(self, part: str, manifest: keda.Manifest) -> pulumi.Resource:
        return networking.v1.NetworkPolicy(
            f"{self._name}-{part}",
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._args.after)),
        )

    def _metadata(self, part: str, name: str) -> keda.Manifest:
        labels = self._args.ownership.labels("cluster", f"{self._name}-{part}")
        return {"name": name, "namespace": self._args.namespace, "labels": labels}
