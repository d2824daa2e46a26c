"""WKL-021: pods have no files of their node."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_021_host_paths import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({}, volumes=[{"name": "tmp", "emptyDir": {}}])),
    fails("a volume is the node's path /srv", pods({}, volumes=[{"hostPath": {"path": "/srv"}}])),
    fails("a volume is the node's path", pods({}, volumes=[{"hostPath": {"path": UNKNOWN}}])),
    fails(
        "a volume is the container runtime's socket /run/docker.sock",
        pods({}, volumes=[{"hostPath": {"path": "/run/docker.sock"}}]),
    ),
    unknown(f"{SPEC}.volumes is not known before deployment", pods({}, volumes=UNKNOWN)),
    not_applicable(
        resource(f"{DEPLOYMENT}Patch", inputs={"spec": {"replicas": 2}}), reason="it says nothing of its pods"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
