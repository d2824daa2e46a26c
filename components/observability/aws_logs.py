"""Logs on AWS: what containers and nodes write, in groups of CloudWatch, and where traces go."""

from __future__ import annotations  # the SDK's modules are only loaded where something is made

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch, eks, iam, xray

from jiban.components.aws_keys import data_key, let_logs_in
from jiban.components.base import refuse_beyond
from jiban.components.iam import account_of, allow, document, pod_trust
from jiban.components.observability.addons import addon_version
from jiban.components.observability.limits import LIMITS
from jiban.components.site import known_after

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_aws import kms

    from jiban.components.cluster.contract import ClusterContract
    from jiban.components.observability.spec import LogsSpec, ObservabilitySpec
    from jiban.components.site import Site

_ADDON: Final = "amazon-cloudwatch-observability"
_NAMESPACE: Final = "amazon-cloudwatch"
_ACCOUNT: Final = "cloudwatch-agent"
"""Namespace and service account of the add-on's agents (its chart, `containerLogs.fluentBit`)."""
_KINDS: Final = ("application", "dataplane", "host")
"""Ends of the names of the groups that the agent on each node writes: pods, what runs them, and the node."""
_WRITES: Final = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")
_SETTINGS: Final = {
    "containerLogs": {"enabled": True},
    # Metrics are the managed Prometheus's; the same once more would be billed once more.
    "containerInsights": {"enabled": False},
    "otelContainerInsights": {"enabled": False},
    # It would put an agent into every pod, and restart it.
    "manager": {"applicationSignals": {"autoMonitor": {"monitorAllServices": False, "restartPods": False}}},
}
_SPANS: Final = ("aws/spans", "/aws/application-signals/data")
"""Groups that X-Ray writes spans into (CloudWatch user guide, Transaction Search)."""


@dataclass(frozen=True, kw_only=True)
class LogsArgs:
    """What the logs of a cluster are made from."""

    spec: ObservabilitySpec
    logs: LogsSpec
    site: Site
    cluster: ClusterContract
    cluster_name: str
    """Name of the cluster, known before it exists: groups are called by it."""


class Logs(pulumi.ComponentResource):
    """Groups of logs with a key and an end, the agent that fills them, and where traces go.

    Raises:
        SpecRefusedError: when the specification asks for what CloudWatch cannot do.
    """

    groups: Mapping[str, pulumi.Output[str]]
    """Name of each group, by what writes it."""

    def __init__(self, name: str, args: LogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the groups and the agent."""
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:observability:Logs", name, None, opts)
        self._logical = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        key = data_key(
            f"{name}-key",
            parent=self,
            site=args.site,
            tier="observability",
            alias="logs",
            description="Logs of the cluster",
        )
        # Of any name, so that a person may give it to the groups of spans as well, which X-Ray makes.
        may_use = let_logs_in(f"{name}-key", key, parent=self, region=args.site.region, groups=["*"])
        made = [self._group(kind, key, may_use) for kind in _KINDS]
        self._agent(made)
        self.groups = {
            kind: known_after(group, self._group_name(kind)) for kind, group in zip(_KINDS, made, strict=True)
        }
        if args.logs.insights:
            self._traces(key)
        self.register_outputs({"groups": dict(self.groups)})

    def _tags(self, suffix: str) -> dict[str, str]:
        return self._args.site.ownership.tags("observability", f"{self._logical}-{suffix}")

    def _group_name(self, kind: str) -> str:
        return f"/aws/containerinsights/{self._args.cluster_name}/{kind}"

    def _group(self, kind: str, key: kms.Key, may_use: pulumi.Resource) -> cloudwatch.LogGroup:
        # Made first, so that it is ours and forgets; the agent would make one that keeps everything.
        return cloudwatch.LogGroup(
            f"{self._logical}-{kind}",
            name=self._group_name(kind),
            retention_in_days=self._args.logs.retention_days,
            kms_key_id=key.arn,
            tags=self._tags(kind),
            # CloudWatch tries the key at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[may_use]),
        )

    def _agent(self, groups: Sequence[cloudwatch.LogGroup]) -> None:
        """Let an agent on each node write into the groups, and into nothing else."""
        site, cluster = self._args.site, self._args.cluster
        # A dot is in no service's name, so no service's role has this one's name.
        physical = site.naming.physical("iam.Role", "cluster.logs")
        role = iam.Role(
            f"{self._logical}-role",
            name=physical,
            assume_role_policy=pod_trust(_NAMESPACE, _ACCOUNT),
            tags=self._tags("role"),
            opts=self._child,
        )
        granted = iam.RolePolicy(
            f"{self._logical}-role-groups",
            name="groups",
            role=known_after(role, physical),
            policy=pulumi.Output.all(*(group.arn for group in groups)).apply(_may_write),
            opts=self._child,
        )
        eks.Addon(
            f"{self._logical}-agent",
            cluster_name=cluster.name_with_nodes or cluster.name,
            addon_name=_ADDON,
            addon_version=addon_version(_ADDON),
            configuration_values=json.dumps(_SETTINGS),
            pod_identity_associations=[
                eks.AddonPodIdentityAssociationArgs(role_arn=role.arn, service_account=_ACCOUNT)
            ],
            resolve_conflicts_on_create="OVERWRITE",
            resolve_conflicts_on_update="OVERWRITE",
            tags=self._tags("agent"),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[granted, *groups]),
        )

    def _traces(self, key: kms.Key) -> None:
        """Let X-Ray write spans into CloudWatch, which its address for OpenTelemetry takes them for alone."""
        region = self._args.site.region
        policy = cloudwatch.LogResourcePolicy(
            f"{self._logical}-traces-policy",
            policy_name=self._args.site.naming.physical("cloudwatch.LogResourcePolicy", "traces"),
            policy_document=key.arn.apply(partial(_may_write_spans, region)),
            opts=self._child,
        )
        xray.TraceSegmentDestination(
            f"{self._logical}-traces",
            destination="CloudWatchLogs",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )


def _may_write(groups: Sequence[str]) -> str:
    return document(allow(_WRITES, [f"{group}:*" for group in groups]))


def _may_write_spans(region: str, key_arn: str) -> str:
    """Return the permission of X-Ray to write spans of its own account.

    Source: CloudWatch user guide, `Enable-TransactionSearch`.
    """
    account = account_of(key_arn)
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "xray.amazonaws.com"},
            "Action": ["logs:PutLogEvents"],
            "Resource": [f"arn:aws:logs:{region}:{account}:log-group:{group}:*" for group in _SPANS],
            "Condition": {
                "ArnLike": {"aws:SourceArn": f"arn:aws:xray:{region}:{account}:*"},
                "StringEquals": {"aws:SourceAccount": account},
            },
        }
    )
