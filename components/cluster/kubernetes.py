"""What a cluster runs for itself: the autoscaler of nodes, on a cloud that has none of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_kubernetes.helm import v3 as helm

from jiban.components.cluster import autoscaler

_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True)
class NodeAutoscalerArgs:
    """What the autoscaler of nodes is made of."""

    region: str
    """The cloud's own name of the region."""
    version: str
    """Minor version of the cluster, which the autoscaler's own follows."""
    groups: Mapping[str, tuple[pulumi.Input[str], int, int]]
    """Of each group of nodes its name in the cloud, its fewest nodes and its most."""


class NodeAutoscaler(pulumi.ComponentResource):
    """Cluster Autoscaler: it adds nodes for pods that find no room, and takes away those that stand idle."""

    def __init__(
        self, name: str, args: NodeAutoscalerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Install the chart of the table."""
        super().__init__("jiban:cluster:NodeAutoscaler", name, {}, opts)
        chart = autoscaler.chart(args.version)
        groups = [
            {"name": group, "minSize": fewest, "maxSize": most}
            for _, (group, fewest, most) in sorted(args.groups.items())
        ]
        release = helm.Release(
            f"{name}-release",
            name=autoscaler.ACCOUNT,
            namespace=autoscaler.NAMESPACE,
            chart=chart.name,
            version=chart.version,
            repository_opts=helm.RepositoryOptsArgs(repo=chart.repository),
            values=autoscaler.settings(args.region, args.version, groups),
            # A release that does not become ready is taken back, so that the next deployment can go on.
            atomic=True,
            timeout=_MINUTES * 60,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"version": release.version})
