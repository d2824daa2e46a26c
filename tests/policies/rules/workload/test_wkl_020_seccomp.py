"""WKL-020: containers call the kernel within a profile."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_020_seccomp import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({}, securityContext={"seccompProfile": {"type": "RuntimeDefault"}})),
    passes(pods({"securityContext": {"seccompProfile": {"type": "Localhost"}}})),
    fails("container web asks for no profile, so that it has none", pods({})),
    fails(
        "container web has profile Unconfined",
        pods(
            {"securityContext": {"seccompProfile": {"type": "Unconfined"}}},
            securityContext={"seccompProfile": {"type": "RuntimeDefault"}},
        ),
    ),
    unknown(
        f"{SPEC}.securityContext.seccompProfile.type is not known before deployment",
        pods({}, securityContext={"seccompProfile": {"type": UNKNOWN}}),
    ),
    not_applicable(pods({}, os={"name": "windows"}), reason="its pods run on Windows, which has no seccomp"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
