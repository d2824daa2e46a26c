"""WKL-011: an autoscaler has something to scale, and decides alone."""

from typing import Final

from jiban.policy.facts.ownership import is_ignored
from jiban.policy.facts.scaling import HORIZONTAL, target
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView, scaler: ResourceView) -> Verdict:
    """Judge an autoscaler by what it scales."""
    wanted = scaler["spec"]["scaleTargetRef"]
    found = target(stack, scaler)
    if found is None:
        return failed(
            f"there is no {wanted['kind'].text()} {wanted['name'].text()} in its namespace",
            wanted["name"].path,
        )
    replicas = found["spec"]["replicas"]
    if not replicas.given or is_ignored(found, replicas.path):
        return PASS
    number = f"{replicas.text()} " if replicas.known else ""
    return failed(
        f"{found.name} sets {number}replicas itself, to which each deployment takes it back",
        f"{replicas.path} of {found.name}",
    )


RULE: Final = StackRule(
    id="WKL-011",
    text="Every horizontal autoscaler has a target, and that sets no replicas of its own.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An autoscaler without a target does nothing, and a target that sets replicas is cut back at "
        "every deployment."
    ),
    remedy=(
        "Name in spec.scaleTargetRef a workload of the autoscaler's namespace, and leave spec.replicas "
        "out of that, or ignore its changes."
    ),
    link="https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
    types=HORIZONTAL,
    compliance={
        "k8s_tools": (
            "ks:horizontalpodautoscaler-has-target",
            "ks:deployment-targeted-by-hpa-does-not-have-replicas-configured",
            "kl:dangling-horizontalpodautoscaler",
        ),
    },
    check=each_of(HORIZONTAL, check),
)
