"""WKL-007: a workload outlives one of its pods."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.disruption import AUTOSCALERS, fewest, scalers
from jiban.policy.facts.importance import FIRST_TIER, is_first_tier
from jiban.policy.parameters import Parameter
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, not_applicable
from jiban.policy.view import ResourceView, StackView

LEAST: Final = Parameter("replicas", 2, "Pods that a workload has at least.", minimum=1)
LEAST_OF_FIRST_TIER: Final = Parameter(
    "first_tier_replicas", 3, "Pods that a workload of the first tier has at least.", minimum=1
)


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge a workload by the fewest pods that it may have."""
    if workload.urn in pods.run_by_rollouts(stack):
        return not_applicable("a Rollout runs its pods")
    number, least = fewest(stack, workload), LEAST.of(stack)
    if number >= max(least, LEAST_OF_FIRST_TIER.of(stack)):
        return PASS
    if number < least:
        return failed(f"it may have {number} of the {least} pods that are wanted", _path(stack, workload))
    if is_first_tier(stack, workload):
        least = LEAST_OF_FIRST_TIER.of(stack)
        return failed(
            f"it is of the first tier, and may have {number} of the {least} pods that are wanted",
            _path(stack, workload),
        )
    return PASS


def _path(stack: StackView, workload: ResourceView) -> str:
    for scaler in scalers(stack, workload):
        return f"spec.{AUTOSCALERS[scaler.token][0]} of {scaler.name}"
    return workload["spec"]["replicas"].path


RULE: Final = StackRule(
    id="WKL-007",
    text="Every workload runs with two pods or more, and one of the first tier with three.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=("One pod is gone with its node, its zone or the next upgrade, and so is what it does."),
    remedy=(
        "Set spec.replicas to 2 or more, to 3 in the first tier; where an autoscaler decides, its "
        "minReplicas."
    ),
    link="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
    types=kubernetes.SCALED,
    compliance={
        "k8s_tools": (
            "ks:deployment-replicas",
            "kl:minimum-three-replicas",
            "po:deploymentMissingReplicas",
        ),
    },
    parameters=(LEAST, LEAST_OF_FIRST_TIER, FIRST_TIER),
    check=each_of(kubernetes.SCALED, check),
)
