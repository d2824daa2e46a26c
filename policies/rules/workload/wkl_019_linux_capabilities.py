"""WKL-019: containers give up the privileges that they do not need."""

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import Node, ResourceView

_ALLOWED: Final = frozenset({"NET_BIND_SERVICE"})


def check(workload: ResourceView) -> Verdict:
    """Judge every container of a workload."""
    return together(judged(_container, container) for container in kubernetes.containers(workload))


def _container(container: Node) -> Verdict:
    capabilities = container["securityContext"]["capabilities"]
    return together((judged(_drop, container, capabilities), judged(_add, container, capabilities)))


def _drop(container: Node, capabilities: Node) -> Verdict:
    drop = capabilities["drop"]
    if "ALL" in [each.text().upper() for each in drop.each()]:
        return passed()
    return failed(f"container {container['name'].text()} does not drop ALL capabilities", drop.path)


def _add(container: Node, capabilities: Node) -> Verdict:
    add = capabilities["add"]
    added = sorted({each.text().upper().removeprefix("CAP_") for each in add.each()} - _ALLOWED)
    if not added:
        return passed()
    return failed(f"container {container['name'].text()} adds {', '.join(added)}", add.path)


RULE: Final = ResourceRule(
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
    check=check,
)
