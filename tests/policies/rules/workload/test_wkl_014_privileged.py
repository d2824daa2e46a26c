"""WKL-014: no container is privileged."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_014_privileged import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({})),
    passes(pods({"securityContext": {"privileged": False}})),
    fails("container web is privileged", pods({"securityContext": {"privileged": True}})),
    fails(
        "container web is a HostProcess, privileged on Windows",
        pods({}, securityContext={"windowsOptions": {"hostProcess": True}}),
    ),
    passes(
        pods(
            {"securityContext": {"windowsOptions": {"hostProcess": False}}},
            securityContext={"windowsOptions": {"hostProcess": True}},
        )
    ),
    unknown(
        f"{SPEC}.containers[0].securityContext.privileged is not known before deployment",
        pods({"securityContext": {"privileged": UNKNOWN}}),
    ),
    not_applicable(
        resource(f"{DEPLOYMENT}Patch", inputs={"metadata": {"name": "web"}}),
        reason="it says nothing of containers",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
