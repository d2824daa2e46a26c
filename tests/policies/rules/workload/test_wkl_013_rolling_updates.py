"""WKL-013: a new version leaves more than half of the pods while it comes."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_013_rolling_updates import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import ROLLOUT, deployment


def rolling(replicas: Any, fewer: Any, more: Any = None) -> ResourceView:
    """A Deployment that rolls."""
    return deployment(replicas, strategy={"rollingUpdate": {"maxUnavailable": fewer, "maxSurge": more}})


def stateful(replicas: Any, fewer: Any = None, how: Any = None) -> ResourceView:
    """A StatefulSet."""
    strategy = {"type": how, "rollingUpdate": {"maxUnavailable": fewer}}
    return resource(
        "kubernetes:apps/v1:StatefulSet", "db", {"spec": {"replicas": replicas, "updateStrategy": strategy}}
    )


def takes(amount: str) -> str:
    """What is said of too many."""
    return f"a new version takes away {amount} of the pods at once, and half or fewer stay"


CASES = (
    passes(deployment(3)),
    passes(deployment(UNKNOWN)),
    passes(rolling(3, 1)),
    fails(takes("2"), rolling(3, 2)),
    fails(takes("50%"), rolling(2, "50%")),
    passes(rolling(3, "50%")),
    fails(takes("25%"), rolling(1, None, 0)),
    passes(rolling(3, "1%", 0)),
    fails(takes("100%"), rolling(UNKNOWN, "100%")),
    passes(rolling(UNKNOWN, "49%")),
    unknown("spec.replicas is not known before deployment", rolling(UNKNOWN, "50%")),
    unknown("spec.replicas is not known before deployment", rolling(UNKNOWN, "25%", 0)),
    unknown(
        "spec.strategy.rollingUpdate.maxUnavailable is neither a number nor a percentage, which it has to be",
        rolling(3, "half"),
    ),
    fails(
        "spec.strategy.type is Recreate, and no rolling update", deployment(3, strategy={"type": "Recreate"})
    ),
    passes(stateful(1)),
    fails(takes("2"), stateful(3, 2)),
    fails(takes("34%"), stateful(3, "34%")),
    fails("spec.updateStrategy.type is OnDelete, and no rolling update", stateful(3, how="OnDelete")),
    not_applicable(deployment(1, strategy={"type": "Recreate"}), ROLLOUT, reason="a Rollout runs its pods"),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
