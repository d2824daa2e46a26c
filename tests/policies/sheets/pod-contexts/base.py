"""Pods that are hardened in every respect, for the cases to take one thing away."""

import pulumi
import pulumi_kubernetes as k8s

IMAGE = "registry.example.com/shop/api:1.4.2"
POD = {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
CONTAINER = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}

# Known only after deployment.
status = k8s.core.v1.Service("gateway", spec={"ports": [{"port": 80}]}).status


def later(value):
    return status.apply(lambda _: value)


def without(context: dict, *names: str, **more) -> dict:
    return {name: value for name, value in context.items() if name not in names} | more


def container(name: str = "app", context=None, **more) -> dict:
    made = {"name": name, "image": IMAGE, **more}
    context = CONTAINER if context is None else context
    return made if context == {} else {**made, "securityContext": context}


def pod_spec(*containers: dict, pod=None, **more) -> dict:
    spec = {"containers": list(containers) or [container()], **more}
    pod = POD if pod is None else pod
    return spec if pod == {} else {**spec, "securityContext": pod}


def template(name: str, spec, **metadata) -> dict:
    return {"metadata": {"labels": {"app": name}, **metadata}, "spec": spec}


def deployment(name: str, *containers: dict, metadata=None, **spec) -> k8s.apps.v1.Deployment:
    return k8s.apps.v1.Deployment(
        name,
        spec={
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, pod_spec(*containers, **spec), **(metadata or {})),
        },
    )


def of_kind(kind: str, name: str, spec: dict) -> pulumi.Resource:
    """A workload of another kind with the pod given."""
    many = {"selector": {"matchLabels": {"app": name}}, "template": template(name, spec)}
    once = {"template": template(name, {**spec, "restartPolicy": "Never"})}
    match kind:
        case "Pod":
            return k8s.core.v1.Pod(name, metadata={"labels": {"app": name}}, spec=spec)
        case "StatefulSet":
            return k8s.apps.v1.StatefulSet(name, spec={**many, "serviceName": name})
        case "DaemonSet":
            return k8s.apps.v1.DaemonSet(name, spec=many)
        case "ReplicaSet":
            return k8s.apps.v1.ReplicaSet(name, spec=many)
        case "ReplicationController":
            return k8s.core.v1.ReplicationController(name, spec={**many, "selector": {"app": name}})
        case "Job":
            return k8s.batch.v1.Job(name, spec=once)
        case "CronJob":
            return k8s.batch.v1.CronJob(name, spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": once}})
    raise ValueError(kind)


KINDS = ("Pod", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")
