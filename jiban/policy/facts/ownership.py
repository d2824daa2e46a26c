"""Ownership: what this stack declares, what it has taken over, and what is another's.

A resource that is only read (`get`) is judged where it is declared; `jiban.policy.unseen` sees to that. What
a rule needs to know of it is unknown, but for the state that the program gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jiban.model.plan import urn_parts

if TYPE_CHECKING:
    from jiban.policy.view import ResourceView

_REFERENCE: Final = "pulumi:pulumi:StackReference"


def is_read(resource: ResourceView) -> bool:
    """Tell whether a resource is read and not declared, so that the stack can neither set nor change it."""
    return resource.resource.op == "read"


def is_dark(resource: ResourceView) -> bool:
    """Tell whether a resource is read and nothing of it is told: neither by the program nor by an engine."""
    return resource.unseen is not None and resource.unseen.itself


def is_imported(resource: ResourceView) -> bool:
    """Tell whether a resource was made by others and is taken over: its inputs are what the program says."""
    return resource.resource.op == "import" or resource.resource.options.import_id is not None


def is_ignored(resource: ResourceView, path: str) -> bool:
    """Tell whether changes of an input are ignored, so that what others make of it stays.

    Args:
        resource: whose input it is.
        path: of the input, as `Node.path` has it.
    """
    ignored = resource.resource.options.ignore_changes
    return any(each in (path, "*") or path.startswith((f"{each}.", f"{each}[")) for each in ignored)


def from_another_stack(resource: ResourceView, key: str | None = None) -> bool:
    """Tell whether an input comes from the outputs of another stack.

    Args:
        resource: whose input it is.
        key: a property of the inputs; None for any of them.
    """
    by_key = resource.property_dependencies
    found = by_key.values() if key is None else [by_key.get(key, ())]
    return any(urn_parts(urn).type == _REFERENCE for urns in found for urn in urns)
