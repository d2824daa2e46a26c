"""Replicas: the most pods of a workload, and how many stand beside them while a new version comes in.

Sources, read on 2026-11-28: Kubernetes `concepts/workloads/controllers/deployment` (maxSurge 25 %, rounded
up), `statefulset` and `daemonset` (none beside, unless a DaemonSet says so); KEDA `concepts/scaling-
deployments` (most 100 where nothing is said); Argo Rollouts `features/specification`.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.amounts import amount
from jiban.policy.facts.disruption import scalers
from jiban.policy.facts.once import of, once
from jiban.policy.facts.pods import runs_for
from jiban.policy.view import NotKnownError, ResourceView, StackView

_MOST: Final = {
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ("maxReplicas", None),
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler": ("maxReplicas", None),
    "kubernetes:keda.sh/v1alpha1:ScaledObject": ("maxReplicaCount", 100),
}
_SURGE: Final = "25%"
_ONCE: Final = (kubernetes.JOB, kubernetes.CRON_JOB, kubernetes.SCALED_JOB)


@once
def most(stack: StackView, workload: ResourceView) -> int:
    """Return the most pods that a workload runs with; of a DaemonSet those on one node.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if workload.token in (kubernetes.POD, kubernetes.DAEMON_SET):
        return 1
    if workload.token in _ONCE:
        return _at_once(workload)
    found = scalers(stack, workload)
    if found:
        return max(_most(scaler) for scaler in found)
    replaced = runs_for(stack, workload)
    if replaced is not None and not workload["spec"]["replicas"].given:
        return most(stack, replaced)
    return workload["spec"]["replicas"].number(1)


def _at_once(workload: ResourceView) -> int:
    spec = workload["spec"]
    match workload.token:
        case kubernetes.CRON_JOB:
            return spec["jobTemplate"]["spec"]["parallelism"].number(1)
        case kubernetes.SCALED_JOB:
            return spec["maxReplicaCount"].number(100) * spec["jobTargetRef"]["parallelism"].number(1)
        case _:
            return spec["parallelism"].number(1)


def _most(scaler: ResourceView) -> int:
    key, otherwise = _MOST[scaler.token]
    node = scaler["spec"][key]
    with of(scaler):
        if otherwise is None and not node.given:
            raise NotKnownError(node.path, "is not set, and has to be")
        return node.number(otherwise or 0)


@once
def beside(stack: StackView, workload: ResourceView) -> int:
    """Return how many pods there can be beside the most, while a new version comes in.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    number = most(stack, workload)
    if workload.token == kubernetes.DEPLOYMENT:
        strategy = workload["spec"]["strategy"]
        if strategy["type"].says("Recreate"):
            return 0
        return amount(strategy["rollingUpdate"]["maxSurge"], number, _SURGE)
    if workload.token == kubernetes.ROLLOUT:
        strategy = workload["spec"]["strategy"]
        if strategy["blueGreen"].given:
            return number  # the new version stands whole beside the old one
        return amount(strategy["canary"]["maxSurge"], number, _SURGE)
    return 0
