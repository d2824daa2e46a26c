"""WKL-017: containers run as a user that is not root, and that is named."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.security_contexts import in_the_end
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


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload."""
    found = pods.containers(stack, workload)
    # A user of Windows has no number, so that only the promise is asked for.
    asked = (_promises,) if found and pods.is_windows(stack, workload) else (_promises, _has_user)
    return together(
        (judged(part, stack, workload, each) for each in found for part in asked),
        not_applicable("it says nothing of containers"),
    )


def _promises(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    node = in_the_end(stack, workload, container, "runAsNonRoot")
    return PASS if node.is_true() else failed(f"container {container.name} may run as root", node.path)


def _has_user(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    node = in_the_end(stack, workload, container, "runAsUser")
    if not node.given:
        return failed(f"container {container.name} names no user, so that the image decides", node.path)
    if node.number() == 0:
        return failed(f"container {container.name} runs as user 0, who is root", node.path)
    return PASS


RULE: Final = StackRule(
    id="WKL-017",
    text="Every container runs as a named user who is not root.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Root in a container is root on its node as soon as something else fails; who runs it is the image's "
        "to say otherwise, and an image changes."
    ),
    remedy=(
        "Set securityContext.runAsNonRoot to true and runAsUser to a number that is not 0, on the pod or on "
        "each container."
    ),
    link="https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.2.7",),
        "checkov": ("CKV_K8S_23", "CKV_K8S_40"),
        "prowler": ("kubernetes:core_minimize_root_containers_admission",),
        "k8s_tools": (
            "kl:run-as-non-root",
            "po:runAsRootAllowed",
            "ks:container-security-context-user-group-id",
        ),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
