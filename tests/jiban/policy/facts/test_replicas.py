"""The most pods of a workload, and those beside them."""

from typing import Any

import pytest

from jiban.policy.facts.replicas import beside, most
from jiban.policy.testing import resource
from jiban.policy.view import ResourceView, StackView

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"


def workload(token: str, **spec: Any) -> ResourceView:
    """A workload."""
    return resource(token, "app", {"metadata": {"name": "app"}, "spec": spec})


@pytest.mark.parametrize(
    ("view", "pods"),
    [
        (workload(DEPLOYMENT), 1),
        (workload(DEPLOYMENT, replicas=0), 0),
        (workload("kubernetes:core/v1:Pod"), 1),
        (workload("kubernetes:apps/v1:DaemonSet"), 1),
        (workload("kubernetes:batch/v1:Job", parallelism=3), 3),
        (workload("kubernetes:batch/v1:CronJob", jobTemplate={"spec": {"parallelism": 2}}), 2),
        (workload("kubernetes:keda.sh/v1alpha1:ScaledJob", jobTargetRef={}), 100),
    ],
)
def test_the_most_pods(view: ResourceView, pods: int) -> None:
    """Without an autoscaler, what it says itself."""
    assert most(StackView([view]), view) == pods


@pytest.mark.parametrize(
    ("spec", "pods"), [({"maxReplicas": 9}, 9), ({"maxReplicas": 9, "minReplicas": 3}, 9)]
)
def test_an_autoscaler_decides(spec: dict[str, Any], pods: int) -> None:
    """Whatever the workload says."""
    view = workload(DEPLOYMENT, replicas=50)
    target = {"scaleTargetRef": {"kind": "Deployment", "name": "app"}}
    scaler = resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "hpa", {"spec": {**target, **spec}}
    )
    assert most(StackView([view, scaler]), view) == pods


@pytest.mark.parametrize(
    ("view", "pods"),
    [
        (workload(DEPLOYMENT, replicas=10), 3),
        (workload(DEPLOYMENT, replicas=10, strategy={"rollingUpdate": {"maxSurge": 2}}), 2),
        (workload(DEPLOYMENT, replicas=10, strategy={"type": "Recreate"}), 0),
        (workload("kubernetes:apps/v1:StatefulSet", replicas=10), 0),
        (workload(ROLLOUT, replicas=10, strategy={"canary": {"maxSurge": "50%"}}), 5),
        (workload(ROLLOUT, replicas=10, strategy={"blueGreen": {}}), 10),
    ],
)
def test_the_pods_beside(view: ResourceView, pods: int) -> None:
    """A quarter, rounded up, where nothing is said."""
    assert beside(StackView([view]), view) == pods
