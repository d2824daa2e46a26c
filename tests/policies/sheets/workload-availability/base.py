"""Workloads that stay up, for the cases to take one thing away; each has a namespace of its own."""

import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

# Known only after deployment.
status = k8s.core.v1.Service("gateway", spec={"ports": [{"port": 80}]}).status


def later(value):
    return status.apply(lambda _: value)


def over(key: str, name: str, **more) -> dict:
    made = {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": name}},
        **more,
    }
    return {key: value for key, value in made.items() if value is not ...}


ZONE = "topology.kubernetes.io/zone"
HOST = "kubernetes.io/hostname"


def pod(name: str, **spec) -> dict:
    made = {
        "containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}],
        "topologySpreadConstraints": [over(ZONE, name), over(HOST, name, whenUnsatisfiable="ScheduleAnyway")],
        **spec,
    }
    return {key: value for key, value in made.items() if value is not ...}


def budget(name: str, selector=..., namespace=None, suffix: str = "pdb", **spec) -> None:
    k8s.policy.v1.PodDisruptionBudget(
        f"{name}-{suffix}",
        metadata={"namespace": namespace or name},
        spec={
            **(
                {}
                if selector is None
                else {"selector": {"matchLabels": {"app": name}} if selector is ... else selector}
            ),
            **(spec or {"maxUnavailable": 1}),
        },
    )


def deployment(
    name: str, replicas=3, budgeted: bool = True, strategy=..., labels=None, opts=None, **spec
) -> k8s.apps.v1.Deployment:
    """A Deployment named app; ... leaves a property out."""
    if budgeted:
        budget(name)
    labels = {"app": name, **(labels or {})}
    return k8s.apps.v1.Deployment(
        name,
        metadata={"namespace": name, "name": "app"},
        spec={
            **({} if replicas is ... else {"replicas": replicas}),
            **({} if strategy is ... else {"strategy": strategy}),
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": labels}, "spec": pod(name, **spec)},
        },
        opts=opts,
    )


def hpa(
    name: str, least=..., most=10, kind: str = "Deployment", target="app", namespace=None, api="apps/v1"
) -> None:
    k8s.autoscaling.v2.HorizontalPodAutoscaler(
        f"{name}-hpa",
        metadata={"namespace": namespace or name},
        spec={
            "scaleTargetRef": {"apiVersion": api, "kind": kind, "name": target},
            "maxReplicas": most,
            **({} if least is ... else {"minReplicas": least}),
        },
    )


def keda(name: str, **spec) -> None:
    CustomResource(
        f"{name}-keda",
        api_version="keda.sh/v1alpha1",
        kind="ScaledObject",
        metadata={"namespace": name},
        spec={"scaleTargetRef": {"name": "app"}, "triggers": [{"type": "cron"}], **spec},
    )
