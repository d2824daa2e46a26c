"""WKL-015: pods have namespaces of their own."""

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
from jiban.policy.view import LEFT_OUT, Node, ResourceView, StackView

_SHARED: Final = {
    "hostNetwork": "network",
    "hostPID": "processes",
    "hostIPC": "shared memory",
}


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge what the pods of a workload share with their node."""
    spec = pods.specification(stack, workload)
    if spec is None:
        return not_applicable("it says nothing of its pods")
    return together(judged(_shares, spec[key], what) for key, what in _SHARED.items())


def _shares(node: Node, what: str) -> Verdict:
    if node.raw is LEFT_OUT or not node.is_true():
        return PASS
    return failed(f"its pods are in the node's {what}", node.path)


RULE: Final = StackRule(
    id="WKL-015",
    text="Pods share neither network nor processes nor memory with their node.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A pod in the node's namespaces sees the processes and the traffic of every other pod there, reaches "
        "what listens on the node alone, and is under no NetworkPolicy."
    ),
    remedy="Leave hostNetwork, hostPID and hostIPC out; publish a port by a Service.",
    link="https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.2.3", "K8s1.12:5.2.4", "K8s1.12:5.2.5"),
        "checkov": ("CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"),
        "prowler": (
            "kubernetes:core_minimize_hostPID_containers",
            "kubernetes:core_minimize_hostIPC_containers",
            "kubernetes:core_minimize_hostNetwork_containers",
        ),
        "k8s_tools": (
            "kl:host-pid",
            "kl:host-ipc",
            "kl:host-network",
            "po:hostPIDSet",
            "po:hostIPCSet",
            "po:hostNetworkSet",
        ),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
