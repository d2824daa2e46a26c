"""WKL-020: containers call the kernel within a profile."""

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

_PROFILES: Final = ("RuntimeDefault", "Localhost")


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge every container of a workload on Linux."""
    found = pods.containers(stack, workload)
    if found and pods.is_windows(stack, workload):
        return not_applicable("its pods run on Windows, which has no seccomp")
    return together(
        (judged(_container, stack, workload, each) for each in found),
        not_applicable("it says nothing of containers"),
    )


def _container(stack: StackView, workload: ResourceView, container: pods.Container) -> Verdict:
    kind = in_the_end(stack, workload, container, "seccompProfile")["type"]
    if kind.text() in _PROFILES:
        return PASS
    said = f"has profile {kind.text()}" if kind.given else "asks for no profile, so that it has none"
    return failed(f"container {container.name} {said}", kind.path)


RULE: Final = StackRule(
    id="WKL-020",
    text="Every container has the seccomp profile RuntimeDefault, or one of its own.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "Without a profile a container may call all of the kernel, and most ways out of a container go by a "
        "call that no program of yours makes."
    ),
    remedy="Set securityContext.seccompProfile.type to RuntimeDefault on the pod.",
    link="https://kubernetes.io/docs/tutorials/security/seccomp/",
    types=kubernetes.WORKLOADS,
    compliance={
        "cis": ("K8s1.12:5.6.2",),
        "checkov": ("CKV_K8S_31",),
        "prowler": ("kubernetes:core_seccomp_profile_docker_default",),
        "k8s_tools": ("ks:container-seccomp-profile", "po:linuxHardening"),
    },
    check=each_of(kubernetes.WORKLOADS, check),
)
