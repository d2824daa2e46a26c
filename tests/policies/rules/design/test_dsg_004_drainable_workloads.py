"""DSG-004: disruption budgets against the fewest pods there can be."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN
from jiban.policies.rules.design.dsg_004_drainable_workloads import BUDGET, RULE
from jiban.policy.view import ResourceView
from tests.policies.samples import DEPLOYMENT, resource, verdicts

HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
KEDA = "kubernetes:keda.sh/v1alpha1:ScaledObject"
LABELS = {"app": "web"}


def web(replicas: Any = None) -> ResourceView:
    """A Deployment called web."""
    spec = {"replicas": replicas, "template": {"metadata": {"labels": LABELS}}}
    return resource(
        DEPLOYMENT, "web-deployment", {"metadata": {"name": "web", "namespace": "shop"}, "spec": spec}
    )


def budget(selector: dict[str, Any] | None = None, **spec: Any) -> ResourceView:
    """A disruption budget for it."""
    chosen = {"matchLabels": LABELS} if selector is None else selector
    inputs = {"metadata": {"name": "web", "namespace": "shop"}, "spec": {"selector": chosen, **spec}}
    return resource(BUDGET, "web-budget", inputs)


def scaler(kind: str, namespace: str = "shop", **spec: Any) -> ResourceView:
    """An autoscaler of it."""
    target = {"kind": "Deployment", "name": "web"}
    inputs = {"metadata": {"name": "web", "namespace": namespace}, "spec": {"scaleTargetRef": target, **spec}}
    return resource(kind, "web-autoscaler", inputs)


@pytest.mark.parametrize(
    ("resources", "outcome", "reason"),
    [
        ([web(2), budget(minAvailable=1)], "pass", "of 2 pods of web, 1 may go"),
        ([web(3), budget(maxUnavailable=1)], "pass", "of 3 pods of web, 1 may go"),
        (
            [web(2), budget(minAvailable=2)],
            "fail",
            "minAvailable 2 with web at its fewest, 2: no pod may ever be evicted",
        ),
        (
            [web(), budget(minAvailable=1)],
            "fail",
            "minAvailable 1 with web at its fewest, 1: no pod may ever be evicted",
        ),
        (
            [web(5), budget(maxUnavailable=0)],
            "fail",
            "maxUnavailable 0 with web at its fewest, 5: no pod may ever be evicted",
        ),
        (
            [web(9), scaler(HPA, minReplicas=2, maxReplicas=9), budget(minAvailable=2)],
            "fail",
            "minAvailable 2 with web at its fewest, 2: no pod may ever be evicted",
        ),
        (
            [web(9), scaler(HPA.replace("v2", "v1"), minReplicas=2), budget(minAvailable=2)],
            "fail",
            "minAvailable 2 with web at its fewest, 2: no pod may ever be evicted",
        ),
        (
            [web(9), scaler(HPA), budget(minAvailable=1)],
            "fail",
            "minAvailable 1 with web at its fewest, 1: no pod may ever be evicted",
        ),
        (
            [scaler(KEDA, minReplicaCount=3), web(), budget(minAvailable=2)],
            "pass",
            "of 3 pods of web, 1 may go",
        ),
        (
            [scaler(KEDA), web(4), budget(minAvailable=1)],
            "fail",
            "minAvailable 1 with web at its fewest, 1: no pod may ever be evicted",
        ),
        (
            [scaler(HPA, "other", minReplicas=1), web(3), budget(minAvailable=2)],
            "pass",
            "of 3 pods of web, 1 may go",
        ),
        (
            [web(3), budget(minAvailable="67%")],
            "fail",
            "minAvailable 67% with web at its fewest, 3: no pod may ever be evicted",
        ),
        ([web(3), budget(minAvailable="66%")], "pass", "of 3 pods of web, 1 may go"),
        ([web(3), budget(maxUnavailable="10%")], "pass", "of 3 pods of web, 1 may go"),
        ([web(3), budget({}, minAvailable=2)], "pass", "of 3 pods of web, 1 may go"),
        ([web(1), budget(maxUnavailable=1)], "pass", "of 1 pods of web, 1 may go"),
        ([web(2), budget(maxUnavailable=5)], "pass", "of 2 pods of web, 2 may go"),
        ([web(2), budget(minAvailable=1, maxUnavailable=None)], "pass", "of 2 pods of web, 1 may go"),
        (
            [web(4), scaler("kubernetes:autoscaling/v1:HorizontalPodAutoscaler"), budget(minAvailable=1)],
            "fail",
            "minAvailable 1 with web at its fewest, 1: no pod may ever be evicted",
        ),
        (
            [web(4), scaler(HPA), budget(minAvailable=1)],
            "fail",
            "minAvailable 1 with web at its fewest, 1: no pod may ever be evicted",
        ),
        (
            [scaler(HPA, minReplicas=UNKNOWN), web(3), budget(minAvailable=1)],
            "unknown",
            "spec.minReplicas of web-autoscaler is not known before deployment",
        ),
        (
            [web(UNKNOWN), budget(minAvailable=2)],
            "unknown",
            "spec.replicas of web-deployment is not known before deployment",
        ),
        (
            [web(3), budget(minAvailable=UNKNOWN)],
            "unknown",
            "spec.minAvailable is not known before deployment",
        ),
        (
            [web(3), budget({"matchLabels": {"app": "api"}}, minAvailable=2)],
            "not applicable",
            "it selects no workload of this stack",
        ),
    ],
)
def test_a_budget(resources: list[ResourceView], outcome: str, reason: str) -> None:
    """A budget is held against the autoscaler's minimum, or the replicas where nothing scales."""
    assert verdicts(RULE, *resources) == {"web-budget": (outcome, reason)}


