"""DSG-004: a disruption budget leaves something to disrupt when there are as few pods as there can be."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.rule import (
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    passed,
)
from jiban.policy.view import Node, ResourceView, StackView

BUDGET: Final = "kubernetes:policy/v1:PodDisruptionBudget"
_AUTOSCALERS: Final = {
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ("minReplicas", 1),
    "kubernetes:autoscaling/v1:HorizontalPodAutoscaler": ("minReplicas", 1),
    "kubernetes:keda.sh/v1alpha1:ScaledObject": ("minReplicaCount", 0),
}
"""Kinds of autoscalers: where the fewest pods stand, and how many there are where nothing is said."""


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every disruption budget."""
    for budget in stack.of(BUDGET):
        yield Judgement(budget, judged(_budget, stack, budget))


def _budget(stack: StackView, budget: ResourceView) -> Verdict:
    spec = budget["spec"]
    inside = kubernetes.namespace(stack, budget)
    chosen = list(kubernetes.selected(stack, spec["selector"], inside, *kubernetes.SCALED))
    if not chosen:
        return not_applicable("it selects no workload of this stack")
    pods = sum(_fewest(stack, workload) for workload in chosen)
    healthy, stated, path = _healthy(spec, pods)
    names = ", ".join(kubernetes.object_name(workload) or workload.name for workload in chosen)
    if pods - healthy > 0:
        return passed(f"of {pods} pods of {names}, {pods - healthy} may go")
    return failed(f"{stated} with {names} at its fewest, {pods}: no pod may ever be evicted", path)


def _healthy(spec: Node, pods: int) -> tuple[int, str, str]:
    """Return how many pods have to stay, what says so, and where. The API rounds percentages up."""
    least, most = spec["minAvailable"], spec["maxUnavailable"]
    if most.value is not None:
        return max(pods - _scaled(most, pods), 0), f"maxUnavailable {most.text()}", most.path
    return _scaled(least, pods), f"minAvailable {least.text('is not set')}", least.path


def _scaled(amount: Node, pods: int) -> int:
    text = amount.text("0")
    return -(-int(text[:-1]) * pods // 100) if text.endswith("%") else int(text)


def _fewest(stack: StackView, workload: ResourceView) -> int:
    """Return the fewest pods that a workload runs with; one that may scale to none is judged with one."""
    for token, (key, otherwise) in _AUTOSCALERS.items():
        for scaler in stack.of(token):
            if _scales(stack, scaler, workload):
                return max(scaler["spec"][key].number(otherwise), 1)
    return workload["spec"]["replicas"].number(1)


def _scales(stack: StackView, scaler: ResourceView, workload: ResourceView) -> bool:
    target = scaler["spec"]["scaleTargetRef"]
    return (
        target["name"].text() == kubernetes.object_name(workload)
        and target["kind"].text("Deployment") == workload.token.rpartition(":")[2]
        and kubernetes.namespace(stack, scaler) == kubernetes.namespace(stack, workload)
    )


RULE: Final = StackRule(
    id="DSG-004",
    text="A pod disruption budget allows at least one eviction at the autoscaler's minimum.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A budget that allows no eviction blocks draining: upgrades, repairs and scale-in hang "
        "until the budget is deleted."
    ),
    remedy="Lower minAvailable, or raise the autoscaler's minimum above it.",
    link="https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    types=(BUDGET,),
    compliance={
        "k8s_tools": (
            "kl:pdb-min-available",
            "kl:pdb-max-unavailable",
            "po:pdbDisruptionsIsZero",
            "po:pdbMinAvailableGreaterThanHPAMinReplicas",
        )
    },
    check=check,
)
