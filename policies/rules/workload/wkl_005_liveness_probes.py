"""WKL-005: what hangs is started again, and what is busy is not."""

from typing import Final

from jiban.policy.facts import pods
from jiban.policy.facts.probes import LASTING, asks_the_same, patience
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload that runs as long as its pod."""
    staying = [each for each in pods.containers(stack, workload) if each.stays]
    return together(
        (judged(_alive, each) for each in staying), not_applicable("it says nothing of containers")
    )


def _alive(container: pods.Container) -> Verdict:
    alive, ready = container.node["livenessProbe"], container.node["readinessProbe"]
    if alive.value is None:
        return failed(f"container {container.name} has no liveness probe", alive.path)
    if ready.value is None or _is_more_patient(container) or not asks_the_same(alive, ready, container):
        return PASS
    return failed(
        f"the liveness probe of container {container.name} asks what its readiness probe asks, and waits for "
        f"{patience(alive)} s where that waits for {patience(ready)} s",
        alive.path,
    )


def _is_more_patient(container: pods.Container) -> bool:
    try:
        return patience(container.node["livenessProbe"]) > patience(container.node["readinessProbe"])
    except NotKnownError:
        if asks_the_same(container.node["livenessProbe"], container.node["readinessProbe"], container):
            raise
        return True


RULE: Final = StackRule(
    id="WKL-005",
    text="Every container has a liveness probe that is not its readiness probe over again.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Without one a container that hangs stays; with the same as readiness, one that is busy is killed "
        "as soon as it is taken out."
    ),
    remedy=(
        "Set livenessProbe on the container, to an endpoint that fails only where a restart helps, or let "
        "it fail more often than readinessProbe does."
    ),
    link="https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
    types=LASTING,
    compliance={
        "checkov": ("CKV_K8S_8",),
        "k8s_tools": (
            "kl:no-liveness-probe",
            "ks:pod-probes-identical",
            "po:livenessProbeMissing",
        ),
    },
    check=each_of(LASTING, check),
)
