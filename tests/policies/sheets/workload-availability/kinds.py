"""Every kind of workload, with what keeps it up and without."""

import pulumi_kubernetes as k8s
from base import budget, deployment, pod


def template(name: str, **spec) -> dict:
    return {"metadata": {"labels": {"app": name}}, "spec": pod(name, **spec)}


def many(name: str, **spec) -> dict:
    return {"selector": {"matchLabels": {"app": name}}, "template": template(name, **spec)}


def here(name: str) -> dict:
    return {"namespace": name, "name": "app"}


deployment("deployment-whole")
deployment("deployment-bare", ..., budgeted=False, topologySpreadConstraints=...)

NO_SPREAD = {"topologySpreadConstraints": ...}
budget("statefulset-whole")
k8s.apps.v1.StatefulSet(
    "statefulset-whole",
    metadata=here("statefulset-whole"),
    spec={**many("statefulset-whole"), "replicas": 3, "serviceName": "app"},
)
k8s.apps.v1.StatefulSet(
    "statefulset-bare",
    metadata=here("statefulset-bare"),
    spec={**many("statefulset-bare", **NO_SPREAD), "serviceName": "app"},
)
k8s.apps.v1.StatefulSet(
    "statefulset-three-only",
    metadata=here("statefulset-three-only"),
    spec={
        **many("statefulset-three-only", **NO_SPREAD),
        "replicas": 3,
        "serviceName": "app",
        "updateStrategy": {"type": "OnDelete"},
    },
)
budget("replicaset-whole")
k8s.apps.v1.ReplicaSet(
    "replicaset-whole", metadata=here("replicaset-whole"), spec={**many("replicaset-whole"), "replicas": 2}
)
k8s.apps.v1.ReplicaSet(
    "replicaset-bare", metadata=here("replicaset-bare"), spec=many("replicaset-bare", **NO_SPREAD)
)
# One pod on each node, which a drain leaves alone.
k8s.apps.v1.DaemonSet("daemonset", metadata=here("daemonset"), spec=many("daemonset", **NO_SPREAD))
k8s.core.v1.Pod("pod", metadata={**here("pod"), "labels": {"app": "pod"}}, spec=pod("pod", **NO_SPREAD))
ends = {"template": template("job", restartPolicy="Never", **NO_SPREAD), "parallelism": 4, "completions": 8}
k8s.batch.v1.Job("job", metadata=here("job"), spec=ends)
k8s.batch.v1.CronJob(
    "cronjob",
    metadata=here("cronjob"),
    spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": ends}},
)
k8s.apps.v1.Deployment.get("read-by-get", "elsewhere/app")
