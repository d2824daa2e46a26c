"""WKL-002: no container takes more memory than it says."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_002_memory_limits import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from tests.policies.workloads import pods


def memory(limit: Any, request: Any = None) -> dict[str, Any]:
    """A container with a memory limit."""
    return {"name": "app", "resources": {"limits": {"memory": limit}, "requests": {"memory": request}}}


UNEVEN = "container app is of the first tier, requests 256Mi of memory and may take 512Mi"
CASES = (
    fails("container app has no memory limit", pods({"name": "app"})),
    fails("container b has no memory limit", pods(memory("1Gi"), {"name": "b"})),
    passes(pods(memory("512Mi", "256Mi"))),
    passes(pods(memory(UNKNOWN))),
    fails(UNEVEN, pods(memory("512Mi", "256Mi"), tier="1")),
    passes(pods(memory("256Mi", 268435456), tier="1")),
    passes(pods(memory("256Mi"), tier="1")),
    passes(pods(memory(UNKNOWN), tier="1")),
    passes(pods(memory("512Mi", "256Mi"), tier="1"), parameters={"first_tier": ("part-of=shop",)}),
    fails(UNEVEN, pods(memory("512Mi", "256Mi"), part="shop"), parameters={"first_tier": ("part=shop",)}),
    unknown(
        "spec.template.spec.containers[0].resources.limits is not known before deployment",
        pods({"name": "app", "resources": {"limits": UNKNOWN}}),
    ),
    unknown(
        "spec.template.spec.containers[0].resources.requests.memory is not known before deployment",
        pods(memory("512Mi", UNKNOWN), tier="1"),
    ),
    unknown(
        "spec.template.spec.containers[0].resources.limits.memory is no quantity, which it has to be",
        pods(memory("much", "256Mi"), tier="1"),
    ),
    not_applicable(resource("kubernetes:core/v1:Service")),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
