"""K8C-018: images come from a registry that knows who pushes, and keeps what a tag says."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.registries import REGISTRY, REPOSITORY, scanned
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Level, Severity, StackRule, Verdict, each_of, failed, judged, together
from jiban.policy.view import ResourceView, StackView

_REGISTRIES: Final = (REGISTRY, REPOSITORY)
_DOORS: Final = {
    "adminUserEnabled": "and its password is shared by all who have it",
    "anonymousPullEnabled": "so that anybody takes images",
}


def check(stack: StackView, registry: ResourceView) -> Verdict:
    """Judge a registry of Azure or a repository of ECR."""
    return together(_of_ecr(stack, registry) if registry.token == REPOSITORY else _of_acr(registry))


def _of_acr(registry: ResourceView) -> Iterator[Verdict]:
    for path, why in _DOORS.items():
        yield judged(_is_shut, registry, path, why)


def _is_shut(registry: ResourceView, path: str, why: str) -> Verdict:
    door = effective(registry, path)
    return failed(f"{path} is true, {why}", path) if door.is_true() else PASS


def _of_ecr(stack: StackView, repository: ResourceView) -> Iterator[Verdict]:
    yield judged(_is_immutable, repository)
    yield judged(_is_scanned, stack, repository)


def _is_immutable(repository: ResourceView) -> Verdict:
    tags = effective(repository, "imageTagMutability")
    return PASS if tags.text().startswith("IMMUTABLE") else failed(tags.said, tags.path)


def _is_scanned(stack: StackView, repository: ResourceView) -> Verdict:
    if scanned(stack, repository):
        return PASS
    path = "imageScanningConfiguration.scanOnPush"
    return failed(f"{path} is not true, and no registry of the stack scans it", path)


RULE: Final = StackRule(
    id="K8C-018",
    text="A registry has no shared user and no anonymous pull; it scans images, and keeps what a tag says.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Whoever pushes under a tag that runs already puts code into production; a shared password cannot be "
        "traced to a person, and an image that nobody scans keeps its old faults."
    ),
    remedy=(
        "Set imageTagMutability to IMMUTABLE and imageScanningConfiguration.scanOnPush to true (ECR); leave "
        "adminUserEnabled and anonymousPullEnabled off and give identities AcrPull and AcrPush (ACR)."
    ),
    link="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    types=_REGISTRIES,
    compliance={
        "checkov": ("CKV_AWS_51", "CKV_AWS_163", "CKV_AZURE_137", "CKV_AZURE_138", "CKV_AZURE_163"),
        "cdk_nag": ("AwsSolutions-ECR1",),
        "psrule": ("Azure.ACR.AdminUser", "Azure.ACR.AnonymousAccess"),
    },
    check=each_of(_REGISTRIES, check),
)
