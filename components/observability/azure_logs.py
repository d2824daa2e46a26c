"""Logs on Azure: a Log Analytics workspace with Application Insights, filled by the private network alone."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import applicationinsights, monitor, operationalinsights

from jiban.components.base import Fault, SpecRefusedError, refuse_beyond
from jiban.components.cluster.contract import ClusterContract
from jiban.components.observability.contract import LogsContract
from jiban.components.observability.limits import LIMITS
from jiban.components.observability.spec import LogsSpec, ObservabilitySpec
from jiban.components.site import Site, known_after

_EVERYWHERE: Final = "global"
"""Location of a private link scope, which belongs to no region."""
_STREAMS: Final = ("Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory")
"""What Container Insights sends: output of the containers, events, and which pods there were. Processor and
memory are Prometheus' to count."""
_EXTENSION: Final = "ContainerInsights"
_RULE_ASSOCIATION: Final = "ContainerInsightsExtension"
_ENDPOINT_ASSOCIATION: Final = "configurationAccessEndpoint"
"""Names that the agent looks for (microsoft/Docker-Provider, `existingClusterOnboarding.json`, read
2026-11-27)."""
_DESTINATION: Final = "workspace"
"""What the rule calls the workspace, inside itself only."""
_PLANS: Final = {
    "analytics": operationalinsights.TablePlanEnum.ANALYTICS,
    "basic": operationalinsights.TablePlanEnum.BASIC,
}


@dataclass(frozen=True, kw_only=True)
class LogsArgs:
    """What a store of logs is made from."""

    spec: ObservabilitySpec
    site: Site


