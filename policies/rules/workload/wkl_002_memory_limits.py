"""WKL-002: no container takes more memory than it says."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.amounts import quantity
from jiban.policy.facts.importance import FIRST_TIER, is_first_tier
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

_MEMORY: Final = "memory"


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload that can have a limit."""
    able = [each for each in pods.containers(stack, workload) if each.kind != "ephemeral"]
    return together(
        (judged(_limited, stack, workload, each) for each in able),
        not_applicable("it says nothing of containers"),
    )


def _limited(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    limit = pods.limit(stack, workload, container, _MEMORY)
    if limit is None:
        path = container.node["resources"]["limits"][_MEMORY].path
        return failed(f"container {container.name} has no memory limit", path)
    if not is_first_tier(stack, workload):
        return PASS
    request = pods.request(stack, workload, container, _MEMORY)
    if request is None or request == limit or quantity(request) == quantity(limit):
        return PASS
    return failed(
        f"container {container.name} is of the first tier, requests {request.text()} of memory and may take "
        f"{limit.text()}",
        request.path,
        limit.path,
    )


RULE: Final = StackRule(
    id="WKL-002",
    text="Every container has a memory limit, and one of the first tier requests as much.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "A container without a limit takes the memory of its neighbours, and the node evicts whichever it "
        "likes."
    ),
    remedy=(
        "Set resources.limits.memory on the container; to the same as resources.requests.memory where the "
        "pods are of the first tier."
    ),
    link="https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    types=kubernetes.WORKLOADS,
    compliance={
        "checkov": ("CKV_K8S_12",),
        "k8s_tools": (
            "po:memoryLimitsMissing",
            "ks:container-memory-requests-equal-limits",
        ),
    },
    parameters=(FIRST_TIER,),
    check=each_of(kubernetes.WORKLOADS, check),
)
