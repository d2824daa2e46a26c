"""WKL-005: what hangs is started again, and what is busy is not."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_005_liveness_probes import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import JOB, pods


def probed(alive: Any, ready: Any = None) -> ResourceView:
    """A workload with probes."""
    ports = [{"name": "http", "containerPort": 8080}]
    return pods({"name": "app", "ports": ports, "livenessProbe": alive, "readinessProbe": ready})


def get(path: Any, port: Any = 8080, **more: Any) -> dict[str, Any]:
    """A probe by HTTP."""
    return {"httpGet": {"path": path, "port": port}, **more}


SAME = (
    "the liveness probe of container app asks what its readiness probe asks, and waits for 30 s where that "
    "waits for 30 s"
)
CASES = (
    fails("container app has no liveness probe", probed(None)),
    passes(probed(get("/alive"))),
    passes(probed(get("/alive"), get("/ready"))),
    fails(SAME, probed(get("/"), get("/"))),
    fails(SAME, probed(get("/", "http"), get(None, periodSeconds=10))),
    passes(probed(get("/", failureThreshold=6), get("/"))),
    fails(
        "the liveness probe of container app asks what its readiness probe asks, and waits for 10 s where "
        "that waits for 30 s",
        probed(get("/", failureThreshold=1), get("/")),
    ),
    passes(probed({"exec": {"command": ["a"]}}, {"exec": {"command": ["b"]}})),
    unknown("spec.template.spec.containers[0].livenessProbe is not known before deployment", probed(UNKNOWN)),
    unknown(
        "spec.template.spec.containers[0].livenessProbe.httpGet.path is not known before deployment",
        probed(get(UNKNOWN), get("/")),
    ),
    passes(probed(get("/a", UNKNOWN), get("/b"))),
    passes(probed(get("/a", failureThreshold=UNKNOWN), get("/b"))),
    unknown(
        "spec.template.spec.containers[0].livenessProbe.failureThreshold is not known before deployment",
        probed(get("/", failureThreshold=UNKNOWN), get("/")),
    ),
    not_applicable(pods({"name": "app"}, kind=JOB)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
