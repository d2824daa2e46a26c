"""WKL-019: containers give up the privileges that they do not need."""

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

_ALLOWED: Final = frozenset({"NET_BIND_SERVICE"})


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload on Linux."""
    found = pods.containers(stack, workload)
    if found and pods.is_windows(stack, workload):
        return not_applicable("its pods run on Windows, which has no capabilities of Linux")
    return together(
        (judged(part, container) for container in found for part in (_drops, _adds)),
        not_applicable("it says nothing of containers"),
    )


def _drops(container: pods.Container) -> Verdict:
    dropped = pods.dropped(container)
    if dropped.privileged:
        return failed(f"container {container.name} is privileged, which gives it all of them", dropped.path)
    return (
        PASS
        if dropped.all
        else failed(f"container {container.name} does not drop ALL capabilities", dropped.path)
    )


def _adds(container: pods.Container) -> Verdict:
    added = sorted(pods.added(container, surely=True) - _ALLOWED)
    if added:
        path = container.node["securityContext"]["capabilities"]["add"].path
        return failed(f"container {container.name} adds {', '.join(added)}", path)
    pods.added(container)  # one that is not known may be any
    return PASS


RULE: Final = StackRule(
    id="WKL-019",
    text="Every container drops all Linux capabilities and adds none but NET_BIND_SERVICE.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="Capabilities are parts of root's privileges; most container escapes need one.",
    remedy=(
        "Set securityContext.capabilities.drop to [ALL] on the container, and add at most NET_BIND_SERVICE."
    ),
    link="https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.2.8", "K8s1.12:5.2.9"),
        "checkov": ("CKV_K8S_37", "CKV_K8S_28", "CKV_K8S_25", "CKV_K8S_39"),
        "prowler": (
            "kubernetes:core_minimize_net_raw_capability_admission",
            "kubernetes:core_minimize_containers_capabilities_assigned",
        ),
        "k8s_tools": ("kl:drop-net-raw-capability", "po:insecureCapabilities", "po:dangerousCapabilities"),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