class Logs(pulumi.ComponentResource):
    """A workspace, what services send traces to, and the scope that closes both to the internet."""

    contract: LogsContract

    def __init__(self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the store.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do, or for no logs.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        if args.spec.logs is None:
            raise SpecRefusedError(name, [Fault(("logs",), "there are none", "set logs, or make no store")])
        super().__init__("jiban:observability:Logs", name, None, opts)
        self._logical = name
        self._site = args.site
        workspace = self._workspace(args.spec.logs)
        self._tables(args.spec.logs, workspace)
        scope = self._scope()
        scope_name = known_after(scope, self._site.naming.physical("monitor.PrivateLinkScope"))
        self._join("workspace", scope_name, workspace.id)
        insights = self._insights(workspace) if args.spec.logs.insights else None
        if insights:
            self._join("insights", scope_name, insights.id)
        self.contract = LogsContract(
            workspace_id=workspace.id,
            scope_id=scope.id,
            scope_name=scope_name,
            insights_id=insights.id if insights else None,
            connection_string=insights.connection_string if insights else None,
        )
        self.register_outputs({"workspace_id": workspace.id})

    def _workspace(self, spec: LogsSpec) -> operationalinsights.Workspace:
        site, logical = self._site, f"{self._logical}-workspace"
        return operationalinsights.Workspace(
            logical,
            resource_group_name=site.resource_group,
            workspace_name=site.naming.physical("operationalinsights.Workspace"),
            location=site.region,
            sku=operationalinsights.WorkspaceSkuArgs(
                name=operationalinsights.WorkspaceSkuNameEnum.PER_GB2018
            ),
            retention_in_days=spec.retention_days,
            workspace_capping=None
            if spec.daily_cap_gb is None
            else operationalinsights.WorkspaceCappingArgs(daily_quota_gb=spec.daily_cap_gb),
            features=operationalinsights.WorkspaceFeaturesArgs(
                # Agents come as an identity, people as themselves; nobody with the workspace's key.
                disable_local_auth=True,
                enable_log_access_using_only_resource_permissions=True,
            ),
            public_network_access_for_ingestion=operationalinsights.PublicNetworkAccessType.DISABLED,
            # README, "Public addresses".
            public_network_access_for_query=operationalinsights.PublicNetworkAccessType.ENABLED,
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _tables(self, spec: LogsSpec, workspace: operationalinsights.Workspace) -> None:
        workspace_name = known_after(workspace, self._site.naming.physical("operationalinsights.Workspace"))
        for table, asked in sorted(spec.tables.items()):
            operationalinsights.Table(
                f"{self._logical}-table-{table}",
                resource_group_name=self._site.resource_group,
                workspace_name=workspace_name,
                table_name=table,
                plan=_PLANS[asked.plan],
                total_retention_in_days=asked.keep_days,
                # A table of Azure's own is there with the workspace: it is only set, and never deleted.
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
            )

    def _insights(self, workspace: operationalinsights.Workspace) -> applicationinsights.Component:
        site, logical = self._site, f"{self._logical}-insights"
        return applicationinsights.Component(
            logical,
            resource_group_name=site.resource_group,
            resource_name_=site.naming.physical("applicationinsights.Component"),
            location=site.region,
            kind="web",
            application_type=applicationinsights.ApplicationType.WEB,
            ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
            workspace_resource_id=workspace.id,
            # Without it whoever has the connection string may send; so it is no secret.
            disable_local_auth=True,
            public_network_access_for_ingestion=applicationinsights.PublicNetworkAccessType.DISABLED,
            public_network_access_for_query=applicationinsights.PublicNetworkAccessType.ENABLED,
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self, protect=site.protect),
        )

    def _scope(self) -> monitor.PrivateLinkScope:
        site, logical = self._site, f"{self._logical}-scope"
        return monitor.PrivateLinkScope(
            logical,
            resource_group_name=site.resource_group,
            scope_name=site.naming.physical("monitor.PrivateLinkScope"),
            location=_EVERYWHERE,
            access_mode_settings=monitor.AccessModeSettingsArgs(
                # From this network logs go to what is in the scope, and to nobody else's workspace.
                ingestion_access_mode=monitor.AccessMode.PRIVATE_ONLY,
                query_access_mode=monitor.AccessMode.OPEN,
            ),
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _join(self, what: str, scope_name: pulumi.Output[str], resource_id: pulumi.Output[str]) -> None:
        join_scope(
            self,
            f"{self._logical}-scope-{what}",
            site=self._site,
            scope_name=scope_name,
            what=what,
            resource_id=resource_id,
        )


def join_scope(
    parent: pulumi.Resource,
    logical: str,
    *,
    site: Site,
    scope_name: pulumi.Output[str],
    what: str,
    resource_id: pulumi.Output[str],
) -> monitor.PrivateLinkScopedResource:
    """Let a resource be reached through the private endpoint of a scope."""
    return monitor.PrivateLinkScopedResource(
        logical,
        resource_group_name=site.resource_group,
        scope_name=scope_name,
        name=what,
        linked_resource_id=resource_id,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def collection_endpoint(
    parent: pulumi.Resource, logical: str, *, site: Site, what: str, public: bool
) -> monitor.DataCollectionEndpoint:
    """Make the endpoint by which agents ask for their rules, and to which they may send."""
    access = monitor.KnownPublicNetworkAccessOptions
    return monitor.DataCollectionEndpoint(
        logical,
        resource_group_name=site.resource_group,
        data_collection_endpoint_name=site.naming.physical("monitor.DataCollectionEndpoint", what),
        location=site.region,
        kind=monitor.KnownDataCollectionEndpointResourceKind.LINUX,
        network_acls=monitor.DataCollectionEndpointNetworkAclsArgs(
            public_network_access=access.ENABLED if public else access.DISABLED
        ),
        tags=site.ownership.tags("observability", logical),
        opts=pulumi.ResourceOptions(parent=parent),
    )


@dataclass(frozen=True, kw_only=True)
class ContainerLogsArgs:
    """What sends a cluster's logs."""

    site: Site
    cluster: ClusterContract
    """Cluster whose agent is switched on by the cluster itself."""
    logs: LogsContract


class ContainerLogs(pulumi.ComponentResource):
    """Container Insights: the rule that says what the agent in a cluster sends, and how it learns of it."""

    def __init__(
        self, name: str, args: ContainerLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Bind the cluster to a rule, and to a private endpoint by which it asks for the rule."""
        super().__init__("jiban:observability:ContainerLogs", name, None, opts)
        site, logical = args.site, name
        endpoint = collection_endpoint(
            self, f"{logical}-configuration", site=site, what="containers", public=False
        )
        joined = join_scope(
            self,
            f"{logical}-scope-containers",
            site=site,
            scope_name=args.logs.scope_name,
            what="containers",
            resource_id=endpoint.id,
        )
        rule = monitor.DataCollectionRule(
            f"{logical}-rule",
            resource_group_name=site.resource_group,
            data_collection_rule_name=site.naming.physical("monitor.DataCollectionRule", "containers"),
            location=site.region,
            kind=monitor.KnownDataCollectionRuleResourceKind.LINUX,
            # With a scope, every rule names an endpoint in it (`kubernetes-monitoring-firewall`).
            data_collection_endpoint_id=endpoint.id,
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                extensions=[
                    monitor.ExtensionDataSourceArgs(
                        name=_RULE_ASSOCIATION,
                        extension_name=_EXTENSION,
                        streams=list(_STREAMS),
                        extension_settings={
                            "dataCollectionSettings": {
                                "interval": "1m",
                                "namespaceFilteringMode": "Off",
                                "enableContainerLogV2": True,
                            }
                        },
                    )
                ]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                log_analytics=[
                    monitor.LogAnalyticsDestinationArgs(
                        name=_DESTINATION, workspace_resource_id=args.logs.workspace_id
                    )
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=list(_STREAMS), destinations=[_DESTINATION])],
            tags=site.ownership.tags("observability", f"{logical}-rule"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        monitor.DataCollectionRuleAssociation(
            f"{logical}-association",
            association_name=_RULE_ASSOCIATION,
            resource_uri=args.cluster.cluster_id,
            data_collection_rule_id=rule.id,
            description="Binds the cluster to what it logs; without it no log arrives",
            opts=pulumi.ResourceOptions(parent=self),
        )
        monitor.DataCollectionRuleAssociation(
            f"{logical}-configuration-association",
            association_name=_ENDPOINT_ASSOCIATION,
            resource_uri=args.cluster.cluster_id,
            data_collection_endpoint_id=endpoint.id,
            description="Where the agents ask for their rules, by the private network",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[joined]),
        )
        self.register_outputs({})
