"""WKL-013: a new version leaves more than half of the pods while it comes."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.updates import UPDATED, keeps_more_than_half, rolls, strategy
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

_QUARTER: Final = "25%"


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge a workload by how it comes to a new version."""
    if workload.urn in pods.run_by_rollouts(stack):
        return not_applicable("a Rollout runs its pods")
    how = strategy(workload)
    if not rolls(workload):
        return failed(f"{how['type'].path} is {how['type'].text()}, and no rolling update", how["type"].path)
    if keeps_more_than_half(stack, workload):
        return PASS
    limit = how["rollingUpdate"]["maxUnavailable"]
    default = _QUARTER if workload.token == kubernetes.DEPLOYMENT else "1"
    taken = limit.text(default)
    return failed(f"a new version takes away {taken} of the pods at once, and half or fewer stay", limit.path)


RULE: Final = StackRule(
    id="WKL-013",
    text="Every workload comes to a new version by a rolling update that leaves more than half of its pods.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Users wait while all pods stop before the first new one starts, and what needs a quorum loses it."
    ),
    remedy=("Set the type to RollingUpdate, and maxUnavailable to less than half of the replicas."),
    link="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment",
    types=UPDATED,
    compliance={
        "k8s_tools": (
            "kl:no-rolling-update-strategy",
            "ks:deployment-strategy",
        ),
    },
    check=each_of(UPDATED, check),
)
