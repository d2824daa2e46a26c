"""Properties whose change replaces a resource, and how a change is held against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from jiban.diff.conditions import older
from jiban.diff.paths import Path, reaches
from jiban.diff.values import MISSING, Cause, ItemKey, PropertyChange, at
from jiban.model.plan import Resource, has_unknown

if TYPE_CHECKING:
    from jiban.diff.conditions import Condition
    from jiban.diff.inherited import Inherited

_AT_DEPLOYMENT: Final = "its value, which is known at deployment"
_DOCUMENTS: Final = "what the provider does, which documents alone tell"
_LIKELY: Final[Mapping[bool | None, int]] = {False: 0, None: 1, True: 2}
_KEPT: Final = "whether the cloud keeps the value that it has"


@dataclass(frozen=True, slots=True)
class ForcingProperty:
    """A property whose change replaces the resource."""

    path: Path
    """Steps of the provider's own names; `*` stands for any item of a list or key of a map."""
    certain: bool = True
    """True where the provider itself says so; False where only documents do."""
    source: str = ""
    """Who says so."""
    note: str = ""
    """What a reader should know of it."""
    added_only: bool = False
    """Only adding the property as a whole is known to replace; what is inside has rules of its own."""
    lower_only: bool = False
    """The property is a version, and only an older one replaces: the cloud upgrades in place."""
    when: Condition | None = None
    """What has to hold for the rule to hold."""
    in_place: bool = False
    """The rule says that the property changes in place, whatever a rule without a condition says of it."""
    asked: bool = False
    """The program itself asks for the replacement, so that nothing speaks against it."""


class ForcingProperties(Protocol):
    """What decides between an update and a replacement."""

    def of(
        self, resource: Resource, provider: Resource | None, before: Resource | None = None
    ) -> Sequence[ForcingProperty]:
        """Return the properties whose change replaces a resource, given the explicit provider that makes
        it, and what it was before.
        """
        ...

    def names(self, kind: str) -> Sequence[Path]:
        """Return the properties of a type that name the object in the cloud."""
        ...

    def knows(self, kind: str) -> bool:
        """Return whether anything is known of a type, so that no rule means that no change replaces."""
        ...

    def sets(self, kind: str) -> Sequence[Path]:
        """Return the lists of a type that are sets for the provider: their order says nothing."""
        del kind
        return ()

    def identity(self, resource: Resource, provider: Resource | None) -> tuple[str, ...] | None:
        """Return which object of the cloud a resource is; None where that is not known."""
        del resource, provider
        return None

    def same(self, kind: str, change: PropertyChange) -> bool:
        """Return whether a change is none for the provider of a type, as it reads both sides alike."""
        del kind, change
        return False

    def noted(self, kind: str, change: PropertyChange) -> PropertyChange:
        """Return a change of a type with what is to be known of it besides whether it replaces."""
        del kind
        return change

    def inherited(self, kind: str) -> Sequence[Inherited]:
        """Return what a type gets from its provider."""
        del kind
        return ()


def rule_behind(
    new: Resource, key: str, rules: Sequence[ForcingProperty], *, upstream_goes_first: bool
) -> ForcingProperty | None:
    """Return the rule by which an input that comes from a replaced resource replaces the one that has it.

    What is unknown may change. Where the old upstream is deleted first, the engine takes the whole input for
    unknown, whatever its value (Go: `calculateDependentReplacements`).

    Args:
        new: the resource that has the input.
        key: the input.
        rules: what replaces the resource.
        upstream_goes_first: whether the old upstream is deleted before the new one is made.
    """
    for rule in rules:
        value = at(new.inputs, rule.path)
        if rule.added_only or rule.lower_only or rule.in_place or rule.path[0] != key or value is MISSING:
            continue
        if rule.when is not None and (rule.when.change or rule.when.before is not None):
            continue
        if has_unknown(value):
            return rule
        if upstream_goes_first:
            # Of a part of the input only Kubernetes' provider has been seen to replace for this.
            seen = len(rule.path) == 1 or new.package == "kubernetes"
            return replace(rule, certain=rule.certain and seen)
    return None


