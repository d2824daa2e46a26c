"""How many servers a group has on AWS, and the alarm for slow answers."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import autoscaling, cloudwatch

if TYPE_CHECKING:
    from jiban.components.compute.spec import ServerGroupSpec
    from jiban.components.site import Site

_UNCHANGED: Final = -1
"""What leaves a number of a group as it is."""
_MINUTE: Final = 60
_SLOW_MINUTES: Final = 5


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """What a group is scaled by."""

    site: Site
    name: str
    """The group's own name."""
    spec: ServerGroupSpec
    group: pulumi.Input[str]
    """Name of the autoscaling group, when it is there."""
    balancer: pulumi.Output[str]
    """What metrics know the load balancer by."""
    targets: pulumi.Output[str]
    """What metrics know the group's targets by, when requests can reach them."""


def scaling(logical: str, args: ScalingArgs, parent: pulumi.Resource) -> None:
    """Make the rules of a group's size, and the alarm.

    Args:
        logical: logical name of the group.
        args: what it is scaled by.
        parent: the component that they belong to.
    """
    child, scale = pulumi.ResourceOptions(parent=parent), args.spec.scale
    policies = {"cpu": _tracking(scale.cpu_percent, "ASGAverageCPUUtilization")}
    if scale.requests_per_minute is not None:
        label = pulumi.Output.concat(args.balancer, "/", args.targets)
        policies["requests"] = _tracking(scale.requests_per_minute, "ALBRequestCountPerTarget", label)
    for policy, tracking in policies.items():
        autoscaling.Policy(
            f"{logical}-scale-{policy}",
            name=policy,
            autoscaling_group_name=args.group,
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=tracking,
            opts=child,
        )
    for schedule, hours in scale.schedules.items():
        for moment, recurrence, fewest in (
            ("start", hours.start, hours.servers),
            ("end", hours.end, args.spec.min),
        ):
            autoscaling.Schedule(
                f"{logical}-schedule-{schedule}-{moment}",
                autoscaling_group_name=args.group,
                scheduled_action_name=f"{schedule}-{moment}",
                recurrence=recurrence,
                time_zone=hours.time_zone,
                min_size=fewest,
                max_size=_UNCHANGED,
                desired_capacity=_UNCHANGED,
                opts=child,
            )
    if args.spec.slow_seconds is not None:
        _alarm(logical, args, args.spec.slow_seconds, child)


def _tracking(
    target: int, kind: str, label: pulumi.Input[str] | None = None
) -> autoscaling.PolicyTargetTrackingConfigurationArgs:
    return autoscaling.PolicyTargetTrackingConfigurationArgs(
        target_value=float(target),
        predefined_metric_specification=(
            autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs(
                predefined_metric_type=kind, resource_label=label
            )
        ),
    )


def _alarm(logical: str, args: ScalingArgs, seconds: float, opts: pulumi.ResourceOptions) -> None:
    # An alarm and no rule of scaling: the time of an answer does not follow the number of servers
    # (Auto Scaling user guide, `as-scaling-target-tracking`).
    cloudwatch.MetricAlarm(
        f"{logical}-slow",
        name=args.site.naming.physical("cloudwatch.MetricAlarm", f"{args.name}.slow"),
        alarm_description=f"95 of 100 answers of {args.name} take longer than {seconds:g} s",
        namespace="AWS/ApplicationELB",
        metric_name="TargetResponseTime",
        dimensions={"LoadBalancer": args.balancer, "TargetGroup": args.targets},
        extended_statistic="p95",
        period=_MINUTE,
        evaluation_periods=_SLOW_MINUTES,
        comparison_operator="GreaterThanThreshold",
        threshold=seconds,
        treat_missing_data="notBreaching",
        tags=args.site.ownership.tags("compute", f"{logical}-slow"),
        opts=opts,
    )
