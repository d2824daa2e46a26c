"""How many servers a group has on AWS."""

from __future__ import annotations  # the SDK's modules are only loaded where servers are made

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi
from pulumi_aws import autoscaling

if TYPE_CHECKING:
    from jiban.components.compute.spec import ServerGroupSpec

_UNCHANGED: Final = -1
"""What leaves a number of a group as it is."""


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """What a group is scaled by."""

    spec: ServerGroupSpec
    group: pulumi.Input[str]
    """Name of the autoscaling group, when it is there."""
    balancer: pulumi.Output[str]
    """What metrics know the load balancer by."""
    targets: pulumi.Output[str]
    """What metrics know the group's targets by, when requests can reach them."""


def scaling(logical: str, args: ScalingArgs, parent: pulumi.Resource) -> None:
    """Make the rules of a group's size.

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
