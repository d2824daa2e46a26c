"""WKL-004: what serves says when it is ready to."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_004_readiness_probes import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import JOB, pods

PORT = {"containerPort": 8080}
PROBE = {"tcpSocket": {"port": 8080}}


def service(selector: Any, port: Any = 8080) -> ResourceView:
    """A Service."""
    return resource(
        "kubernetes:core/v1:Service",
        "front",
        {"spec": {"selector": selector, "ports": [{"port": 80, "targetPort": port}]}},
    )


BARE = "container app serves and has no readiness probe"
CASES = (
    fails(BARE, pods({"name": "app", "ports": [PORT]})),
    passes(pods({"name": "app", "ports": [PORT], "readinessProbe": PROBE})),
    fails(BARE, pods({"name": "app"}, app="web"), service({"app": "web"})),
    not_applicable(
        pods({"name": "app"}, app="web"), service({"app": "api"}), reason="nothing is sent to its containers"
    ),
    passes(
        pods({"name": "app"}, {"name": "b", "ports": [PORT], "readinessProbe": PROBE}, app="web"),
        service({"app": "web"}),
    ),
    fails(
        BARE,
        pods({"name": "app"}, {"name": "b", "ports": [PORT], "readinessProbe": PROBE}, app="web"),
        service({"app": "web"}, 9090),
    ),
    unknown(
        "spec.selector.app of front is not known before deployment",
        pods({"name": "app"}, app="web"),
        service({"app": UNKNOWN}),
    ),
    unknown(
        "spec.template.spec.containers[0].readinessProbe is not known before deployment",
        pods({"name": "app", "ports": [PORT], "readinessProbe": UNKNOWN}),
    ),
    not_applicable(pods({"name": "app", "ports": [PORT]}, kind=JOB)),
    not_applicable(pods({"name": "app"}), reason="nothing is sent to its containers"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
