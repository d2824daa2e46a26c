"""Compares the planner's plan with the engine's, resource by resource.

Every URN, type, parent, dependency and known input must be the same. What may differ is listed here with
its reason, and nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.model.plan import Plan, Resource, Secret, Unknown, has_unknown

JUSTIFIED: Final = {
    "default provider": (
        "the engine makes a provider of its own for a package whose resources name none; the planner has none"
    ),
    "provider": "the reference that a resource has to such a provider",
    "provider's inputs": "the engine adds `version` and `__internal` to the inputs of a provider",
    "provider not configured yet": (
        "while the configuration of a provider is unknown (of a cluster that does not exist yet) the engine "
        "treats all outputs of its resources as unknown; the planner has their later values"
    ),
    "by way of a function": (
        "what depends on a function's result shows its dependencies only once the function is called, after "
        "a deployment, and in no preview"
    ),
    "made-up name": "the name of an object that the program leaves unnamed is the provider's own",
}
"""Differences that are no faults of the planner, and why they are there."""
_DEFAULT: Final = "default"
_ENGINES_OWN: Final = ("version", "__internal")
_PROVIDERS: Final = "pulumi:providers:"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point in which two plans differ."""

    urn: str
    point: str
    """`resource`, `type`, `parent`, `dependencies`, or the path of an input."""
    planned: Any
    engine: Any

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.urn}: {self.point}: {self.planned!r} in the plan, {self.engine!r} in the engine"


def disagreements(planned: Plan, engine: Plan) -> tuple[Disagreement, ...]:
    """Compare a plan with what the engine says of the same program, but for the `JUSTIFIED` differences.

    Args:
        planned: the planner's.
        engine: read from `pulumi preview --json`, or from `pulumi stack export` after an `up`; there every
        input
            is known, and what the planner does not know is not compared.
    """
    ours = planned.by_urn
    theirs = {resource.urn: resource for resource in engine.resources if not _is_default_provider(resource)}
    found = [Disagreement(urn, "resource", "there", "missing") for urn in ours if urn not in theirs]
    found += [Disagreement(urn, "resource", "missing", "there") for urn in theirs if urn not in ours]
    waiting = {
        urn for urn, each in theirs.items() if each.type.startswith(_PROVIDERS) and has_unknown(each.inputs)
    }
    deployed = all(each.op == "same" for each in engine.resources)
    for urn, resource in ours.items():
        if urn in theirs:
            early = _explicit(theirs[urn].provider) in waiting
            found += _of_resource(resource, theirs[urn], early=early, deployed=deployed)
    return tuple(found)


def _is_default_provider(resource: Resource) -> bool:
    return resource.type.startswith(_PROVIDERS) and resource.name.startswith(_DEFAULT)


def _of_resource(
    planned: Resource, engine: Resource, *, early: bool, deployed: bool
) -> Iterator[Disagreement]:
    """Compare a resource.

    Args:
        planned: the planner's.
        engine: the engine's.
        early: whether its provider cannot be configured yet.
        deployed: whether the engine knows every input by now.
    """
    ours_by_key, theirs_by_key = _plain(planned.property_dependencies), _plain(engine.property_dependencies)
    later_ones: set[str] = set()
    if deployed:
        for key in sorted(set(theirs_by_key) - set(ours_by_key)):
            if has_unknown(planned.inputs.get(key)):
                later_ones.update(theirs_by_key.pop(key))
        later_ones -= set(planned.dependencies)
    points: tuple[tuple[str, Any, Any], ...] = (
        ("type", planned.type, engine.type),
        ("custom", planned.custom, engine.custom),
        ("parent", planned.parent, engine.parent),
        ("protect", planned.protect, engine.protect),
        ("provider", _explicit(planned.provider), _explicit(engine.provider)),
        ("dependencies", sorted(planned.dependencies), sorted(set(engine.dependencies) - later_ones)),
        ("property dependencies", ours_by_key, theirs_by_key),
        ("ignore changes", planned.options.ignore_changes, engine.options.ignore_changes),
    )
    for point, ours, theirs in points:
        if ours != theirs:
            yield Disagreement(planned.urn, point, ours, theirs)
    theirs_inputs = dict(engine.inputs)
    if planned.type.startswith(_PROVIDERS):
        for key in _ENGINES_OWN:
            theirs_inputs.pop(key, None)
    for path, ours, theirs in _inputs(planned.inputs, theirs_inputs, "inputs"):
        later = (isinstance(theirs, Unknown) and early) or (isinstance(ours, Unknown) and deployed)
        if not later:
            yield Disagreement(planned.urn, path, ours, theirs)


def _explicit(provider: str | None) -> str | None:
    """Return the URN of a provider that the program made; its id is not known in a preview."""
    urn = (provider or "").rpartition("::")[0]
    return None if not urn or urn.rsplit("::", 1)[-1].startswith(_DEFAULT) else urn


def _plain(dependencies: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {key: sorted(urns) for key, urns in dependencies.items() if urns}


def _length(items: Any) -> int:
    return len(cast("list[Any]", items))


_MISSING: Final = "(missing)"


def _inputs(planned: Any, engine: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(planned, Secret) and planned.found and not isinstance(engine, Secret):
        planned = planned.value  # the engine knows only of what is marked
    if isinstance(engine, Secret | Unknown):
        # What the plan knows and the engine does not is a claim that deployment may disprove.
        if not isinstance(planned, type(engine)):
            yield path, planned, engine
    elif isinstance(engine, Mapping) and isinstance(planned, Mapping):
        theirs, ours = cast("Mapping[str, Any]", engine), cast("Mapping[str, Any]", planned)
        for key in sorted({*theirs, *ours}):
            yield from _inputs(ours.get(key, _MISSING), theirs.get(key, _MISSING), f"{path}.{key}")
    elif isinstance(engine, list) and isinstance(planned, list) and _length(engine) == _length(planned):
        pairs = zip(cast("list[Any]", planned), cast("list[Any]", engine), strict=True)
        for index, (ours_item, theirs_item) in enumerate(pairs):
            yield from _inputs(ours_item, theirs_item, f"{path}[{index}]")
    elif planned != engine or isinstance(planned, Unknown):
        yield path, planned, engine
