"""WKL-026: roles grant what they name, and nobody is cluster-admin."""

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_026_wildcard_roles import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

GROUP = "kubernetes:rbac.authorization.k8s.io/v1:"


def role(**rule: Any) -> ResourceView:
    """A role with a rule."""
    return resource(f"{GROUP}ClusterRole", inputs={"rules": [rule]})


def binding(**reference: Any) -> ResourceView:
    """A binding to a role."""
    return resource(f"{GROUP}RoleBinding", inputs={"roleRef": reference})


CASES = (
    passes(role(apiGroups=[""], resources=["pods"], verbs=["get"])),
    fails("it grants every verb of pods", role(apiGroups=[""], resources=["pods"], verbs=["*"])),
    fails("it grants every resource of apps", role(apiGroups=["apps"], resources=["*"], verbs=[UNKNOWN])),
    fails(
        "it grants every verb of everything; it grants every resource of the core group",
        role(apiGroups=[""], resources=["*"], verbs=["get", "*"]),
    ),
    unknown("rules[0].verbs[0] is not known before deployment", role(resources=["pods"], verbs=[UNKNOWN])),
    passes(binding(kind="ClusterRole", name="view")),
    passes(binding(kind="Role", name="cluster-admin")),
    fails("it makes its subjects cluster-admin", binding(kind="ClusterRole", name="cluster-admin")),
    unknown("roleRef.name is not known before deployment", binding(kind="ClusterRole", name=UNKNOWN)),
    not_applicable(
        resource(f"{GROUP}RoleBindingPatch", inputs={"subjects": []}), reason="it refers to no role"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
