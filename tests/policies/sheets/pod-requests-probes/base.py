"""Pods that ask for what they need and are probed, for the cases to change one thing."""

import pulumi
import pulumi_kubernetes as k8s

RESOURCES = {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}}
READY = {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 5}
ALIVE = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10}
PORTS = [{"name": "http", "containerPort": 8080}]

# Known only after deployment.
status = k8s.core.v1.Service("gateway", spec={"ports": [{"port": 80}]}).status


def later(value):
    return status.apply(lambda _: value)


def container(name: str = "app", **more) -> dict:
    """A container that serves; an argument of ... takes the property away."""
    made = {
        "name": name,
        "image": f"registry.example.com/shop/{name}:1.4.2",
        "ports": PORTS,
        "resources": RESOURCES,
        "readinessProbe": READY,
        "livenessProbe": ALIVE,
        **more,
    }
    return {key: value for key, value in made.items() if value is not ...}


def once(name: str = "task", **more) -> dict:
    """A container that does its work and ends."""
    return container(name, **{"ports": ..., "readinessProbe": ..., "livenessProbe": ..., **more})


def template(name: str, *containers: dict, **spec) -> dict:
    return {
        "metadata": {"labels": {"app": name}},
        "spec": {"containers": list(containers) or [container()], **spec},
    }


def deployment(name: str, *containers: dict, namespace: str | None = None, **spec) -> None:
    k8s.apps.v1.Deployment(
        name,
        metadata={"namespace": namespace} if namespace else {},
        spec={
            "selector": {"matchLabels": {"app": name}},
            "template": template(name, *containers, **spec),
        },
    )


def of_kind(kind: str, name: str, *containers: dict) -> pulumi.Resource:
    """A workload of another kind with the containers given."""
    made = template(name, *containers)
    many = {"selector": {"matchLabels": {"app": name}}, "template": made}
    ends = {"template": template(name, *containers, restartPolicy="Never")}
    match kind:
        case "Pod":
            return k8s.core.v1.Pod(name, metadata=made["metadata"], spec=made["spec"])
        case "StatefulSet":
            return k8s.apps.v1.StatefulSet(name, spec={**many, "serviceName": name})
        case "DaemonSet":
            return k8s.apps.v1.DaemonSet(name, spec=many)
        case "ReplicaSet":
            return k8s.apps.v1.ReplicaSet(name, spec=many)
        case "ReplicationController":
            return k8s.core.v1.ReplicationController(name, spec={**many, "selector": {"app": name}})
        case "Job":
            return k8s.batch.v1.Job(name, spec=ends)
        case "CronJob":
            return k8s.batch.v1.CronJob(name, spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": ends}})
        case "Rollout":
            return k8s.apiextensions.CustomResource(
                name, api_version="argoproj.io/v1alpha1", kind="Rollout", spec=many
            )
    raise ValueError(kind)


SERVING = ("Pod", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Rollout")
ENDING = ("Job", "CronJob")
