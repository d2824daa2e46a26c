"""WKL-008: a drain leaves some of the pods that do the same."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_008_disruption_budgets import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import deployment, scaler


def budget(**selector: Any) -> ResourceView:
    """A disruption budget."""
    return resource(
        "kubernetes:policy/v1:PodDisruptionBudget", "pdb", {"spec": {"selector": {"matchLabels": selector}}}
    )


ONE = "it has one pod at most"
NONE = "no disruption budget of its namespace selects its pods"
CASES = (
    fails(NONE, deployment(2)),
    passes(deployment(2), budget(app="web")),
    fails(NONE, deployment(2), budget(app="api")),
    fails(NONE, deployment(), scaler(1, 2)),
    fails(NONE, deployment(), scaler(2, UNKNOWN)),
    not_applicable(deployment(), reason=ONE),
    not_applicable(deployment(3), scaler(1, 1), reason=ONE),
    passes(deployment(UNKNOWN), budget(app="web")),
    unknown("spec.replicas is not known before deployment", deployment(UNKNOWN)),
    unknown(
        "spec.selector.matchLabels.app of pdb is not known before deployment",
        deployment(2),
        budget(app=UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
