"""How many there are at least, what a drain leaves of them, and over what they are spread."""

import pulumi
import pulumi_kubernetes as k8s
from base import HOST, ZONE, budget, deployment, hpa, keda, later, over

# --- Replicas -----------------------------------------------------------------

deployment("replicas-one", 1, budgeted=False)
deployment("replicas-two", 2)
deployment("replicas-null", None, budgeted=False)
deployment("replicas-zero", 0, budgeted=False)
deployment("replicas-unknown", later(3))
deployment("scaled-from-three", ...)
hpa("scaled-from-three", 3)
deployment("scaled-from-two", ...)
hpa("scaled-from-two", 2)
# minReplicas is 1 where it is left out.
deployment("scaled-from-unset", ...)
hpa("scaled-from-unset")
deployment("scaled-from-one-three-replicas", 3)
hpa("scaled-from-one-three-replicas", 1)
deployment("scaled-from-unknown", ...)
hpa("scaled-from-unknown", later(3))
deployment("scaled-from-three-replicas-unknown", later(1))
hpa("scaled-from-three-replicas-unknown", 3)
deployment("keda-from-three", ...)
keda("keda-from-three", minReplicaCount=3)
deployment("keda-from-unset", ...)
keda("keda-from-unset")

# --- Budgets ------------------------------------------------------------------


def budgeted(name: str, selector=..., **more) -> None:
    deployment(name, budgeted=False, labels={"tier": "api"})
    budget(name, selector, **more)


deployment("budget-none", budgeted=False)
budgeted("budget-by-expression", {"matchExpressions": [{"key": "app", "operator": "Exists"}]})
budgeted(
    "budget-by-expression-out",
    {"matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["api"]}]},
)
budgeted("budget-by-one-of-two-labels", {"matchLabels": {"tier": "api"}})
budgeted("budget-asks-for-a-label-more", {"matchLabels": {"tier": "api", "release": "canary"}})
# {} selects all pods of the namespace, null none.
budgeted("budget-selects-all", {})
budgeted("budget-selector-null", None)
budgeted("budget-in-another-namespace", namespace="elsewhere")
budgeted("budget-selector-unknown", {"matchLabels": {"tier": later("api")}})
# The Deployment's own labels are not those of its pods.
k8s.apps.v1.Deployment(
    "budget-by-label-of-the-deployment",
    metadata={
        "namespace": "budget-by-label-of-the-deployment",
        "name": "app",
        "labels": {"part": "api"},
    },
    spec={
        "replicas": 3,
        "selector": {"matchLabels": {"app": "budget-by-label-of-the-deployment"}},
        "template": {
            "metadata": {"labels": {"app": "budget-by-label-of-the-deployment"}},
            "spec": {
                "containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}],
                "topologySpreadConstraints": [over(ZONE, "budget-by-label-of-the-deployment")],
            },
        },
    },
)
budget("budget-by-label-of-the-deployment", {"matchLabels": {"part": "api"}})


# --- Namespaces ---------------------------------------------------------------


def in_namespace(name: str, metadata: dict, budget_metadata: dict, **options) -> None:
    """A workload and its budget, which say their namespaces in other ways."""
    opts = pulumi.ResourceOptions(**options)
    k8s.apps.v1.Deployment(
        name,
        metadata=metadata,
        spec={
            "replicas": 3,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {
                    "containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}],
                    "topologySpreadConstraints": [over(ZONE, name)],
                },
            },
        },
        opts=opts,
    )
    k8s.policy.v1.PodDisruptionBudget(
        f"{name}-pdb",
        metadata=budget_metadata,
        spec={"selector": {"matchLabels": {"app": name}}, "maxUnavailable": 1},
    )


made = k8s.core.v1.Namespace("made")
team = k8s.Provider("team", namespace="team", kubeconfig="{}")
in_namespace(
    "namespace-by-reference", {"namespace": made.metadata["name"]}, {"namespace": made.metadata["name"]}
)
in_namespace("namespace-unset", {}, {"namespace": "default"})
in_namespace("namespace-of-the-provider", {}, {"namespace": "team"}, provider=team)
in_namespace("namespace-of-the-provider-budget-in-default", {}, {}, provider=team)

