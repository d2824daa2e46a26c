"""WKL-007: a workload outlives one of its pods."""

from __future__ import annotations

import pytest

from jiban.policies.rules.workload.wkl_007_replicas import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown
from tests.policies.workloads import ROLLOUT, deployment, scaler

CASES = (
    fails("it may have 1 of the 2 pods that are wanted", deployment()),
    passes(deployment(2)),
    fails(
        "it is of the first tier, and may have 2 of the 3 pods that are wanted",
        deployment(2, labels={"tier": "1"}),
    ),
    passes(deployment(3, labels={"tier": "1"})),
    passes(deployment(3, labels={"tier": UNKNOWN})),
    unknown(
        "spec.template.metadata.labels.tier is not known before deployment",
        deployment(2, labels={"tier": UNKNOWN}),
    ),
    fails("it may have 1 of the 2 pods that are wanted", deployment(3), scaler(None, 9)),
    passes(deployment(UNKNOWN), scaler(3, 9)),
    fails("it may have 2 of the 4 pods that are wanted", deployment(2), parameters={"replicas": 4}),
    passes(deployment(1), parameters={"replicas": 1}),
    unknown("spec.replicas is not known before deployment", deployment(UNKNOWN)),
    not_applicable(deployment(1), ROLLOUT, reason="a Rollout runs its pods"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
