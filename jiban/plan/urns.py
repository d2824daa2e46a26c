"""URNs and aliases as the engine makes them (Go: `pkg/resource/deploy/step_generator.go` at v3.259.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiban.model.plan import ROOT_TYPE, urn_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def make_urn(stack: str, project: str, parent: str, kind: str, name: str) -> str:
    """Return a resource's URN. The root stack does not show in the types of its children."""
    prefix = ""
    if parent:
        parent_type = urn_parts(parent).qualified_type
        prefix = "" if parent_type == ROOT_TYPE else f"{parent_type}$"
    return f"urn:pulumi:{stack}::{project}::{prefix}{kind}::{name}"


def own_aliases(urn: str, parent: str, specs: Iterable[Any]) -> list[str]:
    """Turn alias specifications (protobuf) into URNs; what one leaves out is as in the resource."""
    here = urn_parts(urn)
    found: list[str] = []
    for alias in specs:
        if alias.HasField("urn"):
            found.append(alias.urn)
            continue
        spec = alias.spec
        above = "" if spec.noParent else spec.parentUrn or parent
        found.append(
            make_urn(
                spec.stack or here.stack,
                spec.project or here.project,
                above,
                spec.type or here.type,
                spec.name or here.name,
            )
        )
    return found


def all_aliases(
    urn: str, parent: str, own: Iterable[str], known: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Add to a resource's own aliases those that follow from its parent's aliases, in a stable order."""
    found = list(own)
    parts = urn_parts(urn)
    candidates = [(parts.type, parts.name), *((urn_parts(a).type, urn_parts(a).name) for a in found)]
    for parent_alias in known.get(parent, ()):
        above = urn_parts(parent_alias)
        for kind, name in candidates:
            parent_name = urn_parts(parent).name
            renamed = above.name + name.removeprefix(parent_name) if name.startswith(parent_name) else name
            found.append(make_urn(above.stack, above.project, parent_alias, kind, renamed))
    return tuple(alias for alias in dict.fromkeys(found) if alias != urn)
