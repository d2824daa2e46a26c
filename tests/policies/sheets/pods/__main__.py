"""What containers ask for (WKL-001) and may do (WKL-019), in every kind that runs pods. The verdicts are in
verdicts.yaml.
"""

import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

ASKS = {"requests": {"cpu": "1", "memory": "1Gi"}}
DROPS = {"capabilities": {"drop": ["ALL"]}}
later = k8s.core.v1.Service("later", spec={"ports": [{"port": 80}]}).status


def container(name="a", resources=ASKS, security=DROPS, **more):
    found = {"name": name, "image": "x", **more}
    found |= {} if resources is None else {"resources": resources}
    return found | ({} if security is None else {"securityContext": security})


def pod(*containers, **spec):
    return {"containers": list(containers) or [container()], **spec}


def template(*containers, **spec):
    return {"metadata": {"labels": {"app": "x"}}, "spec": pod(*containers, **spec)}


SELECTOR = {"matchLabels": {"app": "x"}}


def deployment(name, *containers, namespace=None, **spec):
    k8s.apps.v1.Deployment(
        name,
        metadata={"namespace": namespace} if namespace else {},
        spec={"selector": SELECTOR, "template": template(*containers, **spec)},
    )


BAD = container(resources=None, security=None)
deployment("good")
deployment("bad", BAD)
deployment("bad-second", container(), container("b", None, None))
deployment("bad-init", container(), initContainers=[container("b", None, None)])
deployment("bad-sidecar", container(), initContainers=[container("b", None, None, restartPolicy="Always")])
k8s.apps.v1.StatefulSet(
    "stateful", spec={"serviceName": "x", "selector": SELECTOR, "template": template(BAD)}
)
k8s.apps.v1.DaemonSet("daemon", spec={"selector": SELECTOR, "template": template(BAD)})
k8s.apps.v1.ReplicaSet("replica-set", spec={"selector": SELECTOR, "template": template(BAD)})
k8s.core.v1.ReplicationController("controller", spec={"selector": {"app": "x"}, "template": template(BAD)})
k8s.batch.v1.Job("job", spec={"template": template(BAD, restartPolicy="Never")})
k8s.batch.v1.CronJob(
    "cron", spec={"schedule": "0 0 * * *", "jobTemplate": {"spec": {"template": template(BAD)}}}
)
k8s.core.v1.Pod("pod", spec=pod(BAD))
k8s.core.v1.Pod("pod-ephemeral", spec=pod(ephemeralContainers=[container("debug", None, None)]))
CustomResource(
    "rollout",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    spec={"selector": SELECTOR, "template": template(BAD)},
)
CustomResource(
    "scaled-job",
    api_version="keda.sh/v1alpha1",
    kind="ScaledJob",
    spec={"jobTargetRef": {"template": template(BAD)}, "triggers": []},
)
k8s.apps.v1.Deployment(
    "referred",
    metadata={"name": "referred"},
    spec={"replicas": 0, "selector": SELECTOR, "template": template()},
)
CustomResource(
    "rollout-by-name",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    spec={"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "referred"}},
)
CustomResource(
    "rollout-by-foreign-name",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    spec={"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "theirs"}},
)

k8s.apps.v1.DeploymentPatch("patch-of-labels", metadata={"name": "theirs", "labels": {"team": "shop"}})
k8s.apps.v1.DeploymentPatch(
    "patch-of-image",
    metadata={"name": "theirs"},
    spec={"template": {"spec": {"containers": [{"name": "a", "image": "y"}]}}},
)
k8s.apps.v1.DeploymentPatch(
    "patch-of-all",
    metadata={"name": "theirs"},
    spec={
        "template": {
            "spec": {
                "containers": [
                    container(security={"privileged": False, "capabilities": {"drop": ["ALL"], "add": []}})
                ]
            }
        }
    },
)

# What is asked for, in other words.
deployment("limits-alone", container(resources={"limits": {"cpu": "1", "memory": "1Gi"}}))
deployment("limit-of-one", container(resources={"limits": {"cpu": "1"}}))
deployment("limit-and-request", container(resources={"limits": {"cpu": "1"}, "requests": {"memory": "1Gi"}}))
deployment("pod-level", container(resources=None), resources=ASKS)
deployment("pod-level-limits", container(resources=None), resources={"limits": {"cpu": "1", "memory": "1Gi"}})
deployment("pod-level-half", container(resources=None), resources={"requests": {"cpu": "1"}})
k8s.core.v1.LimitRange(
    "limits",
    metadata={"namespace": "limited"},
    spec={
        "limits": [
            {"type": "Container", "defaultRequest": {"cpu": "1"}, "default": {"cpu": "2", "memory": "1Gi"}}
        ]
    },
)
deployment("in-limited", container(resources=None), namespace="limited")
deployment("outside-limited", container(resources=None), namespace="free")
deployment(
    "amount-later", container(resources={"requests": {"cpu": later.apply(lambda _: "1"), "memory": "1Gi"}})
)
deployment("resources-later", container(resources=later.apply(lambda _: ASKS)))

# What may be done, in other words.
deployment("drops-lower", container(security={"capabilities": {"drop": ["all"]}}))
deployment("drops-one", container(security={"capabilities": {"drop": ["NET_RAW"]}}))
deployment("adds-bind", container(security={"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}))
deployment("adds-admin", container(security={"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}))
deployment("privileged", container(security=DROPS | {"privileged": True}))
deployment("windows", container(security=None), os={"name": "windows"})
deployment("windows-nodes", container(security=None), nodeSelector={"kubernetes.io/os": "windows"})
deployment("drop-later", container(security={"capabilities": {"drop": later.apply(lambda _: ["ALL"])}}))
deployment("containers-are-text", initContainers="none")
