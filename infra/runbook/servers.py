"""What a person on call does about servers outside of Kubernetes."""

from collections.abc import Iterator

from infra.images import servers
from infra.runbook.page import Action, Names


def health(names: Names) -> Action:
    """Return how to see which servers there are, and whether the load balancer finds them healthy."""
    return Action(
        title="Look at the servers",
        commands=tuple(_looked_at(names)),
        reason="a server that does not answer its health path is replaced, so one that is replaced again and "
        "again cannot work: its log says why",
        seen="servers Healthy and InService in each zone, and few activities",
    )


def _looked_at(names: Names) -> Iterator[str]:
    region = names.environment.region
    for group in servers(names.environment):
        physical = names.physical("autoscaling.Group", group)
        shown = "[InstanceId, AvailabilityZone, HealthStatus, LifecycleState]"
        yield (
            f"aws autoscaling describe-auto-scaling-groups --region {region} "
            f"--auto-scaling-group-names {physical} "
            f"--query 'AutoScalingGroups[].Instances[].{shown}' --output table"
        )
        yield (
            f"aws autoscaling describe-scaling-activities --region {region} "
            f"--auto-scaling-group-name {physical} --max-items 5 "
            "--query 'Activities[].[StartTime, StatusCode, Cause]' --output table"
        )
        log = names.physical("cloudwatch.LogGroup", group)
        yield f"aws logs tail {log} --region {region} --since 15m"
