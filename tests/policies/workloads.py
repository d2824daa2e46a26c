"""Workloads and autoscalers, for the cases of their rules."""

from __future__ import annotations

from typing import Any

from jiban.policy.testing import resource
from jiban.policy.view import ResourceView

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
JOB = "kubernetes:batch/v1:Job"
LABELS = {"app": "web"}
ROLLOUT = resource(
    "kubernetes:argoproj.io/v1alpha1:Rollout",
    "rollout",
    {"spec": {"workloadRef": {"kind": "Deployment", "name": "web"}}},
)
"""What runs the pods of the Deployment called web in its place."""


def pods(*containers: dict[str, Any], kind: str = DEPLOYMENT, **labels: str) -> ResourceView:
    """A workload of some containers."""
    return resource(
        kind,
        "web",
        {"spec": {"template": {"metadata": {"labels": labels}, "spec": {"containers": list(containers)}}}},
    )


def deployment(replicas: Any = None, pod: dict[str, Any] | None = None, **more: Any) -> ResourceView:
    """A Deployment called web; `labels` are added to those of its pods, the rest is of its specification."""
    template = {"metadata": {"labels": LABELS | more.pop("labels", {})}, "spec": pod or {}}
    return resource(
        DEPLOYMENT,
        "web",
        {"metadata": {"name": "web"}, "spec": {"replicas": replicas, "template": template, **more}},
    )


def scaler(least: Any = None, most: Any = None, name: Any = "web", kind: str = "Deployment") -> ResourceView:
    """An autoscaler of it."""
    target = {"kind": kind, "name": name}
    return resource(
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        "hpa",
        {"spec": {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most}},
    )
