"""What roles grant, and to what bindings refer."""

import pulumi_kubernetes as k8s
from services import SHOP, later

PODS = {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list", "watch"]}


def role(called: str, *rules: dict, **more) -> None:
    k8s.rbac.v1.Role(called, metadata=SHOP, rules=list(rules), **more)


def cluster_role(called: str, *rules: dict, **more) -> None:
    k8s.rbac.v1.ClusterRole(called, rules=list(rules), **more)


role("role-of-pods", PODS)
role("role-all-verbs", {**PODS, "verbs": ["*"]})
role("role-all-resources", {**PODS, "resources": ["*"]})
role("role-all-verbs-among-others", {**PODS, "verbs": ["get", "*"]})
role("role-second-rule-all", PODS, {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
role("role-empty")
k8s.rbac.v1.Role("role-rules-null", metadata=SHOP, rules=None)
role(
    "role-of-named-secret",
    {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["db"], "verbs": ["get"]},
)
role("role-verb-unknown", {**PODS, "verbs": [later("get")]})
role("role-verb-unknown-all-resources", {**PODS, "resources": ["*"], "verbs": [later("get")]})
k8s.rbac.v1.Role.get("role-read-by-get", "shop/theirs")
cluster_role("cluster-role-of-nodes", {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list"]})
cluster_role("cluster-role-all", {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]})
cluster_role(
    "cluster-role-reads-all", {"apiGroups": [""], "resources": ["*"], "verbs": ["get", "list", "watch"]}
)
cluster_role("cluster-role-of-metrics", {"nonResourceURLs": ["/metrics"], "verbs": ["get"]})
# Its rules are gathered from other roles.
cluster_role(
    "cluster-role-aggregated",
    aggregation_rule={"clusterRoleSelectors": [{"matchLabels": {"aggregate": "shop"}}]},
)

SUBJECTS = [{"kind": "ServiceAccount", "name": "deployer", "namespace": "shop"}]


def refers(kind: str, name) -> dict:
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}


def cluster_binding(called: str, name) -> None:
    k8s.rbac.v1.ClusterRoleBinding(called, role_ref=refers("ClusterRole", name), subjects=SUBJECTS)


def binding(called: str, kind: str, name) -> None:
    k8s.rbac.v1.RoleBinding(called, metadata=SHOP, role_ref=refers(kind, name), subjects=SUBJECTS)


cluster_binding("cluster-binding-admin-of-cluster", "cluster-admin")
cluster_binding("cluster-binding-view", "view")
cluster_binding("cluster-binding-unknown", later("view"))
binding("binding-admin-of-cluster", "ClusterRole", "cluster-admin")
# A role of the namespace that only has the name.
binding("binding-role-of-that-name", "Role", "cluster-admin")
binding("binding-edit", "ClusterRole", "edit")
binding("binding-role", "Role", "role-of-pods")
