"""Dashboards on AWS: a managed Grafana that asks the managed Prometheus and CloudWatch."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import grafana, iam

from jiban.components.iam import allow, document, service_trust
from jiban.components.observability.dashboards import grafana_version
from jiban.components.site import known_after

if TYPE_CHECKING:
    from jiban.components.observability.contract import MetricsContract
    from jiban.components.site import Site

_ASKS: Final = (
    "aps:DescribeWorkspace",
    "aps:GetLabels",
    "aps:GetMetricMetadata",
    "aps:GetSeries",
    "aps:QueryMetrics",
)
"""What a question to the managed Prometheus takes (Grafana user guide, `AMG-manage-permissions`)."""
_LISTS: Final = (
    "aps:ListWorkspaces",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DescribeAlarmsForMetric",
    "cloudwatch:DescribeAlarmHistory",
    "cloudwatch:GetMetricData",
    "cloudwatch:ListMetrics",
    "ec2:DescribeRegions",
    "tag:GetResources",
)
"""What finds workspaces and asks CloudWatch for figures: IAM knows no resources of these actions."""
_LOGS: Final = (
    "logs:DescribeLogGroups",
    "logs:GetLogGroupFields",
    "logs:GetQueryResults",
    "logs:StartQuery",
    "logs:StopQuery",
)


@dataclass(frozen=True, kw_only=True)
class DashboardsArgs:
    """What dashboards are made from."""

    site: Site
    metrics: MetricsContract


class Dashboards(pulumi.ComponentResource):
    """A Grafana that people of IAM Identity Center enter; who, a person says there."""

    url: pulumi.Output[str]
    grafana_id: pulumi.Output[str]

    def __init__(self, name: str, args: DashboardsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make Grafana and its rights."""
        super().__init__("jiban:observability:Dashboards", name, None, opts)
        site = args.site
        # A dot is in no service's name, so no service's role has this one's name.
        physical = site.naming.physical("iam.Role", "dashboards.reader")
        role = iam.Role(
            f"{name}-role",
            name=physical,
            assume_role_policy=service_trust("grafana.amazonaws.com"),
            tags=site.ownership.tags("observability", f"{name}-role"),
            opts=pulumi.ResourceOptions(parent=self),
        )
        granted = [
            iam.RolePolicy(
                f"{name}-role-figures",
                name="figures",
                role=known_after(role, physical),
                policy=document(allow(_LISTS, ["*"]), allow(_LOGS, ["*"])),
                opts=pulumi.ResourceOptions(parent=self),
            ),
            iam.RolePolicy(
                f"{name}-role-metrics",
                name="metrics",
                role=known_after(role, physical),
                policy=pulumi.Output.from_input(args.metrics.workspace_arn).apply(_may_ask),
                opts=pulumi.ResourceOptions(parent=self),
            ),
        ]
        made = grafana.Workspace(
            f"{name}-grafana",
            name=site.naming.physical("grafana.Workspace"),
            description="Dashboards of metrics and logs",
            account_access_type="CURRENT_ACCOUNT",
            authentication_providers=["AWS_SSO"],
            permission_type="CUSTOMER_MANAGED",
            role_arn=role.arn,
            data_sources=["PROMETHEUS", "CLOUDWATCH"],
            grafana_version=grafana_version("aws"),
            tags=site.ownership.tags("observability", f"{name}-grafana"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=granted),
        )
        self.url = made.endpoint.apply(_address)
        self.grafana_id = made.id
        self.register_outputs({"url": self.url})


def _may_ask(workspace: str | None) -> str:
    return document(allow(_ASKS, [workspace or "*"]))


def _address(host: str) -> str:
    return f"https://{host}"
