"""Metrics on AWS: a managed Prometheus, and a managed collector that scrapes the cluster."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import amp, eks

from jiban.components.base import refuse_beyond
from jiban.components.observability.addons import addon_version
from jiban.components.observability.contract import MetricsContract
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.scraping import collector_configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.network.contract import NetworkContract
    from jiban.components.observability.spec import ObservabilitySpec
    from jiban.components.site import Site

_OBJECTS: Final = "kube-state-metrics"


@dataclass(frozen=True, kw_only=True)
class MetricsArgs:
    """What a metrics store is made from."""

    spec: ObservabilitySpec
    site: Site
    cluster: ClusterContract
    """Cluster to scrape; its API lets the collector in by itself, as it takes access entries."""
    network: NetworkContract
    namespaces: Sequence[str]
    """Namespaces whose annotated pods are scraped."""


class Metrics(pulumi.ComponentResource):
    """A workspace of Amazon Managed Service for Prometheus, and what fills it.

    Raises:
        SpecRefusedError: when the specification asks for what AWS cannot do.
    """

    contract: MetricsContract

    def __init__(self, name: str, args: MetricsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the metrics store and the collector."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:observability:Metrics", name, None, opts)
        self._logical = name
        self._args = args
        workspace = amp.Workspace(
            f"{name}-workspace",
            alias=args.site.naming.physical("amp.Workspace"),
            # By a key of AWS's own: a managed collector does not write into one with a customer's.
            tags=self._tags("workspace"),
            opts=pulumi.ResourceOptions(parent=self, protect=args.site.protect),
        )
        objects = self._objects()
        self._collector(workspace, objects)
        self.contract = MetricsContract(
            workspace_id=workspace.id,
            workspace_arn=workspace.arn,
            query_url=workspace.prometheus_endpoint,
        )
        self.register_outputs({"workspace_id": workspace.id, "query_url": self.contract.query_url})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("observability", f"{self._logical}-{suffix}")

    def _objects(self) -> eks.Addon:
        """Make what counts the cluster's objects: how many pods a service should have, and has."""
        cluster = self._args.cluster
        return eks.Addon(
            f"{self._logical}-objects",
            cluster_name=cluster.name_with_nodes or cluster.name,
            addon_name=_OBJECTS,
            addon_version=addon_version(_OBJECTS),
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=self._tags("objects"),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _collector(self, workspace: amp.Workspace, objects: eks.Addon) -> None:
        args, cluster = self._args, self._args.cluster
        amp.Scraper(
            f"{self._logical}-collector",
            alias=args.site.naming.physical("amp.Scraper"),
            source=amp.ScraperSourceArgs(
                eks=amp.ScraperSourceEksArgs(
                    cluster_arn=cluster.cluster_id,
                    security_group_ids=[cluster.security_group_id] if cluster.security_group_id else None,
                    # Where no pod is, so that policies can tell the collector from pods.
                    subnet_ids=list(args.network.subnet_ids["management"]),
                )
            ),
            destination=amp.ScraperDestinationArgs(
                amp=amp.ScraperDestinationAmpArgs(workspace_arn=workspace.arn)
            ),
            scrape_configuration=collector_configuration(args.namespaces),
            tags=self._tags("collector"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[objects]),
        )
