"""DSG-004: a disruption budget leaves something to disrupt when there are as few pods as there can be."""

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.facts.disruption import BUDGET, disruption
from jiban.policy.rule import Level, Severity, StackRule, Verdict, each_of, failed, not_applicable, passed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, budget: ResourceView) -> Verdict:
    """Judge a disruption budget."""
    found = disruption(stack, budget)
    if found is None:
        return not_applicable("it selects no workload of this stack")
    names = ", ".join(_name(workload) for workload in found.workloads)
    if found.allowed:
        return passed(f"of {found.pods} pods of {names}, {found.allowed} may go")
    return failed(
        f"{found.said} with {names} at its fewest, {found.pods}: no pod may ever be evicted", found.path
    )


def _name(workload: ResourceView) -> str:
    name = workload["metadata"]["name"]
    return (kubernetes.object_name(workload) if name.known else "") or workload.name


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
    check=each_of((BUDGET,), check),
)
