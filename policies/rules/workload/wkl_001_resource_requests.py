"""WKL-001: every container says how much processor and memory it needs."""

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

_RESOURCES: Final = ("cpu", "memory")


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload that can ask for something."""
    able = [each for each in pods.containers(stack, workload) if each.kind != "ephemeral"]
    return together(
        (judged(_asks, stack, workload, each, resource) for each in able for resource in _RESOURCES),
        not_applicable("it says nothing of containers"),
    )


def _asks(stack: StackView, workload: ResourceView, container: pods.Container, resource: str) -> Verdict:
    if pods.request(stack, workload, container, resource) is not None:
        return PASS
    path = container.node["resources"]["requests"][resource].path
    return failed(f"container {container.name} requests no {resource}", path)


RULE: Final = StackRule(
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
    check=each_of(kubernetes.WORKLOADS, check),
)
