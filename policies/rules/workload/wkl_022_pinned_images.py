"""WKL-022: an image is a version, from a registry that is approved."""

from typing import Final

from jiban.policy.facts import kubernetes, pods
from jiban.policy.facts.images import image
from jiban.policy.parameters import Parameter
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
from jiban.policy.view import LEFT_OUT, ResourceView, StackView

REGISTRIES: Final[Parameter[tuple[str, ...]]] = Parameter(
    "registries", (), "Registries, or parts of them, that images may come from; none for any."
)


def check(stack: StackView, workload: ResourceView) -> Verdict:
    """Judge the image of every container of a workload."""
    approved = REGISTRIES.of(stack)
    return together(
        (judged(_container, each, approved) for each in pods.containers(stack, workload)),
        not_applicable("it says nothing of containers"),
    )


def _container(container: pods.Container, approved: tuple[str, ...]) -> Verdict:
    node = container.node["image"]
    if node.raw is LEFT_OUT:
        return not_applicable("it says nothing of the image")
    found = image(node.text())
    if approved and not any(found.is_of(each) for each in approved):
        return failed(
            f"image {node.text()} of container {container.name} is from no approved registry", node.path
        )
    if found.is_pinned:
        return PASS
    said = "has tag latest" if found.tag else "has no tag, which means latest"
    return failed(f"image {node.text()} of container {container.name} {said}", node.path)


RULE: Final = StackRule(
    id="WKL-022",
    text="Every image is pinned to a digest or a version's tag, and comes from an approved registry.",
    severity=Severity.MEDIUM,
    level=Level.ADVISORY,
    reason=(
        "The tag latest is another image tomorrow: two pods of one workload run different programs, and "
        "nothing tells which one to go back to."
    ),
    remedy="Name a version's tag in image or, better, a digest; set `registries` to those that are approved.",
    link="https://kubernetes.io/docs/concepts/containers/images/",
    types=kubernetes.WORKLOADS,
    compliance={
        "checkov": ("CKV_K8S_14", "CKV_K8S_43"),
        "k8s_tools": (
            "kl:latest-tag",
            "ks:container-image-tag",
            "po:tagNotSpecified",
            "tv:kubernetes/uses_untrusted_registry",
        ),
    },
    parameters=(REGISTRIES,),
    check=each_of(kubernetes.WORKLOADS, check),
)
