"""URNs and aliases as the engine makes them (Go: `pkg/resource/deploy/step_generator.go` at v3.259.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiban.model.plan import ROOT_TYPE, urn_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def make_urn(stack: str, project: str, parent: str, kind: str, name: str) -> str:
    """Return a resource's URN. The root stack does not show in the types of its children."""
    prefix = _prefix(urn_parts(parent).qualified_type) if parent else ""
    return f"urn:pulumi:{stack}::{project}::{prefix}{kind}::{name}"


def _prefix(parent_type: str) -> str:
    return "" if parent_type == ROOT_TYPE else f"{parent_type}$"


def own_aliases(urn: str, parent: str, specs: Iterable[Any]) -> list[str]:
    """Turn alias specifications (protobuf) into URNs; what one leaves out is as in the resource."""
    here = urn_parts(urn)
    under = _prefix(urn_parts(parent).qualified_type) if parent else ""
    beginning = f"urn:pulumi:{here.stack}::{here.project}::{under}"
    found: list[str] = []
    for alias in specs:
        if alias.HasField("urn"):
            found.append(alias.urn)
            continue
        spec = alias.spec
        kind, name = spec.type or here.type, spec.name or here.name
        if spec.noParent or spec.parentUrn or spec.stack or spec.project:
            above = "" if spec.noParent else spec.parentUrn or parent
            stack, project = spec.stack or here.stack, spec.project or here.project
            found.append(make_urn(stack, project, above, kind, name))
        else:
            found.append(f"{beginning}{kind}::{name}")
    return found


def all_aliases(
    urn: str, parent: str, own: Iterable[str], known: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Add to a resource's own aliases those that follow from its parent's aliases, in a stable order."""
    found = list(own)
    aliases = known.get(parent, ())
    if aliases:
        parent_name = urn_parts(parent).name
        candidates = [(each.type, each.name) for each in map(urn_parts, (urn, *found))]
        for above in map(urn_parts, aliases):
            beginning = f"urn:pulumi:{above.stack}::{above.project}::{_prefix(above.qualified_type)}"
            for kind, name in candidates:
                under = name.startswith(parent_name)
                renamed = above.name + name.removeprefix(parent_name) if under else name
                found.append(f"{beginning}{kind}::{renamed}")
    return tuple(alias for alias in dict.fromkeys(found) if alias != urn)
