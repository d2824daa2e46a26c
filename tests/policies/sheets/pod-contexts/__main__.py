"""Pods whose security contexts have a known right verdict.

The verdicts are in verdicts.yaml. Names say what a pod has, not how it is judged.
"""

import pulumi_kubernetes as k8s
from base import CONTAINER, KINDS, POD, container, deployment, later, of_kind, pod_spec, template, without

for kind in KINDS:
    of_kind(kind, f"{kind.lower()}-hardened", pod_spec())
    of_kind(kind, f"{kind.lower()}-bare", pod_spec(container(context={}), pod={}))
deployment("deployment-hardened")
deployment("deployment-bare", container(context={}), pod={})
# Argo's workload for a canary, with the template of a Deployment.
k8s.apiextensions.CustomResource(
    "rollout-bare",
    api_version="argoproj.io/v1alpha1",
    kind="Rollout",
    spec={
        "selector": {"matchLabels": {"app": "rollout-bare"}},
        "template": template("rollout-bare", pod_spec(container(context={}), pod={})),
    },
)
k8s.apps.v1.Deployment.get("read-by-get", "shop/api")
# Nothing of a security context but this one field may be set for Windows.
deployment("windows", container(context={}), pod={"runAsNonRoot": True}, os={"name": "windows"})

# --- Privileges ---------------------------------------------------------------

deployment("privileged", container(context={"privileged": True}))
deployment("privileged-false", container(context={**CONTAINER, "privileged": False}))
deployment("privileged-second-container", container(), container("agent", {"privileged": True}))
deployment("privileged-init-container", initContainers=[container("sysctl", {"privileged": True})])
deployment(
    "privileged-sidecar",
    initContainers=[container("proxy", {"privileged": True}, restartPolicy="Always")],
)
deployment("privileged-unknown", container(context={**CONTAINER, "privileged": later(False)}))
deployment(
    "privileged-beside-unknown",
    container(context={"privileged": True}),
    container("agent", {**CONTAINER, "privileged": later(False)}),
)
deployment("context-null", {**container(), "securityContext": None})
deployment("context-unknown", container(context=later(CONTAINER)))

deployment("escalation-unset", container(context=without(CONTAINER, "allowPrivilegeEscalation")))
deployment("escalation-true", container(context={**CONTAINER, "allowPrivilegeEscalation": True}))
deployment("escalation-null", container(context={**CONTAINER, "allowPrivilegeEscalation": None}))
# The pod has no such field; only containers do.
deployment(
    "escalation-false-of-the-pod-only",
    container(context=without(CONTAINER, "allowPrivilegeEscalation")),
    pod={**POD, "allowPrivilegeEscalation": False},
)
deployment(
    "escalation-unset-in-init-container",
    initContainers=[container("migrate", without(CONTAINER, "allowPrivilegeEscalation"))],
)
deployment("escalation-unknown", container(context={**CONTAINER, "allowPrivilegeEscalation": later(False)}))

# --- Users --------------------------------------------------------------------

deployment("non-root-without-user", pod=without(POD, "runAsUser"))
deployment("user-without-non-root", pod=without(POD, "runAsNonRoot"))
deployment("non-root-false", pod={**POD, "runAsNonRoot": False})
deployment("user-0", pod={**POD, "runAsUser": 0})
deployment("user-1000", pod={**POD, "runAsUser": 1000})
deployment("container-takes-user-0", container(context={**CONTAINER, "runAsUser": 0}))
deployment("container-takes-non-root-away", container(context={**CONTAINER, "runAsNonRoot": False}))
deployment(
    "container-takes-user-0-of-the-pod-away",
    container(context={**CONTAINER, "runAsUser": 10001}),
    pod={**POD, "runAsUser": 0},
)
deployment(
    "non-root-in-each-container",
    container(context={**CONTAINER, "runAsNonRoot": True, "runAsUser": 10001}),
    container("agent", {**CONTAINER, "runAsNonRoot": True, "runAsUser": 10002}),
    pod=without(POD, "runAsNonRoot", "runAsUser"),
)
deployment(
    "non-root-in-one-container",
    container(context={**CONTAINER, "runAsNonRoot": True, "runAsUser": 10001}),
    container("agent"),
    pod=without(POD, "runAsNonRoot", "runAsUser"),
)
deployment("init-container-takes-user-0", initContainers=[container("chown", {**CONTAINER, "runAsUser": 0})])
deployment(
    "user-of-each-container-non-root-of-the-pod",
    container(context={**CONTAINER, "runAsUser": 10001}),
    pod=without(POD, "runAsUser"),
)
deployment("user-unknown", pod={**POD, "runAsUser": later(10001)})
deployment("non-root-unknown", pod={**POD, "runAsNonRoot": later(True)})
deployment(
    "user-unknown-taken-away",
    container(context={**CONTAINER, "runAsUser": 10001}),
    pod={**POD, "runAsUser": later(0)},
)

