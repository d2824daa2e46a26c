"""Registries of images: what scans what is pushed to a repository of ECR.

Source, read on 2026-11-28: Amazon ECR user guide, `image-scanning` (the registry of a region scans what the
filters of its rules match; a repository's own setting counts where no rule does).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

from jiban.policy.facts.once import of
from jiban.policy.facts.values import effective
from jiban.policy.view import ResourceView, StackView

REPOSITORY: Final = "aws:ecr/repository:Repository"
REGISTRY: Final = "azure-native:containerregistry:Registry"
_SCANNING: Final = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
_SCANS: Final = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


def scanned(stack: StackView, repository: ResourceView) -> bool:
    """Tell whether images are scanned when they are pushed to a repository of ECR.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    own = effective(repository, "imageScanningConfiguration.scanOnPush")
    if own.node.known and own.is_true():
        return True
    return any(_covers(stack, each, repository) for each in stack.of(_SCANNING)) or own.is_true()


def _covers(stack: StackView, registry: ResourceView, repository: ResourceView) -> bool:
    """Tell whether a registry's configuration scans a repository: in its account and region, by name."""
    if _region(stack, registry) != _region(stack, repository):
        return False
    with of(registry):
        for rule in registry["rules"].each():
            if not rule["scanFrequency"].says(*_SCANS):
                continue
            filters = [each["filter"].text() for each in rule["repositoryFilters"].each()]
            if "*" in filters or _matches(repository, filters):
                return True
    return False


def _matches(repository: ResourceView, filters: list[str]) -> bool:
    name = repository["name"]
    # A name that Pulumi makes up begins with the logical one.
    text = name.text() if name.given else f"{repository.name}-"
    return any(fnmatchcase(text, each) for each in filters)


def _region(stack: StackView, resource: ResourceView) -> str:
    """Return the region of a resource, by itself or by its provider; empty for that of the stack."""
    provider = stack.get((resource.resource.provider or "").rpartition("::")[0])
    for each in (resource, provider):
        if each is not None and each["region"].known and each["region"].text():
            return each["region"].text()
    return ""
