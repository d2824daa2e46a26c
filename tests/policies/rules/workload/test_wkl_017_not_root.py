"""WKL-017: containers run as a user that is not root, and that is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_017_not_root import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({}, securityContext={"runAsNonRoot": True, "runAsUser": 10001})),
    fails("container web may run as root; container web names no user, so that the image decides", pods({})),
    fails(
        "container web runs as user 0, who is root",
        pods({"securityContext": {"runAsUser": 0}}, securityContext={"runAsNonRoot": True, "runAsUser": 1}),
    ),
    passes(pods({}, os={"name": "windows"}, securityContext={"runAsNonRoot": True})),
    unknown(
        f"{SPEC}.securityContext.runAsUser is not known before deployment",
        pods({}, securityContext={"runAsNonRoot": True, "runAsUser": UNKNOWN}),
    ),
    unknown(
        f"{SPEC}.securityContext.runAsUser is no whole number, which it has to be",
        pods({}, securityContext={"runAsNonRoot": True, "runAsUser": "root"}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
