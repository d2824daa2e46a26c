"""Regions: where a resource stands, by itself, by its provider or by its resource group.

Sources, read on 2026-11-28: pulumi-aws 7.51 (`region` of a resource comes before the provider's, and that
before `aws:region` of the stack). That azure-native gives a resource without a location its resource group's
is unverified.
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.once import once
from jiban.policy.facts.references import named
from jiban.policy.view import NotKnownError, ResourceView, StackView

_AWS: Final = "pulumi:providers:aws"
_GROUP: Final = "azure-native:resources:ResourceGroup"
_HERE: Final = ""
"""Stands for the region of the default provider, where the stack does not say which that is."""


def apart(stack: StackView, one: ResourceView, other: ResourceView) -> bool:
    """Tell whether two resources stand in different regions.

    Raises:
        NotKnownError: the region of one of them is not known before deployment, or only the environment says
            what it is.
    """
    first, second = region(stack, one), region(stack, other)
    if first != second and _HERE in (first, second):
        raise NotKnownError("region", "is that of the environment, as the stack does not set aws:region")
    return first != second


@once
def region(stack: StackView, resource: ResourceView) -> str:
    """Return the region of a resource, in small letters without spaces.

    It is empty where the default provider's counts, and the stack does not say which that is.

    Raises:
        NotKnownError: it is not known before deployment, or is that of a resource group elsewhere.
    """
    if resource.token.startswith("aws:"):
        return _plain(_aws(stack, resource))
    if resource["location"].given:
        return _plain(resource["location"].text())
    groups = named(stack, resource, "resourceGroupName", _GROUP)
    if not groups:
        raise NotKnownError("location", "is that of a resource group which is no part of the stack")
    return _plain(groups[0]["location"].text())


def _aws(stack: StackView, resource: ResourceView) -> str:
    if resource["region"].given:
        return resource["region"].text()
    urn = (resource.resource.provider or "").rpartition("::")[0]
    provider = stack.get(urn) or next(
        (each for each in stack.of(_AWS) if each.name.startswith("default")), None
    )
    if provider is None or not provider["region"].given:
        return _HERE
    return provider["region"].text()


def _plain(text: str) -> str:
    return text.replace(" ", "").casefold()
