"""WKL-026: roles grant what they name, and nobody is cluster-admin."""

from typing import Final

from jiban.policy.facts.once import of, origins
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import LEFT_OUT, Node, ResourceView, StackView

_GROUP: Final = "kubernetes:rbac.authorization.k8s.io/v1:"
_ROLES: Final = (f"{_GROUP}Role", f"{_GROUP}ClusterRole", f"{_GROUP}RolePatch", f"{_GROUP}ClusterRolePatch")
_BINDINGS: Final = (
    f"{_GROUP}RoleBinding",
    f"{_GROUP}ClusterRoleBinding",
    f"{_GROUP}RoleBindingPatch",
    f"{_GROUP}ClusterRoleBindingPatch",
)
_TYPES: Final = (*_ROLES, *_BINDINGS)
_ADMIN: Final = "cluster-admin"
_EVERYTHING: Final = "*"


def check(stack: StackView, resource: ResourceView) -> Verdict:
    """Judge a role, or a binding to one."""
    return _role(resource) if resource.token in _ROLES else _binding(stack, resource)


def _role(role: ResourceView) -> Verdict:
    return together(judged(_grants, each) for each in role["rules"].each())


def _grants(rule: Node) -> Verdict:
    return together(judged(part, rule) for part in (_verbs, _resources))


def _verbs(rule: Node) -> Verdict:
    return _named(rule["verbs"], "every verb", rule["resources"])


def _resources(rule: Node) -> Verdict:
    return _named(rule["resources"], "every resource", rule["apiGroups"])


def _named(listed: Node, what: str, of: Node) -> Verdict:
    """Judge a list that may hold everything; whatever else it holds is not known, it is that then."""
    words = listed.each()
    if any(each.known and each.text() == _EVERYTHING for each in words):
        said = ", ".join(_shown(each.text()) for each in (of.each() if of.known else ()) if each.known)
        return failed(f"it grants {what}{f' of {said}' if said else ''}", listed.path)
    for each in words:
        each.text()  # one that is not known may be everything
    return PASS


def _shown(word: str) -> str:
    if word == _EVERYTHING:
        return "everything"
    return word or "the core group"


def _binding(stack: StackView, binding: ResourceView) -> Verdict:
    reference = binding["roleRef"]
    if reference.raw is LEFT_OUT or not reference.given:
        return not_applicable("it refers to no role")
    if reference["kind"].known and reference["kind"].says("Role"):
        return PASS  # one of its namespace, whatever its name
    path = reference["name"].path
    return failed(f"it makes its subjects {_ADMIN}", path) if _is_admin(stack, binding) else PASS


def _is_admin(stack: StackView, binding: ResourceView) -> bool:
    name = binding["roleRef"]["name"]
    if not name.known and name.sources:
        roles = origins(stack, binding, name, *_ROLES)
        if len(roles) == 1:
            # A name that the provider makes up has a suffix, and is never that of another role.
            with of(roles[0]):
                own = roles[0]["metadata"]["name"]
                return own.given and own.text() == _ADMIN
    return name.text() == _ADMIN


RULE: Final = StackRule(
    id="WKL-026",
    text="No role grants every verb or every resource, and nobody is bound to cluster-admin.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A wildcard grants what does not exist yet, secrets and the right to grant among it: whoever gets "
        "the account has the namespace, or the cluster."
    ),
    remedy=(
        "Name the verbs and resources that are needed in rules; bind to a role of your own, or to view or "
        "edit in one namespace."
    ),
    link="https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    types=_TYPES,
    compliance={
        "cis": ("K8s1.12:5.1.3", "K8s1.12:5.1.1"),
        "checkov": ("CKV_K8S_49", "CKV_K8S_158"),
        "prowler": ("kubernetes:rbac_minimize_wildcard_use_roles", "kubernetes:rbac_cluster_admin_usage"),
        "k8s_tools": (
            "kl:wildcard-in-rules",
            "kl:cluster-admin-role-binding",
            "po:clusterrolebindingClusterAdmin",
        ),
    },
    check=each_of(_TYPES, check),
)
