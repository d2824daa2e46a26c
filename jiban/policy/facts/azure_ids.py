"""Ids of Azure: which resource of the stack an input names, by its output or by an id as text.

Types that ids are known of: `azure_ids.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jiban.policy.facts.once import once, origins
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView
from jiban.tables import table

_TYPES: Final[Mapping[str, Mapping[str, Any]]] = table("jiban.policy.facts", "azure_ids.yaml")["types"]
_GROUP: Final = "resourceGroupName"
_LEAST: Final = 8
"""Parts of an id with a group, a provider, a type and a name."""


def named(stack: StackView, resource: ResourceView, node: Node, *tokens: str) -> tuple[ResourceView, ...]:
    """Return the resources of some types that an input names; none where it names what is not in the stack.

    Args:
        stack: all resources.
        resource: whose input it is.
        node: the input: an id, known or not.
        tokens: types to look for; none for all.
    """
    parts = node.text().casefold().strip("/").split("/") if node.known else []
    if len(parts) < _LEAST or parts[2] != "resourcegroups" or "providers" not in parts:
        return origins(stack, resource, node, *tokens)  # not known, or not in the form of Azure's ids
    found = _by_id(stack, parts)
    # Of an input that is one value, it is known what it comes from, whatever an id says of itself.
    if not found and node.path in resource.property_dependencies:
        return origins(stack, resource, node, *tokens)
    return tuple(each for each in found if not tokens or each.token in tokens)


def _by_id(stack: StackView, parts: Sequence[str]) -> tuple[ResourceView, ...]:
    start = parts.index("providers")
    namespace, rest = parts[start + 1], parts[start + 2 :]
    kind = "/".join([namespace, *rest[::2]])
    found = _index(stack).get((kind, tuple(rest[1::2])), ())
    return tuple(each for each in found if _in_group(each, parts[3]))


@once
def _index(stack: StackView) -> Mapping[tuple[str, tuple[str, ...]], tuple[ResourceView, ...]]:
    """Return the resources whose names are known, by type and names as an id has them."""
    found: dict[tuple[str, tuple[str, ...]], tuple[ResourceView, ...]] = {}
    for token, entry in _TYPES.items():
        for resource in stack.of(token):
            names = _names(resource, entry["names"])
            if names:
                key = (str(entry["is"]).casefold(), names)
                found[key] = (*found.get(key, ()), resource)
    return found


def _names(resource: ResourceView, keys: list[str]) -> tuple[str, ...]:
    try:
        names = tuple(resource[key].text().casefold() for key in keys)
    except NotKnownError:
        return ()
    return names if all(names) else ()


def _in_group(resource: ResourceView, group: str) -> bool:
    """Tell whether a resource may be in a group: it is, or which it is in is not known."""
    own = resource[_GROUP]
    return not own.known or not own.text() or own.text().casefold() == group
