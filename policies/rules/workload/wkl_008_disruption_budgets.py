"""WKL-008: a drain leaves some of the pods that do the same."""

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.disruption import budgets
from jiban.policy.facts.scaling import is_several
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge a workload that may have two pods or more."""
    try:
        several = is_several(stack, workload)
    except NotKnownError:
        if budgets(stack, workload):
            return PASS  # however many there are
        raise
    if not several:
        return not_applicable("it has one pod at most")
    if budgets(stack, workload):
        return PASS
    return failed("no disruption budget of its namespace selects its pods")


RULE: Final = StackRule(
    id="WKL-008",
    text="Every workload of two pods or more has a disruption budget.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=("Without one an upgrade of nodes may evict all pods of a workload at once."),
    remedy=(
        "Add a PodDisruptionBudget in the workload's namespace whose spec.selector holds for the labels "
        "of its pods."
    ),
    link="https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    types=kubernetes.SCALED,
    compliance={
        "k8s_tools": (
            "ks:deployment-has-poddisruptionbudget",
            "ks:statefulset-has-poddisruptionbudget",
            "po:missingPodDisruptionBudget",
        ),
    },
    check=each_of(kubernetes.SCALED, check),
)
