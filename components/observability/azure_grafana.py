"""Dashboards on Azure: a managed Grafana over the managed Prometheus, for the cluster's administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, dashboard

from jiban.components.azure_roles import definition_id
from jiban.components.observability.contract import MetricsContract
from jiban.components.observability.dashboards import grafana_version
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class DashboardsArgs:
    """What dashboards are made from."""

    site: Site
    metrics: MetricsContract
    admins: Sequence[str]
    """Object ids of directory groups that administer them; nobody else gets in."""
    group_id: pulumi.Input[str]
    """Id of the resource group, whose metrics and logs the dashboards read."""
    zone_redundant: bool


class Dashboards(pulumi.ComponentResource):
    """A managed Grafana, which reads as an identity of its own."""

    grafana_id: pulumi.Output[str]
    url: pulumi.Output[str]

    def __init__(self, name: str, args: DashboardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make it, let it read, and let its administrators in."""
        super().__init__("jiban:observability:Dashboards", name, None, opts)
        site, logical = args.site, f"{name}-grafana"
        grafana = dashboard.Grafana(
            logical,
            resource_group_name=site.resource_group,
            workspace_name=site.naming.physical("dashboard.Grafana"),
            location=site.region,
            sku=dashboard.ResourceSkuArgs(name="Standard"),
            identity=dashboard.ManagedServiceIdentityArgs(
                type=dashboard.ManagedServiceIdentityType.SYSTEM_ASSIGNED
            ),
            properties=dashboard.ManagedGrafanaPropertiesArgs(
                api_key=dashboard.ApiKey.DISABLED,
                grafana_major_version=grafana_version(),
                # Dashboards are for people, who sign in at the directory: README, "Public addresses".
                public_network_access=dashboard.PublicNetworkAccess.ENABLED,
                zone_redundancy=dashboard.ZoneRedundancy.ENABLED
                if args.zone_redundant
                else dashboard.ZoneRedundancy.DISABLED,
                grafana_integrations=dashboard.GrafanaIntegrationsArgs(
                    azure_monitor_workspace_integrations=[
                        dashboard.AzureMonitorWorkspaceIntegrationArgs(
                            azure_monitor_workspace_resource_id=args.metrics.workspace_id
                        )
                    ]
                ),
            ),
            tags=site.ownership.tags("observability", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )
        own = grafana.identity.apply(lambda identity: identity.principal_id if identity else "")
        may = _Grants(self, name, site)
        may.grant("reads-metrics", "monitoring-data-reader", own, args.metrics.workspace_id)
        may.grant("reads-logs", "monitoring-reader", own, args.group_id)
        for admin in args.admins:
            may.grant(f"admin.{admin}", "grafana-admin", admin, grafana.id, person=True)
        self.grafana_id = grafana.id
        self.url = grafana.properties.apply(lambda found: found.endpoint)
        self.register_outputs({"url": self.url})


@dataclass(frozen=True)
class _Grants:
    parent: pulumi.Resource
    name: str
    site: Site

    def grant(
        self,
        what: str,
        role: str,
        principal: pulumi.Input[str],
        scope: pulumi.Input[str],
        *,
        person: bool = False,
    ) -> None:
        """Grant a built-in role on one resource, to an identity or to a group of people."""
        logical = f"{self.name}-{what}"
        authorization.RoleAssignment(
            logical,
            role_assignment_name=self.site.assignment_name(logical),
            scope=scope,
            role_definition_id=definition_id(role),
            principal_id=principal,
            principal_type=authorization.PrincipalType.GROUP
            if person
            else authorization.PrincipalType.SERVICE_PRINCIPAL,
            # Azure refuses the same grant under a second name, so one that exists keeps its own.
            opts=pulumi.ResourceOptions(parent=self.parent, ignore_changes=["roleAssignmentName"]),
        )
