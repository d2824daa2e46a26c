"""Pods that share nothing with their node, for the cases to add one thing."""

import pulumi
import pulumi_kubernetes as k8s

SHOP = "shop"
IMAGE = "registry.example.com/shop/api:1.4.2"
DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ACCOUNT = {"serviceAccountName": "api", "automountServiceAccountToken": False}

# Known only after deployment.
status = k8s.core.v1.Service("gateway", metadata={"namespace": SHOP}, spec={"ports": [{"port": 80}]}).status


def later(value):
    return status.apply(lambda _: value)


def container(name: str = "app", image=IMAGE, **more) -> dict:
    return {"name": name, "image": image, **more}


def pod_spec(*containers: dict, account=None, **more) -> dict:
    return {
        "containers": list(containers) or [container()],
        **(ACCOUNT if account is None else account),
        **more,
    }


def template(name: str, spec) -> dict:
    return {"metadata": {"labels": {"app": name}}, "spec": spec}


def deployment(name: str, *containers: dict, **spec) -> k8s.apps.v1.Deployment:
    return k8s.apps.v1.Deployment(
        name,
        metadata={"namespace": SHOP},
        spec={
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, pod_spec(*containers, **spec)),
        },
    )


def of_kind(kind: str, name: str, spec: dict) -> pulumi.Resource:
    """A workload of another kind with the pod given."""
    many = {"selector": {"matchLabels": {"app": name}}, "template": template(name, spec)}
    once = {"template": template(name, {**spec, "restartPolicy": "Never"})}
    here = {"namespace": SHOP}
    match kind:
        case "Pod":
            return k8s.core.v1.Pod(name, metadata={**here, "labels": {"app": name}}, spec=spec)
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
    raise ValueError(kind)


KINDS = ("Pod", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")
