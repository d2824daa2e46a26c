"""WKL-001: every container says how much processor and memory it needs."""

from typing import Final

from jiban.policy.facts import kubernetes
from jiban.policy.rule import Level, ResourceRule, Severity, Verdict, failed, judged, passed, together
from jiban.policy.view import Node, ResourceView


def check(workload: ResourceView) -> Verdict:
    """Judge every container of a workload."""
    return together(judged(_container, container) for container in kubernetes.containers(workload))


def _container(container: Node) -> Verdict:
    return together(judged(_request, container, resource) for resource in ("cpu", "memory"))


def _request(container: Node, resource: str) -> Verdict:
    request = container["resources"]["requests"][resource]
    if request.raw is not None:  # what it asks for may be known later; that it asks is known now
        return passed()
    return failed(f"container {container['name'].text()} requests no {resource}", request.path)


RULE: Final = ResourceRule(
    id="WKL-001",
    text="Every container has CPU and memory requests.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Without requests the scheduler overcommits nodes, the autoscaler has no utilization to "
        "compare, and the pod is among the first to be evicted."
    ),
    remedy="Set resources.requests.cpu and resources.requests.memory on the container.",
    link="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    types=kubernetes.WORKLOADS,
    compliance={
        "checkov": ("CKV_K8S_10", "CKV_K8S_13"),
        "k8s_tools": (
            "kl:unset-cpu-requirements",
            "kl:unset-memory-requirements",
            "ks:container-resources",
            "po:cpuRequestsMissing",
            "po:memoryRequestsMissing",
        ),
    },
    check=check,
)
