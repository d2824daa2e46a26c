"""Policies and pods, each case in a namespace of its own."""

import pulumi
import pulumi_kubernetes as k8s

BOTH = ["Ingress", "Egress"]
DENY = {"podSelector": {}, "policyTypes": BOTH}

# Known only after deployment.
status = k8s.core.v1.Service("gateway", metadata={"namespace": "edge"}, spec={"ports": [{"port": 80}]}).status


def later(value):
    return status.apply(lambda _: value)


def policy(name: str, namespace, spec) -> k8s.networking.v1.NetworkPolicy:
    return k8s.networking.v1.NetworkPolicy(f"policy-{name}", metadata={"namespace": namespace}, spec=spec)


def pod_spec(**more) -> dict:
    return {"containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}], **more}


def deployment(name: str, namespace=None, labels=None, opts=None, own=None, **more) -> None:
    """A Deployment in a namespace of its own name, unless another one is said."""
    here = {"namespace": name if namespace is None else namespace, "labels": own}
    k8s.apps.v1.Deployment(
        name,
        metadata=here,
        spec={
            "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name, **(labels or {})}}, "spec": pod_spec(**more)},
        },
        opts=opts,
    )


def of_kind(kind: str, name: str, namespace: str) -> pulumi.Resource:
    """A workload of another kind."""
    here = {"namespace": namespace}
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec()}
    many = {"selector": {"matchLabels": {"app": name}}, "template": template}
    once = {"template": {**template, "spec": pod_spec(restartPolicy="Never")}}
    match kind:
        case "Pod":
            return k8s.core.v1.Pod(name, metadata={**here, "labels": {"app": name}}, spec=pod_spec())
        case "StatefulSet":
            return k8s.apps.v1.StatefulSet(name, metadata=here, spec={**many, "serviceName": name})
        case "DaemonSet":
            return k8s.apps.v1.DaemonSet(name, metadata=here, spec=many)
        case "ReplicaSet":
            return k8s.apps.v1.ReplicaSet(name, metadata=here, spec=many)
        case "ReplicationController":
            return k8s.core.v1.ReplicationController(
                name, metadata=here, spec={**many, "selector": {"app": name}}
            )
        case "Job":
            return k8s.batch.v1.Job(name, metadata=here, spec=once)
        case "CronJob":
            return k8s.batch.v1.CronJob(
                name, metadata=here, spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": once}}
            )
        case "Rollout":
            return k8s.apiextensions.CustomResource(
                name, api_version="argoproj.io/v1alpha1", kind="Rollout", metadata=here, spec=many
            )
        case "ScaledJob":
            return k8s.apiextensions.CustomResource(
                name,
                api_version="keda.sh/v1alpha1",
                kind="ScaledJob",
                metadata=here,
                spec={"jobTargetRef": once, "triggers": []},
            )
    raise ValueError(kind)


KINDS = (
    "Pod",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Rollout",
    "ScaledJob",
)
