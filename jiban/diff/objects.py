"""A creation and a deletion that are one object of a cloud, and the alias that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jiban.model.plan import urn_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.object_names import Identity
    from jiban.model.plan import Resource

_NAMED_FROM: Final = 2
"""Parts of an identity in front of those that name the object."""


def with_same_objects(
    found: Sequence[ResourceDiff],
    identity: Callable[[Resource, str], Identity | None],
) -> list[ResourceDiff]:
    """Mark creations and deletions that are one object of the cloud.

    Args:
        found: what happens.
        identity: returns which object a resource is, given the side that it is on: `before` or `after`.
    """
    gone: dict[Identity, ResourceDiff] = {}
    for each in found:
        if each.kind == "delete" and each.before is not None:
            key = identity(each.before, "before")
            if key is not None:
                gone.setdefault(key, each)
    if not gone:
        return list(found)
    same: dict[str, str] = {}
    names: dict[str, str] = {}
    for each in found:
        key = identity(each.after, "after") if each.kind == "create" and each.after is not None else None
        if key is not None and key in gone:
            other = gone.pop(key)
            same |= {each.urn: other.urn, other.urn: each.urn}
            names |= dict.fromkeys((each.urn, other.urn), "/".join(filter(None, key[_NAMED_FROM:])))
    return [
        replace(each, same_object=same[each.urn], object_name=names[each.urn]) if each.urn in same else each
        for each in found
    ]


def alias_of(old: str, new: str) -> str:
    """Return the option that says that a resource is what another one was, as it is written in Python."""
    before, after = urn_parts(old), urn_parts(new)
    if (before.project, before.stack, before.qualified_type) == (
        after.project,
        after.stack,
        after.qualified_type,
    ):
        return f'aliases=[pulumi.Alias(name="{before.name}")]'
    return f'aliases=["{old}"]'