# --- Spread -------------------------------------------------------------------


def spread(name: str, *constraints, **spec) -> None:
    deployment(name, topologySpreadConstraints=list(constraints), **spec)


deployment("spread-unset", topologySpreadConstraints=...)
spread("spread-empty")
spread("spread-zones-only", over(ZONE, "spread-zones-only"))
spread("spread-hosts-only", over(HOST, "spread-hosts-only"))
spread("spread-zones-if-possible", over(ZONE, "spread-zones-if-possible", whenUnsatisfiable="ScheduleAnyway"))
# It counts pods that are not its own, so that its own may all be in one zone.
spread("spread-of-other-pods", over(ZONE, "another"))
spread("spread-key-unknown", over(later(ZONE), "spread-key-unknown"))
spread(
    "spread-unknown-beside-zones",
    over(ZONE, "spread-unknown-beside-zones"),
    over(later(HOST), "spread-unknown-beside-zones"),
)
spread(
    "spread-by-expression",
    over(
        ZONE,
        "x",
        labelSelector={
            "matchExpressions": [{"key": "app", "operator": "In", "values": ["spread-by-expression"]}]
        },
    ),
)


def apart(name: str, key: str) -> None:
    """The pods of a workload keep away from one another."""
    term = {"topologyKey": key, "labelSelector": {"matchLabels": {"app": name}}}
    anti = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    deployment(name, topologySpreadConstraints=..., affinity={"podAntiAffinity": anti})


apart("apart-in-zones", ZONE)
apart("apart-on-hosts", HOST)
deployment(
    "with-others-in-a-zone",
    topologySpreadConstraints=...,
    affinity={
        "podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"topologyKey": ZONE, "labelSelector": {"matchLabels": {"app": "with-others-in-a-zone"}}}
            ]
        }
    },
)

# --- Autoscalers --------------------------------------------------------------


def scaled(name: str, replicas=..., opts=None, **more) -> None:
    deployment(name, replicas, opts=opts)
    hpa(name, **{"least": 2, **more})


scaled("hpa-whole")
scaled("hpa-target-sets-replicas", 3)
scaled("hpa-target-sets-null", None)
scaled("hpa-target-sets-what-is-ignored", 3, opts=pulumi.ResourceOptions(ignore_changes=["spec.replicas"]))
scaled("hpa-target-of-another-kind", kind="StatefulSet")
scaled("hpa-target-of-another-name", target="api")
scaled("hpa-in-another-namespace", namespace="elsewhere")
scaled("hpa-least-equals-most", least=5, most=5)
scaled("hpa-least-one", least=1)
scaled("hpa-least-null", least=None)
scaled("hpa-least-unknown", least=later(2))
scaled("hpa-most-unknown", most=later(10))
scaled("hpa-least-one-most-unknown", least=1, most=later(10))
scaled("hpa-target-unknown", target=later("app"))
# The name is made by Pulumi.
autonamed = k8s.apps.v1.Deployment(
    "hpa-target-autonamed",
    metadata={"namespace": "hpa-target-autonamed"},
    spec={
        "selector": {"matchLabels": {"app": "hpa-target-autonamed"}},
        "template": {
            "metadata": {"labels": {"app": "hpa-target-autonamed"}},
            "spec": {
                "containers": [{"name": "app", "image": "registry.example.com/shop/api:1.4.2"}],
                "topologySpreadConstraints": [over(ZONE, "hpa-target-autonamed")],
            },
        },
    },
)
budget("hpa-target-autonamed")
hpa("hpa-target-autonamed", 2, target=autonamed.metadata["name"])
deployment("hpa-of-v1", ...)
k8s.autoscaling.v1.HorizontalPodAutoscaler(
    "hpa-of-v1-hpa",
    metadata={"namespace": "hpa-of-v1"},
    spec={
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "app"},
        "minReplicas": 2,
        "maxReplicas": 6,
        "targetCPUUtilizationPercentage": 70,
    },
)
