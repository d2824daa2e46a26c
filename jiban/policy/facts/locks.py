"""Locks of Azure: whether a resource, or what it stands in, is locked against deletion.

Source, read on 2026-11-28: learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
(CanNotDelete and ReadOnly keep what is inside of their scope from being deleted, too).
"""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.once import of, once
from jiban.policy.facts.references import named, pointing, short
from jiban.policy.view import NotKnownError, ResourceView, StackView

_GROUP: Final = "azure-native:resources:ResourceGroup"
_MODULE: Final = "azure-native:authorization:"
_BY_SCOPE: Final = f"{_MODULE}ManagementLockByScope"
_AT_RESOURCE: Final = f"{_MODULE}ManagementLockAtResourceLevel"
_AT_GROUP: Final = f"{_MODULE}ManagementLockAtResourceGroupLevel"
_AT_SUBSCRIPTION: Final = f"{_MODULE}ManagementLockAtSubscriptionLevel"
LOCKS: Final = (_BY_SCOPE, _AT_RESOURCE, _AT_GROUP, _AT_SUBSCRIPTION)
_KINDS: Final = {"azure-native:dbforpostgresql:Server": "flexibleServers", _GROUP: "resourceGroups"}
"""What the types are called in an id of Azure Resource Manager."""
_LOCKED: Final = ("CanNotDelete", "ReadOnly")


@once
def is_locked(stack: StackView, resource: ResourceView) -> bool:
    """Tell whether a lock of the stack keeps a resource of Azure from being deleted.

    Raises:
        NotKnownError: none surely does, and one of them may.
    """
    doubt: NotKnownError | None = None
    for lock in _at(stack, resource):
        try:
            with of(lock):
                if lock["level"].says(*_LOCKED):
                    return True
        except NotKnownError as error:
            doubt = error
    if doubt is not None:
        raise NotKnownError(doubt.path, doubt.why)
    return False


def _at(stack: StackView, resource: ResourceView) -> tuple[ResourceView, ...]:
    """Return the locks at a resource, at its group and at the subscription."""
    places = [resource, *_groups(stack, resource)]
    found: list[ResourceView] = list(stack.of(_AT_SUBSCRIPTION))
    for place in places:
        scoped = pointing(stack, _BY_SCOPE, "scope", place.token).at(place)
        found += [lock for lock in scoped if _of_kind(lock, place)]
        found += pointing(stack, _AT_GROUP, "resourceGroupName", _GROUP).at(place)
    found += [lock for lock in stack.of(_AT_RESOURCE) if _names(stack, lock, resource)]
    return tuple(found)


def _groups(stack: StackView, resource: ResourceView) -> tuple[ResourceView, ...]:
    try:
        return named(stack, resource, "resourceGroupName", _GROUP)
    except NotKnownError:
        return ()


def _of_kind(lock: ResourceView, place: ResourceView) -> bool:
    """Tell whether a scope that is given as text is an id of the type that a resource is of."""
    scope = lock["scope"]
    return not scope.known or short(scope.text().rpartition("/")[0]) == _KINDS.get(place.token, "").casefold()


def _names(stack: StackView, lock: ResourceView, resource: ResourceView) -> bool:
    """Tell whether a lock of one resource is this one's, by type and name."""
    kind = lock["resourceType"]
    if kind.known and short(kind.text()) != _KINDS.get(resource.token, "").casefold():
        return False
    try:
        return resource in named(stack, lock, "resourceName", resource.token)
    except NotKnownError:
        return False
