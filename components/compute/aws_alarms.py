"""Alarms for answers of servers on AWS that take too long."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import cloudwatch

from jiban.components.observability.contract import described, route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.components.compute.contract import ComputeContract
    from jiban.components.compute.spec import ComputeSpec
    from jiban.components.observability.contract import Route
    from jiban.components.site import Site

_MINUTE: Final = 60
_MINUTES: Final = 5
_SEVERITY: Final = 2
"""A warning: requests are answered, only late."""
_RUNBOOK: Final = "response-time"


@dataclass(frozen=True, kw_only=True)
class SlowAlarmsArgs:
    """What the alarms of servers are made from."""

    spec: ComputeSpec
    site: Site
    servers: ComputeContract
    receivers: Mapping[Route, pulumi.Input[str]] = field(default_factory=dict["Route", "pulumi.Input[str]"])
    """ARN of each topic that tells people, by what it is told; without any an alarm stands in the console
    only."""


class SlowAlarms(pulumi.ComponentResource):
    """An alarm for each group that says within which time it answers; it is over by itself."""

    def __init__(self, name: str, args: SlowAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare them."""
        super().__init__("jiban:compute:SlowAlarms", name, None, opts)
        for group, spec in args.spec.servers.items():
            if spec.slow_seconds is not None:
                self._alarm(f"{name}-{group}", group, spec.slow_seconds, args)
        self.register_outputs({})

    def _alarm(self, logical: str, group: str, seconds: float, args: SlowAlarmsArgs) -> None:
        topic = args.receivers.get(route(_SEVERITY))
        told = None if topic is None else [topic]
        # An alarm and no rule of scaling: the time of an answer does not follow the number of servers
        # (Auto Scaling user guide, `as-scaling-target-tracking`).
        cloudwatch.MetricAlarm(
            logical,
            name=args.site.naming.physical("cloudwatch.MetricAlarm", f"{group}.slow"),
            alarm_description=described(
                f"For five minutes, five of 100 answers of {group} have taken longer than {seconds:g} s.",
                _RUNBOOK,
            ),
            namespace="AWS/ApplicationELB",
            metric_name="TargetResponseTime",
            dimensions={"LoadBalancer": args.servers.balancer, "TargetGroup": args.servers.targets[group]},
            extended_statistic="p95",
            period=_MINUTE,
            evaluation_periods=_MINUTES,
            comparison_operator="GreaterThanThreshold",
            threshold=seconds,
            treat_missing_data="notBreaching",
            alarm_actions=told,
            ok_actions=told,
            tags=args.site.ownership.tags("compute", logical),
            opts=pulumi.ResourceOptions(parent=self),
        )
