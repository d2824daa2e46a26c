"""What a budget lets go when there are as few pods as there can be (DSG-004): one namespace for each case. The
verdicts are in verdicts.yaml.
"""

import pulumi
import pulumi_kubernetes as k8s
from pulumi_kubernetes.apiextensions import CustomResource

later = k8s.core.v1.Service("later", spec={"ports": [{"port": 80}]}).status


def app(
    space,
    replicas=None,
    name="web",
    kind=k8s.apps.v1.Deployment,
    labels=None,
    named=True,
    meta=None,
    opts=None,
):
    labels = labels or {"app": name}
    metadata = {"namespace": space, **({"name": name} if named else {})} if meta is None else meta
    return kind(
        f"{space}-{name}",
        metadata=metadata,
        opts=opts,
        spec={
            **({} if replicas is None else {"replicas": replicas}),
            **({"serviceName": name} if kind is k8s.apps.v1.StatefulSet else {}),
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "a", "image": "x"}]},
            },
        },
    )


def budget(name, space=None, selector=None, opts=None, meta=None, **spec):
    k8s.policy.v1.PodDisruptionBudget(
        name,
        metadata={"namespace": space or name} if meta is None else meta,
        opts=opts,
        spec={"selector": selector or {"matchLabels": {"app": "web"}}, **spec},
    )


def scaler(space, least=None, target="web", kind="Deployment", suffix="hpa"):
    k8s.autoscaling.v2.HorizontalPodAutoscaler(
        f"{space}-{suffix}",
        metadata={"namespace": space},
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": target},
            "maxReplicas": 9,
            **({} if least is None else {"minReplicas": least}),
        },
    )


def keda(space, annotations=None, kind=None, target="web", **spec):
    CustomResource(
        f"{space}-keda",
        api_version="keda.sh/v1alpha1",
        kind="ScaledObject",
        metadata={"namespace": space, **({"annotations": annotations} if annotations else {})},
        spec={"scaleTargetRef": {"name": target, **({"kind": kind} if kind else {})}, "triggers": [], **spec},
    )


def rollout(space, name="web", **spec):
    labels = {"app": name}
    own = {
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": []}},
    }
    CustomResource(
        f"{space}-rollout",
        api_version="argoproj.io/v1alpha1",
        kind="Rollout",
        metadata={"namespace": space, "name": name},
        spec={**({} if "workloadRef" in spec else own), **spec},
    )


app("four", 4)
budget("four", minAvailable=3)
app("all-of-four", 4)
budget("all-of-four", minAvailable=4)
app("more-than-there-are", 2)
budget("more-than-there-are", minAvailable=5)
app("third-of-four", 4)
budget("third-of-four", minAvailable="75%")
app("most-of-four", 4)
budget("most-of-four", minAvailable="76%")
app("some-of-one", 1)
budget("some-of-one", maxUnavailable="1%")
app("zero", 0)
budget("zero", minAvailable=1)
app("neither", 5)
budget("neither")
app("percentage-in-words", 3)
budget("percentage-in-words", minAvailable="half")

