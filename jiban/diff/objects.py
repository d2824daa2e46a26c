"""Which object of a cloud a resource is: two resources of one program may be the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.diff.values import at
from jiban.model.plan import urn_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.plan import Resource

Identity = tuple[str, ...]
"""Two parts that say what kind of object it is, then those that name it."""
_NAMED_FROM: Final = 2


def kubernetes_identity(resource: Resource, provider: Resource | None) -> Identity | None:
    """Return group and kind, namespace and name of an object.

    None where its name is not known, and for a patch: what is deleted of it is no object.
    """
    if resource.type.endswith("Patch"):
        return None
    release = resource.type == "kubernetes:helm.sh/v3:Release"
    metadata = resource.inputs if release else resource.inputs.get("metadata")
    given = cast("Mapping[str, Any]", metadata if isinstance(metadata, Mapping) else {})
    name, namespace = given.get("name"), given.get("namespace")
    if namespace is None:
        theirs = provider.inputs.get("namespace") if provider is not None else None
        namespace = "default" if theirs is None else theirs
    if not isinstance(name, str) or not isinstance(namespace, str):
        return None
    group, _, kind = resource.type.removeprefix("kubernetes:").rpartition(":")
    return group.partition("/")[0], kind, namespace, name


def named_identity(
    resource: Resource, names: Sequence[str], scope: Sequence[str], place: str | None
) -> Identity | None:
    """Return what names an object of a cloud; None where a part of its name is not known.

    Args:
        resource: the object.
        names: its own names, all of which it has to give.
        scope: what its name is unique in, as far as it gives it.
        place: the region that its provider has.
    """
    own = [at(resource.inputs, (name,)) for name in names]
    within = [resource.inputs.get(key) for key in scope]
    if not own or not all(isinstance(each, str) for each in own):
        return None
    if not all(each is None or isinstance(each, str) for each in within):
        return None
    region = resource.inputs.get("region", place)
    parts = [*own, *(each or "" for each in within), region if isinstance(region, str) else ""]
    return resource.type, "", *map(str, parts)


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