def forced(
    change: PropertyChange,
    rules: Sequence[ForcingProperty],
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> PropertyChange:
    """Mark a change that forces a replacement; a certain rule counts over a documented one.

    Args:
        change: of a property.
        rules: what replaces the resource, and what is known to change in place.
        old: inputs of the resource before, which conditions look at.
        new: inputs after.
    """
    found: tuple[ForcingProperty, Cause] | None = None
    kept: dict[Path, tuple[bool | None, str]] = {}
    for rule in rules:
        if rule.in_place and _hit(change, rule) is not None:
            kept[rule.path] = max(
                kept.get(rule.path, (False, "")), _holds(rule, old, new), key=lambda said: _LIKELY[said[0]]
            )
    for rule in rules:
        path = None if rule.in_place else _hit(change, rule)
        if path is None:
            continue
        holds, hangs_on = _holds(rule, old, new)
        spares = None if rule.asked or rule.when is not None else _spares(change, rule, kept)
        if holds is False or (spares is not None and spares[0] is True):
            continue
        if spares is not None and spares[0] is None:
            hangs_on = hangs_on or spares[1]
        cause = _cause(change, rule, path, hangs_on)
        if found is None or (cause.certain and not found[1].certain):
            found = rule, cause
    return change if found is None else replace(change, forces=found[1])


def _holds(
    rule: ForcingProperty, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> tuple[bool | None, str]:
    return (True, "") if rule.when is None else rule.when.holds(rule.path, old or {}, new or {})


def _spares(
    change: PropertyChange, rule: ForcingProperty, kept: Mapping[Path, tuple[bool | None, str]]
) -> tuple[bool | None, str] | None:
    """Return what is known of a change in place that speaks against a rule: of its property, or inside."""
    if rule.path in kept:
        return kept[rule.path]
    inside = (path for path in kept if reaches(rule.path, path, literal=True) and reaches(path, change.path))
    found = next(inside, None)
    return None if found is None else kept[found]


def _cause(change: PropertyChange, rule: ForcingProperty, path: Path, hangs_on: str) -> Cause:
    # Taking a property away leaves what the cloud has where the provider computes a default, and
    # Azure's provider has stopped replacing for it; neither is told by the SDK.
    removed = rule.when is None and _at_change(change, rule.path)[1] is MISSING
    if not rule.certain:
        hangs_on = hangs_on or _DOCUMENTS
    elif removed:
        hangs_on = hangs_on or _KEPT
    return Cause(path, rule.note, rule.certain and not hangs_on, rule.source, hangs_on)


def _hit(change: PropertyChange, rule: ForcingProperty) -> Path | None:
    """Return the path at which a change touches a rule, None where it does not."""
    if rule.lower_only:
        touches = change.path == rule.path[: len(change.path)]
        return rule.path if touches and older(*_at_change(change, rule.path)) else None
    if rule.added_only:
        block = change.path[:-1] if isinstance(change.path[-1], int | ItemKey) else change.path
        return change.path if rule.path == block and change.before is MISSING else None
    if reaches(rule.path, change.path):
        return change.path
    if not reaches(change.path, rule.path[: len(change.path)], literal=True):
        return None
    before, after = _at_change(change, rule.path)
    if before == after and not has_unknown(before) and not has_unknown(after):
        return None
    return rule.path if before is not MISSING or after is not MISSING else None


def _at_change(change: PropertyChange, path: Path) -> tuple[Any, Any]:
    """Return both sides of a change at a path inside of it, or as they are for a path that leads to it."""
    rest = path[len(change.path) :]
    return at(change.before, rest), at(change.after, rest)


def causes_of(changes: Sequence[PropertyChange]) -> Iterator[Cause]:
    """Yield why a resource is replaced; not certain where the change is not."""
    for change in changes:
        if change.forces is not None:
            certain = change.forces.certain and change.certain
            hangs_on = change.forces.hangs_on or ("" if change.certain else change.note or _AT_DEPLOYMENT)
            yield replace(change.forces, certain=certain, hangs_on=hangs_on)
