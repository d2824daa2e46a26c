"""Metrics on Azure: a managed Prometheus, and the rule that sends the cluster's metrics there."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import monitor

from jiban.components.base import refuse_beyond
from jiban.components.cluster.contract import ClusterContract
from jiban.components.observability.azure_logs import collection_endpoint, join_scope
from jiban.components.observability.contract import LogsContract, MetricsContract
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.spec import ObservabilitySpec
from jiban.components.site import Site

_STREAM: Final = "Microsoft-PrometheusMetrics"
"""Stream of the Prometheus agent (Azure/prometheus-collector, `AddonBicepTemplate`)."""
_DESTINATION: Final = "workspace"
"""What the rule calls the workspace, inside itself only."""


@dataclass(frozen=True, kw_only=True)
class MetricsArgs:
    """What a metrics store is made from."""

    spec: ObservabilitySpec
    site: Site
    cluster: ClusterContract
    """Cluster to scrape; its metrics agent is switched on by the cluster itself."""
    logs: LogsContract | None = None
    """Store of logs, through whose scope metrics come in by the private network; without one they come in by
    a public address."""


class Metrics(pulumi.ComponentResource):
    """An Azure Monitor workspace that the cluster's Prometheus agent writes to."""

    contract: MetricsContract

    def __init__(self, name: str, args: MetricsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the metrics store and bind the cluster to it.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:observability:Metrics", name, None, opts)
        self._logical = name
        self._site = args.site
        workspace = self._workspace()
        endpoint = collection_endpoint(
            self, f"{name}-ingestion", site=args.site, what="prometheus", public=args.logs is None
        )
        if args.logs:
            join_scope(
                self,
                f"{name}-scope-prometheus",
                site=args.site,
                scope_name=args.logs.scope_name,
                what="prometheus",
                resource_id=endpoint.id,
            )
        rule = self._rule(workspace, endpoint)
        monitor.DataCollectionRuleAssociation(
            f"{name}-association",
            association_name=args.site.naming.physical("monitor.DataCollectionRuleAssociation", "prometheus"),
            resource_uri=args.cluster.cluster_id,
            data_collection_rule_id=rule.id,
            description="Binds the cluster to its Prometheus workspace; without it no metric arrives",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.contract = MetricsContract(
            workspace_id=workspace.id,
            query_url=workspace.metrics.apply(lambda metrics: metrics.prometheus_query_endpoint),
        )
        self.register_outputs({"workspace_id": workspace.id, "query_url": self.contract.query_url})

    def _workspace(self) -> monitor.AzureMonitorWorkspace:
        site, logical = self._site, f"{self._logical}-workspace"
        return monitor.AzureMonitorWorkspace(
            logical,
            resource_group_name=site.resource_group,
            azure_monitor_workspace_name=site.naming.physical("monitor.AzureMonitorWorkspace"),
            location=site.region,
            # The autoscaler asks there, as an identity with a role: README, "Public endpoints".
            public_network_access=monitor.PublicNetworkAccess.ENABLED,
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _rule(
        self, workspace: monitor.AzureMonitorWorkspace, endpoint: monitor.DataCollectionEndpoint
    ) -> monitor.DataCollectionRule:
        site, logical = self._site, f"{self._logical}-rule"
        return monitor.DataCollectionRule(
            logical,
            resource_group_name=site.resource_group,
            data_collection_rule_name=site.naming.physical("monitor.DataCollectionRule", "prometheus"),
            location=site.region,
            kind=monitor.KnownDataCollectionRuleResourceKind.LINUX,
            data_collection_endpoint_id=endpoint.id,
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                prometheus_forwarder=[
                    monitor.PrometheusForwarderDataSourceArgs(name="prometheus", streams=[_STREAM])
                ]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                monitoring_accounts=[
                    monitor.MonitoringAccountDestinationArgs(
                        name=_DESTINATION, account_resource_id=workspace.id
                    )
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=[_STREAM], destinations=[_DESTINATION])],
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )
