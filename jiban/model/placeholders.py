"""Where a plan stands on placeholders, which are there for what a cloud would have given.

Which places these are is told by two plans of the same program that differ in the placeholders alone: what
differs comes from a placeholder. That holds however a program computes, through numbers, hashes, branches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from jiban.model.plan import ROOT_TYPE, Secret, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jiban.model.plan import Plan, Resource

Path = tuple[str | int, ...]

ITSELF: Final[Path] = ()
"""The place of a resource as a whole: its name, or that there is one."""
FROM_PLACEHOLDER: Final = Unknown("comes from a placeholder, which an answer in lookups.yaml replaces")
"""What a rule sees in the place of such a value."""


_Trace = tuple[tuple[str, int], ...]


class _Trait(NamedTuple):
    """What is compared of a resource."""

    urn: str
    type: str
    trace: _Trace
    inputs: Mapping[str, Any]


class Outline(NamedTuple):
    """Of a plan with other placeholders, what tells where another plan stands on them: little to send."""

    resources: tuple[_Trait, ...]
    outputs: Mapping[str, Any]

    @classmethod
    def of(cls, plan: Plan) -> Outline:
        """Return that of a plan."""
        traits = (_Trait(each.urn, each.type, _trace(each), each.inputs) for each in plan.resources)
        return cls(tuple(traits), plan.outputs)


def _trace(resource: Resource) -> _Trace:
    return tuple([(line.file, line.line) for line in resource.trace])


def with_placeholder_paths(plan: Plan, other: Plan | Outline) -> Plan:
    """Return a plan that tells where it stands on placeholders.

    Args:
        plan: a plan.
        other: the plan of the same program with other placeholders, or its outline.
    """
    outline = other if isinstance(other, Outline) else Outline.of(other)
    partners = _partners(plan, outline)
    resources: list[Resource] = []
    for resource in plan.resources:
        partner = partners.get(resource.urn)
        if resource.type == ROOT_TYPE:
            paths = tuple(_differing((), plan.outputs, outline.outputs))
        elif partner is None:
            paths = (ITSELF,)
        else:
            itself = () if partner.urn == resource.urn else (ITSELF,)
            paths = (*itself, *_differing((), resource.inputs, partner.inputs))
        resources.append(replace(resource, placeholder_paths=paths) if paths else resource)
    return replace(plan, resources=tuple(resources))


def without_placeholders(resource: Resource) -> Resource:
    """Return a resource with an unknown in the place of each input that comes from a placeholder."""
    paths = [path for path in resource.placeholder_paths if path]
    if not paths:
        return resource
    return replace(resource, inputs=_hidden(resource.inputs, paths))


def _partners(plan: Plan, other: Outline) -> Mapping[str, _Trait]:
    """Return the resource of another plan that each resource is in it, by URN.

    A resource that is named after a placeholder has another URN there. Those of a type that the same lines of
    code make are taken in their order; where there are more of them in one plan, the last have no partner.
    """
    theirs = {each.urn: each for each in other.resources}
    ours = plan.by_urn
    waiting: dict[Any, list[_Trait]] = defaultdict(list)
    for each in other.resources:
        if each.urn not in ours:
            waiting[each.type, each.trace].append(each)
    found: dict[str, _Trait] = {}
    for resource in plan.resources:
        same = theirs.get(resource.urn)
        candidates = waiting[resource.type, _trace(resource)] if same is None else []
        if same is not None:
            found[resource.urn] = same
        elif candidates:
            found[resource.urn] = candidates.pop(0)
    return found


def _differing(path: Path, value: Any, other: Any) -> Iterator[Path]:
    """Yield the innermost places where two values differ; a list of another length differs as a whole."""
    if isinstance(value, Secret) and isinstance(other, Secret):
        if any(True for _ in _differing((), value.value, other.value)):
            yield path
    elif isinstance(value, Mapping) and isinstance(other, Mapping):
        entries, others = cast("Mapping[str, Any]", value), cast("Mapping[str, Any]", other)
        for key in sorted({*entries, *others}):
            if key in entries and key in others:
                yield from _differing((*path, key), entries[key], others[key])
            else:
                yield (*path, key)
    elif isinstance(value, list | tuple) and isinstance(other, list | tuple):
        items, its = cast("Sequence[Any]", value), cast("Sequence[Any]", other)
        if len(items) != len(its):
            yield path
            return
        for index, (item, another) in enumerate(zip(items, its, strict=True)):
            yield from _differing((*path, index), item, another)
    elif isinstance(value, bool) is not isinstance(other, bool) or value != other:
        yield path


def _hidden(value: Any, paths: Sequence[Path]) -> Any:
    if () in paths:
        return FROM_PLACEHOLDER
    inside: dict[str | int, list[Path]] = defaultdict(list)
    for step, *rest in paths:
        inside[step].append(tuple(rest))
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        hidden = {str(step): _hidden(entries.get(str(step)), inner) for step, inner in inside.items()}
        return {**entries, **hidden}
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        return [_hidden(item, inside[at]) if at in inside else item for at, item in enumerate(items)]
    return FROM_PLACEHOLDER


class Marked:
    """A value that comes from a placeholder, where a plan is shown or compared.

    A marked text or number is one still: it sorts, compares and formats as before, so that only who asks for
    the mark has to know of it.
    """

    __slots__ = ()

    @property
    def plain(self) -> Any:
        """The value without its mark."""
        raise NotImplementedError


class MarkedText(Marked, str):
    """A text."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The text."""
        return str(self)


class MarkedNumber(Marked, float):
    """A number with a fraction."""

    __slots__ = ()

    @property
    def plain(self) -> float:
        """The number."""
        return float(self)


class MarkedWhole(Marked, int):
    """A whole number."""

    __slots__ = ()

    @property
    def plain(self) -> int:
        """The number."""
        return int(self)


class MarkedFlag(Marked, int):
    """True or False, as nothing can be made of `bool`."""

    __slots__ = ()

    @property
    def plain(self) -> bool:
        """True or False."""
        return bool(self)


def with_marks(plan: Plan) -> Plan:
    """Return a plan to be shown or compared, with marks where it stands on placeholders."""
    root = plan.root
    outputs = _marked(plan.outputs, root.placeholder_paths) if root is not None else plan.outputs
    return replace(plan, resources=tuple(map(marked, plan.resources)), outputs=outputs)


def marked(resource: Resource) -> Resource:
    """Return a resource to be shown or compared, with marks on what comes from placeholders."""
    paths = [path for path in resource.placeholder_paths if path != ITSELF]
    if not paths or resource.type == ROOT_TYPE:
        return resource
    return replace(resource, inputs=_marked(resource.inputs, paths))


def _marked(value: Any, paths: Iterable[Path]) -> Any:
    found = list(paths)
    if not found:
        return value
    if () in found:
        return _whole(value)
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value)
        return {key: _marked(item, _below(found, key)) for key, item in entries.items()}
    if isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        return [_marked(item, _below(found, index)) for index, item in enumerate(items)]
    return value


def _below(paths: Iterable[Path], step: str | int) -> list[Path]:
    return [path[1:] for path in paths if path[0] == step]


def _whole(value: Any) -> Any:
    """Mark every leaf of a value but those that have a mark of their own: what is secret or unknown."""
    if isinstance(value, Mapping):
        return {key: _whole(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_whole(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, Secret | Unknown | Marked):
        return value
    if isinstance(value, bool):
        return MarkedFlag(value)
    if isinstance(value, str):
        return MarkedText(value)
    if isinstance(value, int):
        return MarkedWhole(value)
    return MarkedNumber(value) if isinstance(value, float) else value
