"""WKL-014: no container is privileged."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.security_contexts import privilege
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
    return together(
        (judged(_container, stack, workload, each) for each in found),
        not_applicable("it says nothing of containers"),
    )


def _container(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    found = privilege(stack, workload, container)
    if found is None:
        return PASS
    what = "privileged" if found.path.endswith("privileged") else "a HostProcess, privileged on Windows"
    return failed(f"container {container.name} is {what}", found.path)


RULE: Final = StackRule(
    id="WKL-014",
    text="No container is privileged.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A privileged container has every device and capability of its node: whoever gets into it has the "
        "node, and with it every pod there."
    ),
    remedy=(
        "Leave securityContext.privileged out of each container, initial ones too, and add the one "
        "capability or device that it needs; run an agent of the node in a namespace of its own, waived."
    ),
    link="https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.2.2",),
        "checkov": ("CKV_K8S_16",),
        "prowler": ("kubernetes:core_minimize_privileged_containers",),
        "k8s_tools": (
            "kl:privileged-container",
            "po:runAsPrivileged",
            "ks:container-security-context-privileged",
        ),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