# --- Capabilities -------------------------------------------------------------


def capabilities(name: str, value, **more) -> None:
    deployment(name, container(context={**CONTAINER, "capabilities": value}), **more)


capabilities("capabilities-empty", {})
capabilities("drop-empty", {"drop": []})
capabilities("drop-net-raw-only", {"drop": ["NET_RAW"]})
capabilities("drop-all-among-others", {"drop": ["NET_RAW", "ALL"]})
capabilities("add-bind-service", {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]})
capabilities("add-bind-service-drop-nothing", {"add": ["NET_BIND_SERVICE"]})
capabilities("add-chown", {"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "CHOWN"]})
capabilities("add-net-admin", {"drop": ["ALL"], "add": ["NET_ADMIN"]})
capabilities("add-all", {"drop": ["ALL"], "add": ["ALL"]})
capabilities("add-empty", {"drop": ["ALL"], "add": []})
capabilities("add-null", {"drop": ["ALL"], "add": None})
capabilities("add-unknown", {"drop": ["ALL"], "add": [later("NET_BIND_SERVICE")]})
capabilities("drop-unknown", {"drop": [later("ALL")]})
capabilities("drop-unknown-beside-all", {"drop": [later("KILL"), "ALL"]})
capabilities("drop-unknown-add-net-admin", {"drop": [later("ALL")], "add": ["NET_ADMIN"]})
# The pod has no such field; only containers do.
deployment(
    "drop-all-of-the-pod-only",
    container(context=without(CONTAINER, "capabilities")),
    pod={**POD, "capabilities": {"drop": ["ALL"]}},
)
deployment("drop-nothing-in-sidecar", container(), container("agent", without(CONTAINER, "capabilities")))
deployment(
    "drop-nothing-in-init-container",
    initContainers=[container("migrate", without(CONTAINER, "capabilities"))],
)

# --- Seccomp ------------------------------------------------------------------

DEFAULT = {"type": "RuntimeDefault"}
UNCONFINED = {"type": "Unconfined"}
no_seccomp = without(POD, "seccompProfile")

deployment("seccomp-unset", pod=no_seccomp)
deployment("seccomp-unconfined", pod={**POD, "seccompProfile": UNCONFINED})
deployment(
    "seccomp-localhost",
    pod={**POD, "seccompProfile": {"type": "Localhost", "localhostProfile": "profiles/api.json"}},
)
deployment("seccomp-container-takes-it-away", container(context={**CONTAINER, "seccompProfile": UNCONFINED}))
deployment(
    "seccomp-container-takes-unconfined-away",
    container(context={**CONTAINER, "seccompProfile": DEFAULT}),
    pod={**POD, "seccompProfile": UNCONFINED},
)
deployment(
    "seccomp-in-one-container",
    container(context={**CONTAINER, "seccompProfile": DEFAULT}),
    container("agent"),
    pod=no_seccomp,
)
deployment(
    "seccomp-by-old-annotation",
    pod=no_seccomp,
    metadata={"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"}},
)
deployment("seccomp-unknown", pod={**POD, "seccompProfile": {"type": later("RuntimeDefault")}})
