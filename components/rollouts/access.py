"""What the controller and whoever deploys may do, as plain manifests: in the services' namespace, and in the
controller's own; nothing in the cluster as a whole.

The chart's rules (argo-helm, `charts/argo-rollouts/templates/_helpers.tpl`, 2.41.0), without what nothing
here uses: secrets of the services, jobs, load balancers of other kinds.
"""

from typing import Any, Final

Rules = list[dict[str, Any]]

_READ: Final = ["get", "list", "watch"]
_CHANGE: Final = [*_READ, "update", "patch"]
_KEEP: Final = [*_CHANGE, "create", "delete"]
_NOTIFICATIONS: Final = "argo-rollouts-notification-secret"
"""The one secret that the controller looks for, in its own namespace."""


def services_rules() -> Rules:
    """Return what the controller may do in the namespace of the services."""
    return [
        _rule("argoproj.io", ["rollouts", "rollouts/status", "rollouts/finalizers"], _CHANGE),
        _rule(
            "argoproj.io",
            ["analysisruns", "analysisruns/finalizers", "experiments", "experiments/finalizers"],
            _KEEP,
        ),
        _rule("argoproj.io", ["analysistemplates"], _READ),
        _rule("apps", ["replicasets"], _KEEP),
        # Its pods' template is the Deployment's, whose own pods it takes away.
        _rule("apps", ["deployments"], [*_READ, "update"]),
        _rule("", ["services"], [*_READ, "patch"]),
        _rule("", ["pods"], ["list", "update", "watch"]),
        _rule("", ["pods/eviction"], ["create"]),
        _rule("", ["events"], ["create", "update", "patch"]),
        _rule("gateway.networking.k8s.io", ["httproutes"], [*_READ, "update"]),
        # It waits for lists of both when it starts.
        _rule("networking.k8s.io", ["ingresses"], _READ),
        _rule("batch", ["jobs"], _READ),
    ]


def own_rules() -> Rules:
    """Return what the controller may do in its own namespace: read its settings, and lead."""
    return [
        _rule("", ["configmaps"], _READ),
        {**_rule("", ["secrets"], _READ), "resourceNames": [_NOTIFICATIONS]},
        _rule("coordination.k8s.io", ["leases"], ["create", "get", "update"]),
        _rule("", ["events"], ["create", "update", "patch"]),
    ]


def deployer_rules() -> Rules:
    """Return what whoever deploys services may do besides: make rollouts, promote them and abort them."""
    verbs = ["get", "list", "watch", "create", "update", "patch", "delete"]
    return [
        _rule("argoproj.io", ["rollouts", "rollouts/status", "analysistemplates"], verbs),
        _rule("argoproj.io", ["analysisruns"], _READ),
    ]


def role(metadata: dict[str, Any], rules: Rules) -> dict[str, Any]:
    """Return a role of one namespace."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": metadata,
        "rules": rules,
    }


def binding(metadata: dict[str, Any], account: Any, namespace: Any) -> dict[str, Any]:
    """Return the binding of a service account to the role of the same name."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": metadata,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": metadata["name"]},
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": namespace}],
    }


def _rule(group: str, resources: list[str], verbs: list[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": resources, "verbs": verbs}
