"""WKL-016: no process of a container gains privileges."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
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
    """Judge every container of a workload on Linux."""
    found = pods.containers(stack, workload)
    if found and pods.is_windows(stack, workload):
        return not_applicable("its pods run on Windows, where it cannot be set")
    return together(
        (judged(_container, each) for each in found), not_applicable("it says nothing of containers")
    )


def _container(container: pods.Container) -> Verdict:
    node = container.node["securityContext"]["allowPrivilegeEscalation"]
    if node.value is False:
        return PASS
    said = "lets" if node.is_true() else "does not forbid"
    how = "gain" if node.is_true() else "to gain"
    return failed(f"container {container.name} {said} its processes {how} privileges", node.path)


RULE: Final = StackRule(
    id="WKL-016",
    text="Every container says that its processes gain no privileges.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Where nothing is said a process may gain privileges: a program with the setuid bit in the image is "
        "root for whoever gets into the container."
    ),
    remedy="Set securityContext.allowPrivilegeEscalation to false on each container, initial ones too.",
    link="https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.2.6",),
        "checkov": ("CKV_K8S_20",),
        "prowler": ("kubernetes:core_minimize_allowPrivilegeEscalation_containers",),
        "k8s_tools": ("kl:privilege-escalation-container", "po:privilegeEscalationAllowed"),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
