"""WKL-015: pods have namespaces of their own."""

from collections.abc import Mapping
from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_015_host_namespaces import RULE
from jiban.policy.facts.kubernetes import DEPLOYMENT
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView

SPEC = "spec.template.spec"


def pods(*containers: Mapping[str, Any], **spec: Any) -> ResourceView:
    """A Deployment of some containers."""
    listed = [{"name": "web", **each} for each in containers]
    return resource(DEPLOYMENT, inputs={"spec": {"template": {"spec": {"containers": listed, **spec}}}})


CASES = (
    passes(pods({}, hostPID=False)),
    fails("its pods are in the node's network", pods({}, hostNetwork=True)),
    fails(
        "its pods are in the node's processes; its pods are in the node's shared memory",
        pods({}, hostPID=True, hostIPC=True, hostNetwork=UNKNOWN),
    ),
    unknown(f"{SPEC}.hostNetwork is not known before deployment", pods({}, hostNetwork=UNKNOWN)),
    not_applicable(
        resource(f"{DEPLOYMENT}Patch", inputs={"spec": {"replicas": 2}}), reason="it says nothing of its pods"
    ),
    passes(
        resource(f"{DEPLOYMENT}Patch", inputs={"spec": {"template": {"spec": {"serviceAccountName": "web"}}}})
    ),
    fails(
        "its pods are in the node's network",
        resource(f"{DEPLOYMENT}Patch", inputs={"spec": {"template": {"spec": {"hostNetwork": True}}}}),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
