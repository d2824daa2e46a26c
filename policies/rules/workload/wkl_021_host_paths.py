"""WKL-021: pods have no files of their node."""

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


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge the volumes of a workload's pods."""
    spec = pods.specification(stack, workload)
    if spec is None:
        return not_applicable("it says nothing of its pods")
    return together(judged(_volume, each) for each in pods.listed(spec["volumes"]))


def _volume(volume: Node) -> Verdict:
    node = volume["hostPath"]
    if node.raw is LEFT_OUT or not node.given:
        return PASS
    path = node["path"] if node.known else node
    which = f" {path.text()}" if path.known else ""
    what = f"the container runtime's socket{which}" if which.endswith(".sock") else f"the node's path{which}"
    return failed(f"a volume is {what}", node.path)


RULE: Final = StackRule(
    id="WKL-021",
    text="No pod has a volume that is a path of its node, such as the container runtime's socket.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A path of the node holds what belongs to other pods and to the kubelet; by the runtime's socket a "
        "pod starts whatever it likes, as root of the node."
    ),
    remedy=(
        "Use an emptyDir, a persistentVolumeClaim, a configMap or a CSI volume in place of hostPath; run an "
        "agent that reads the node in a namespace of its own, waived."
    ),
    link="https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    types=kubernetes.WORKLOADS,
    compliance={
        "checkov": ("CKV_K8S_27",),
        "k8s_tools": ("kl:docker-sock", "kl:sensitive-host-mounts", "po:hostPathSet"),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
