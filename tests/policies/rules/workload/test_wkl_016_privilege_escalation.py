"""WKL-016: no process of a container gains privileges."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_016_privilege_escalation import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({"securityContext": {"allowPrivilegeEscalation": False}})),
    fails("container web does not forbid its processes to gain privileges", pods({})),
    fails(
        "container web lets its processes gain privileges",
        pods({"securityContext": {"allowPrivilegeEscalation": True}}),
    ),
    fails(
        "container setup does not forbid its processes to gain privileges",
        pods({"securityContext": {"allowPrivilegeEscalation": False}}, initContainers=[{"name": "setup"}]),
    ),
    unknown(
        f"{SPEC}.containers[0].securityContext.allowPrivilegeEscalation is not known before deployment",
        pods({"securityContext": {"allowPrivilegeEscalation": UNKNOWN}}),
    ),
    not_applicable(
        pods({}, os={"name": "windows"}), reason="its pods run on Windows, where it cannot be set"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
