"""WKL-004: what serves says when it is ready to."""

from typing import Final

from jiban.policy.facts import pods
from jiban.policy.facts.probes import LASTING, serves
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
from jiban.policy.view import ResourceView, StackView

_NOBODY: Final = not_applicable("nothing is sent to its containers")


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload that something is sent to."""
    staying = [each for each in pods.containers(stack, workload) if each.stays]
    return together((judged(_probed, stack, workload, each) for each in staying), _NOBODY)


def _probed(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    if not serves(stack, workload, container):
        return _NOBODY
    probe = container.node["readinessProbe"]
    if probe.value is not None:
        return PASS
    return failed(f"container {container.name} serves and has no readiness probe", probe.path)


RULE: Final = StackRule(
    id="WKL-004",
    text="Every container that serves has a readiness probe.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=("Without one a pod gets requests while it starts, and as long as it hangs."),
    remedy=(
        "Set readinessProbe on the container, to an endpoint that fails while the container cannot answer."
    ),
    link="https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
    types=LASTING,
    compliance={
        "checkov": ("CKV_K8S_9",),
        "k8s_tools": (
            "kl:no-readiness-probe",
            "po:readinessProbeMissing",
            "ks:pod-probes",
        ),
    },
    check=each_of(LASTING, check),
)