# Scalers.
app("two-scalers", 9)
scaler("two-scalers", 5)
scaler("two-scalers", 2, suffix="hpa2")
budget("two-scalers", minAvailable=2)
app("hpa-and-keda", 9)
scaler("hpa-and-keda", 5)
keda("hpa-and-keda", minReplicaCount=4)
budget("hpa-and-keda", minAvailable=3)
app("paused", 9)
keda("paused", {"autoscaling.keda.sh/paused-replicas": "2"}, minReplicaCount=5)
budget("paused", minAvailable=2)
app("scaler-of-another-kind", 1)
scaler("scaler-of-another-kind", 5, kind="StatefulSet")
budget("scaler-of-another-kind", minAvailable=1)
app("scaler-elsewhere", 1)
k8s.autoscaling.v2.HorizontalPodAutoscaler(
    "far",
    metadata={"namespace": "far"},
    spec={"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 5, "maxReplicas": 9},
)
budget("scaler-elsewhere", minAvailable=1)
found = app("by-output", 1, named=False)
scaler("by-output", 3, target=found.metadata["name"])
budget("by-output", minAvailable=2)
app("beside-output", 1, named=False)
other = app("beside-output", 1, "other", named=False)
scaler("beside-output", 3, target=other.metadata["name"])
budget("beside-output", minAvailable=1)
app("target-later", 1)
scaler("target-later", 3, target=later.apply(lambda _: "web"))
budget("target-later", minAvailable=2)
app("least-later", 1)
scaler("least-later", later.apply(lambda _: 3))
budget("least-later", minAvailable=1)

# Kinds.
app("stateful", 3, kind=k8s.apps.v1.StatefulSet)
budget("stateful", maxUnavailable=1)
k8s.core.v1.ReplicationController(
    "controller-rc",
    metadata={"namespace": "controller"},
    spec={
        "replicas": 1,
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "a", "image": "x"}]},
        },
    },
)
budget("controller", minAvailable=1)
rollout("rolled", replicas=3)
budget("rolled", minAvailable=2)
rollout("rolled-unset")
budget("rolled-unset", minAvailable=1)
rollout("rolled-scaled", replicas=1)
keda("rolled-scaled", kind="Rollout", minReplicaCount=3)
budget("rolled-scaled", minAvailable=2)
app("rolled-by-ref", 3)
rollout(
    "rolled-by-ref", replicas=1, workloadRef={"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
)
budget("rolled-by-ref", minAvailable=1)
for n in range(2):
    k8s.core.v1.Pod(
        f"bare-{n}",
        metadata={"namespace": "bare", "labels": {"app": "web"}},
        spec={"containers": [{"name": "a", "image": "x"}]},
    )
budget("bare", minAvailable=1)
k8s.core.v1.Pod(
    "bare-share-0",
    metadata={"namespace": "bare-share", "labels": {"app": "web"}},
    spec={"containers": [{"name": "a", "image": "x"}]},
)
budget("bare-share", maxUnavailable=1)
k8s.apps.v1.DaemonSet(
    "daemon",
    metadata={"namespace": "daemon"},
    spec={
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "a", "image": "x"}]},
        },
    },
)
budget("daemon", minAvailable=1)

# Budgets over the same pods, and not.
app("pair", 5, labels={"app": "web", "tier": "front"})
budget("pair", minAvailable=1)
budget("pair-by-tier", "pair", {"matchLabels": {"tier": "front"}}, maxUnavailable=1)
app("apart", 3)
app("apart", 3, "api")
budget("apart", minAvailable=1)
budget("apart-api", "apart", {"matchLabels": {"app": "api"}}, minAvailable=1)
app("one-of-two", 3)
app("one-of-two", 3, "api", labels={"app": "api", "tier": "back"})
budget("one-of-two", selector={"matchExpressions": [{"key": "app", "operator": "Exists"}]}, minAvailable=1)
budget("one-of-two-back", "one-of-two", {"matchLabels": {"tier": "back"}}, minAvailable=1)
app("other-later", 3)
budget("other-later", minAvailable=1)
budget("other-later-b", "other-later", {"matchLabels": {"app": later.apply(lambda _: "api")}}, minAvailable=1)

# Namespaces.
team = k8s.Provider("team", namespace="team", kubeconfig="{}")
app("x", 1, meta={"name": "web"}, opts=pulumi.ResourceOptions(provider=team))
budget("of-provider", meta={}, opts=pulumi.ResourceOptions(provider=team), minAvailable=1)
budget("without-provider", meta={}, minAvailable=1)
context = k8s.Provider(
    "context",
    kubeconfig="""
current-context: here
contexts: [{name: here, context: {cluster: c, namespace: ctx}}]
""",
)
app("y", 1, meta={"name": "web"}, opts=pulumi.ResourceOptions(provider=context))
budget("of-context", "ctx", minAvailable=1)