def test_a_stack_without_budgets() -> None:
    """Where there is no budget there is nothing to say."""
    assert verdicts(RULE, web(2)) == {"": ("not applicable", "the stack has nothing that the rule is about")}


def second(token: str = DEPLOYMENT, **metadata: Any) -> ResourceView:
    """Another workload with the same labels, of three pods."""
    spec = {"replicas": 3, "template": {"metadata": {"labels": LABELS}}}
    return resource(token, "second", {"metadata": {"namespace": "shop", **metadata}, "spec": spec})


def test_pods_of_all_workloads_that_a_budget_selects_count() -> None:
    """Their fewest together; one whose name the provider makes up goes by its logical one."""
    found = verdicts(RULE, web(2), second(), budget(minAvailable=4))
    assert found == {"web-budget": ("pass", "of 5 pods of web, second, 1 may go")}


def test_an_autoscaler_is_of_its_own_kind_of_workload() -> None:
    """One of a Deployment has no say over a StatefulSet of the same name."""
    stateful = second("kubernetes:apps/v1:StatefulSet", name="web")
    found = verdicts(RULE, stateful, scaler(HPA, minReplicas=1), budget(minAvailable=2))
    assert found == {"web-budget": ("pass", "of 3 pods of web, 1 may go")}


@pytest.mark.parametrize(
    ("target", "pods"),
    [
        ({"name": "web"}, 2),
        ({"kind": "Deployment", "name": "web"}, 2),
        ({"kind": "StatefulSet", "name": "web"}, 9),
        ({"kind": "Deployment", "name": "api"}, 9),
    ],
)
def test_whom_an_autoscaler_scales(target: dict[str, str], pods: int) -> None:
    """A Deployment where it says no kind, by its name."""
    inputs = {
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"scaleTargetRef": target, "minReplicas": 2},
    }
    found = verdicts(RULE, web(9), resource(HPA, "scaler", inputs), budget(minAvailable=1))
    assert found["web-budget"] == ("pass", f"of {pods} pods of web, {pods - 1} may go")
