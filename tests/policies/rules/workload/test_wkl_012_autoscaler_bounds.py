"""WKL-012: an autoscaler keeps two pods, and has room above them."""

from __future__ import annotations

import pytest

from jiban.policies.rules.workload.wkl_012_autoscaler_bounds import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown
from tests.policies.workloads import deployment, scaler

CASES = (
    passes(scaler(2, 3)),
    fails("minReplicas is not set, and Kubernetes takes 1, fewer than 2", scaler(None, 3)),
    fails("minReplicas is 1, fewer than 2", scaler(1, UNKNOWN)),
    fails("maxReplicas is 2, not above the least of 2", scaler(2, 2)),
    fails("minReplicas is 2, fewer than 3", scaler(2, 5), parameters={"replicas": 3}),
    unknown("spec.minReplicas is not known before deployment", scaler(UNKNOWN, 3)),
    unknown("spec.maxReplicas is not known before deployment", scaler(2, UNKNOWN)),
    unknown("spec.maxReplicas is no whole number, which it has to be", scaler(2, "many")),
    not_applicable(deployment(1)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
