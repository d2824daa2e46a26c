"""WKL-010: the pods of a workload outlive a zone."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.policies.rules.workload.wkl_010_zone_spread import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import LABELS, deployment

ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


def spread(key: Any, app: str = "web", replicas: Any = 3) -> ResourceView:
    """A Deployment that is spread."""
    rule = {"topologyKey": key, "labelSelector": {"matchLabels": {"app": app}}}
    return deployment(replicas, {"topologySpreadConstraints": [rule]})


def apart(how: str, term: dict[str, Any]) -> ResourceView:
    """A Deployment whose pods keep apart."""
    return deployment(
        3, {"affinity": {"podAntiAffinity": {f"{how}DuringSchedulingIgnoredDuringExecution": [term]}}}
    )


TERM = {"topologyKey": ZONE, "labelSelector": {"matchLabels": LABELS}}
NOTHING = "nothing spreads its pods over zones"
CASES = (
    fails(NOTHING, deployment(2)),
    passes(spread(ZONE)),
    fails(NOTHING, spread(HOST)),
    fails(NOTHING, spread(ZONE, "api")),
    passes(apart("required", TERM)),
    passes(apart("preferred", {"weight": 1, "podAffinityTerm": TERM})),
    fails(NOTHING, apart("required", TERM | {"namespaces": ["elsewhere"]})),
    passes(apart("required", TERM | {"namespaces": ["default"]})),
    passes(spread(ZONE, replicas=UNKNOWN)),
    not_applicable(deployment(1), reason="it has one pod at most"),
    unknown("spec.replicas is not known before deployment", spread(HOST, replicas=UNKNOWN)),
    unknown(
        "spec.template.spec.topologySpreadConstraints[0].topologyKey is not known before deployment",
        spread(UNKNOWN),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
