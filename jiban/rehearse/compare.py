"""Compares the planner's plan with the engine's, resource by resource.

Every URN, type, parent, dependency, option, known input and known output of the stack must be the same, and
what the engine does not know must not be known here. What may differ is listed here with its reason, and
nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from jiban.model.plan import (
    ARCHIVE_SIGNATURE,
    ASSET_SIGNATURE,
    ROOT_TYPE,
    SIGNATURE,
    Options,
    Plan,
    Resource,
    Secret,
    Unknown,
    has_unknown,
)
from jiban.rehearse.provider_behaviour import AUTONAMED, DYNAMIC, KUBERNETES, naming_property, package_of

JUSTIFIED: Final = {
    "default provider": (
        "the engine makes a provider of its own for a package whose resources name none; the planner has none"
    ),
    "provider": "the reference that a resource has to such a provider",
    "provider's inputs": "the engine adds `version` and `__internal` to the inputs of a provider",
    "provider not configured yet": (
        "while the configuration of a provider is unknown (of a cluster that does not exist yet) the engine "
        "treats all outputs of its resources as unknown, and with them outputs of the stack; the planner has "
        "their later values"
    ),
    "by way of a function": (
        "what depends on a function's result shows its dependencies only once the function is called, after "
        "a deployment, and in no preview"
    ),
    "made-up name": (
        "the name of an object that the program leaves unnamed is the provider's own, and differs from run "
        "to run; so does every text that holds it"
    ),
    "read": "what a resource that is read by its id holds, the engine has from the cloud",
    "cluster": (
        "what a cluster adds to an object of Kubernetes is None in a preview that has no cluster to ask; the "
        "plan takes it for unknown"
    ),
    "mark": (
        "the SDK marks an output that is a whole resource, and the engine an asset by its hash, for what a "
        "display shows of differences"
    ),
    "dynamic provider": (
        "`__provider` of a resource whose provider is written in the program is that provider, serialised; a "
        "plan leaves it out"
    ),
}
"""Differences that are no faults of the planner, and why they are there."""
_DEFAULT: Final = "default"
_ENGINES_OWN: Final = ("version", "__internal")
_PROVIDERS: Final = "pulumi:providers:"
_OPTIONS: Final = (
    "ignore_changes",
    "replace_on_changes",
    "additional_secret_outputs",
    "hide_diffs",
    "retain_on_delete",
    "deleted_with",
    "replace_with",
    "replacement_trigger",
    "custom_timeouts",
    "import_id",
    "hooks",
)
"""Options that stand in a digest. The others (`delete_before_replace`, `version`) have no place there, and
aliases only once they were of use."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point in which two plans differ."""

    urn: str
    point: str
    """`resource`, `type`, `parent`, `dependencies`, an option, or the path of an input or of an output."""
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
    knowledge = _Knowledge.of(ours, theirs, deployed=all(each.op == "same" for each in engine.resources))
    for urn, resource in ours.items():
        if urn in theirs:
            found += _of_resource(resource, theirs[urn], knowledge)
    root = next((resource.urn for resource in planned.resources if resource.type == ROOT_TYPE), "")
    found += [
        Disagreement(root, path, mine, other)
        for path, mine, other in _values(planned.outputs, engine.outputs, "outputs")
        # Nobody says which resources an output of the stack comes from.
        if not (knowledge.justifies(mine, other) or (knowledge.waiting and isinstance(other, Unknown)))
    ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """Why one side may know what the other does not."""

    waiting: frozenset[str]
    """Providers that cannot be configured yet."""
    read: frozenset[str]
    """Resources whose properties the engine has read."""
    in_clusters: frozenset[str]
    """Objects of Kubernetes, to which a cluster adds."""
    names: frozenset[str]
    """Names that a provider made up."""
    deployed: bool
    """Whether the engine knows every input by now."""

    @classmethod
    def of(
        cls, ours: Mapping[str, Resource], theirs: Mapping[str, Resource], *, deployed: bool
    ) -> _Knowledge:
        """Collect them from the resources of both sides."""
        named = (_made_up_name(ours[urn], each) for urn, each in theirs.items() if urn in ours)
        return cls(
            frozenset(
                u for u, r in theirs.items() if r.type.startswith(_PROVIDERS) and has_unknown(r.inputs)
            ),
            frozenset(urn for urn, each in theirs.items() if each.op == "read"),
            frozenset(urn for urn, each in theirs.items() if package_of(each.type) == KUBERNETES),
            frozenset(name for name in named if name is not None),
            deployed,
        )

    def justifies(self, planned: Any, engine: Any) -> bool:
        """Return whether a value may be unknown in the plan alone."""
        return isinstance(planned, Unknown) and (self.deployed or self._holds_made_up_name(engine))

    def _holds_made_up_name(self, value: Any) -> bool:
        if isinstance(value, Mapping | list):
            items = cast("Mapping[str, Any] | list[Any]", value)
            return any(map(self._holds_made_up_name, items.values() if isinstance(items, Mapping) else items))
        return isinstance(value, str) and any(name in value for name in self.names)


def _made_up_name(planned: Resource, engine: Resource) -> str | None:
    """Return the name that the engine's side has of a resource that the program does not name."""
    if package_of(engine.type) == KUBERNETES:
        given, made = (_map(each.inputs.get("metadata")).get("name") for each in (planned, engine))
    else:
        key = naming_property(engine.type) or ""
        given, made = planned.inputs.get(key), engine.inputs.get(key)
    return made if given is None and isinstance(made, str) else None


def _map(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _as_given(planned: Resource, engine: Resource) -> dict[str, Any]:
    """Return the engine's inputs of a resource without what is its own or a provider's."""
    inputs = dict(engine.inputs)
    if planned.type.startswith(_PROVIDERS):
        for key in _ENGINES_OWN:
            inputs.pop(key, None)
    if package_of(planned.type) == DYNAMIC:
        inputs.pop("__provider", None)
    if _made_up_name(planned, engine) is None:
        return inputs
    if package_of(planned.type) != KUBERNETES:
        inputs.pop(naming_property(planned.type) or "", None)
        return inputs
    metadata = {key: value for key, value in _map(inputs.get("metadata")).items() if key != "name"}
    marks = {key: value for key, value in _map(metadata.pop("annotations", None)).items() if key != AUTONAMED}
    given = _map(planned.inputs.get("metadata"))
    metadata |= {"annotations": marks} if marks or "annotations" in given else {}
    inputs.pop("metadata")
    return inputs | ({"metadata": metadata} if metadata or "metadata" in planned.inputs else {})


def _is_default_provider(resource: Resource) -> bool:
    return resource.type.startswith(_PROVIDERS) and resource.name.startswith(_DEFAULT)


def _of_resource(planned: Resource, engine: Resource, knowledge: _Knowledge) -> Iterator[Disagreement]:
    """Compare a resource."""
    ours_by_key, theirs_by_key = _plain(planned.property_dependencies), _plain(engine.property_dependencies)
    later_ones: set[str] = set()
    if knowledge.deployed:
        for key in sorted(set(theirs_by_key) - set(ours_by_key)):
            if has_unknown(planned.inputs.get(key)):
                later_ones.update(theirs_by_key.pop(key))
        later_ones -= set(planned.dependencies)
    points: list[tuple[str, Any, Any]] = [
        ("type", planned.type, engine.type),
        ("custom", planned.custom, engine.custom),
        ("parent", planned.parent, engine.parent),
        ("protect", planned.protect, engine.protect),
        ("provider", _explicit(planned.provider), _explicit(engine.provider)),
        ("dependencies", sorted(planned.dependencies), sorted(set(engine.dependencies) - later_ones)),
        ("property dependencies", ours_by_key, theirs_by_key),
    ]
    points += [
        (name.replace("_", " "), ours, theirs)
        for name, ours, theirs in _options(planned.options, engine.options)
        if not knowledge.justifies(ours, theirs)
    ]
    if not knowledge.deployed:
        points.append(("operation", planned.op, engine.op))
    for point, ours, theirs in points:
        if ours != theirs:
            yield Disagreement(planned.urn, point, ours, theirs)
    early = _explicit(engine.provider) in knowledge.waiting
    for path, ours, theirs in _values(planned.inputs, _as_given(planned, engine), "inputs"):
        key = path.split(".", 2)[1].partition("[")[0]
        sources = frozenset(theirs_by_key.get(key, ()))
        from_read = isinstance(ours, Unknown) and not sources.isdisjoint(
            knowledge.read | knowledge.in_clusters
        )
        later = isinstance(theirs, Unknown) and early
        if not (later or from_read or knowledge.justifies(ours, theirs)):
            yield Disagreement(planned.urn, path, ours, theirs)


def _options(planned: Options, engine: Options) -> Iterator[tuple[str, Any, Any]]:
    for name in _OPTIONS:
        yield name, _in_order(getattr(planned, name)), _in_order(getattr(engine, name))


def _in_order(value: Any) -> Any:
    return sorted(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value


def _explicit(provider: str | None) -> str | None:
    """Return the URN of a provider that the program made; its id is not known in a preview."""
    urn = (provider or "").rpartition("::")[0]
    return None if not urn or urn.rsplit("::", 1)[-1].startswith(_DEFAULT) else urn


def _plain(dependencies: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {key: sorted(urns) for key, urns in dependencies.items() if urns}


def _length(items: Any) -> int:
    return len(cast("list[Any]", items))


_MISSING: Final = "(missing)"
_ASSETS: Final = (ASSET_SIGNATURE, ARCHIVE_SIGNATURE)
_RESOURCE_MARK: Final = "@isPulumiResource"


def _unmarked(value: Any) -> Mapping[str, Any]:
    """Return a map without the marks that are there for a display."""
    entries = _map(value)
    marks = {_RESOURCE_MARK, *(("hash",) if entries.get(SIGNATURE) in _ASSETS else ())}
    return {key: entry for key, entry in entries.items() if key not in marks}


def _values(planned: Any, engine: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(planned, Secret) and planned.found and not isinstance(engine, Secret):
        planned = planned.value  # the engine knows only of what is marked
    if isinstance(engine, Secret | Unknown):
        # What the plan knows and the engine does not is a claim that deployment may disprove.
        if not isinstance(planned, type(engine)):
            yield path, planned, engine
    elif isinstance(engine, Mapping) and isinstance(planned, Mapping):
        yield from _maps(_unmarked(planned), _unmarked(engine), path)
    elif isinstance(engine, list) and isinstance(planned, list) and _length(engine) == _length(planned):
        yield from _lists(cast("list[Any]", planned), cast("list[Any]", engine), path)
    elif planned != engine or isinstance(planned, Unknown):
        yield path, planned, engine


def _maps(planned: Mapping[str, Any], engine: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*engine, *planned}):
        yield from _values(planned.get(key, _MISSING), engine.get(key, _MISSING), f"{path}.{key}")


def _lists(planned: list[Any], engine: list[Any], path: str) -> Iterator[tuple[str, Any, Any]]:
    for index, (ours, theirs) in enumerate(zip(planned, engine, strict=True)):
        yield from _values(ours, theirs, f"{path}[{index}]")
