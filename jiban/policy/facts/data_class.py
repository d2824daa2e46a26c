"""How sensitive data is, by a tag of its resource or of all resources of its provider."""

from __future__ import annotations

from typing import Final

from jiban.policy.facts.documents import opened
from jiban.policy.view import Node, ResourceView, StackView

TAG: Final = "data-class"
"""The tag that says so; its name and its words are compared without letter case."""
_NOTHING: Final = Node(None)


def is_of_class(stack: StackView, resource: ResourceView, classes: tuple[str, ...]) -> bool:
    """Tell whether the data of a resource is of one of some classes; what says nothing is of none.

    Raises:
        NotKnownError: the tag, or which tags there are, is not known before deployment.
    """
    return tag(stack, resource, TAG).says(*classes)


def tag(stack: StackView, resource: ResourceView, name: str) -> Node:
    """Return a tag of a resource; where it has none of that name, that of its provider.

    Raises:
        NotKnownError: which tags there are is not known before deployment.
    """
    own = _named(resource["tags"], name)
    if own is not None:
        return own
    provider = stack.get((resource.resource.provider or "").rpartition("::")[0])
    if provider is None or not provider["defaultTags"].given:
        return _NOTHING
    return _named(opened(provider["defaultTags"])["tags"], name) or _NOTHING


def _named(tags: Node, name: str) -> Node | None:
    return next((node for key, node in tags.items() if key.casefold() == name.casefold()), None)
