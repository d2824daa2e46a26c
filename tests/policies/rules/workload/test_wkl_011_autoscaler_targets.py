"""WKL-011: an autoscaler has something to scale, and decides alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jiban.model.plan import Options
from jiban.policies.rules.workload.wkl_011_autoscaler_targets import RULE
from jiban.policy.testing import UNKNOWN, Case, fails, not_applicable, passes, resource, unknown
from jiban.policy.view import ResourceView
from tests.policies.workloads import DEPLOYMENT, deployment, scaler

ROLLOUT = resource(
    "kubernetes:argoproj.io/v1alpha1:Rollout", "web", {"metadata": {"name": "web"}, "spec": {}}
)


def ignoring(path: str) -> ResourceView:
    """A Deployment of three pods, of which changes at some path are ignored."""
    found = deployment(3)
    return replace(found, resource=replace(found.resource, options=Options(ignore_changes=(path,))))


CASES = (
    passes(scaler(), deployment()),
    fails("web sets 3 replicas itself, to which each deployment takes it back", scaler(), deployment(3)),
    fails("web sets replicas itself, to which each deployment takes it back", scaler(), deployment(UNKNOWN)),
    fails("there is no Deployment api in its namespace", scaler(name="api"), deployment()),
    fails("there is no Rollout web in its namespace", scaler(kind="Rollout"), deployment()),
    passes(scaler(kind="Rollout"), ROLLOUT),
    passes(scaler(), ignoring("spec.replicas")),
    passes(scaler(), ignoring("spec")),
    fails(
        "web sets 3 replicas itself, to which each deployment takes it back",
        scaler(),
        ignoring("spec.replica"),
    ),
    unknown(
        "spec.scaleTargetRef.name names what patch changes, which is declared elsewhere",
        scaler(),
        resource(f"{DEPLOYMENT}Patch", "patch", {"metadata": {"name": "web"}, "spec": {}}),
    ),
    unknown("spec.scaleTargetRef.name is not known before deployment", scaler(name=UNKNOWN), deployment()),
    not_applicable(deployment(1)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_verdict(case: Case) -> None:
    """The rule says of each case what is written beside it."""
    assert case.judged_by(RULE) == case.expected
