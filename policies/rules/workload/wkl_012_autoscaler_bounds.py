"""WKL-012: an autoscaler keeps two pods, and has room above them."""

from typing import Final

from jiban.policy.facts.scaling import HORIZONTAL
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    together,
)
from jiban.policy.view import ResourceView, StackView

LEAST: Final = Parameter("replicas", 2, "Pods that an autoscaler leaves at least.", minimum=1)


def check(stack: StackView, scaler: ResourceView) -> Verdict:
    """Judge an autoscaler by its bounds."""
    return together((judged(_is_enough, stack, scaler), judged(_has_room, scaler)))


def _is_enough(stack: StackView, scaler: ResourceView) -> Verdict:
    least, wanted = scaler["spec"]["minReplicas"], LEAST.of(stack)
    if least.number(1) >= wanted:
        return PASS
    said = (
        f"minReplicas is {least.number()}"
        if least.given
        else "minReplicas is not set, and Kubernetes takes 1"
    )
    return failed(f"{said}, fewer than {wanted}", least.path)


def _has_room(scaler: ResourceView) -> Verdict:
    least, most = scaler["spec"]["minReplicas"].number(1), scaler["spec"]["maxReplicas"]
    if most.number() > least:
        return PASS
    return failed(f"maxReplicas is {most.number()}, not above the least of {least}", most.path)


RULE: Final = StackRule(
    id="WKL-012",
    text="Every horizontal autoscaler keeps two pods or more, and has room above them.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "One pod is gone with its node, and an autoscaler without room scales nothing when it is needed."
    ),
    remedy=("Set spec.minReplicas to 2 or more, and spec.maxReplicas above it."),
    link="https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
    types=HORIZONTAL,
    compliance={
        "k8s_tools": (
            "ks:horizontalpodautoscaler-replicas",
            "kl:hpa-minimum-three-replicas",
            "po:hpaMinAvailability",
            "po:hpaMaxAvailability",
        ),
    },
    parameters=(LEAST,),
    check=each_of(HORIZONTAL, check),
)
