"""Properties whose change replaces a resource, and how a change is held against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from jiban.diff.values import MISSING, Cause, ItemKey, Path, PropertyChange, at, reaches
from jiban.model.plan import Resource, has_unknown

_VERSION: Final = re.compile(r"(?P<name>[A-Za-z_-]*)(?P<numbers>[0-9]{1,9}(?:\.[0-9]{1,9})*)")


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
        if rule.added_only or rule.lower_only or rule.path[0] != key or value is MISSING:
            continue
        if has_unknown(value):
            return rule
        if upstream_goes_first:
            # Of a part of the input only Kubernetes' provider has been seen to replace for this.
            seen = len(rule.path) == 1 or new.package == "kubernetes"
            return replace(rule, certain=rule.certain and seen)
    return None


def forced(change: PropertyChange, rules: Sequence[ForcingProperty]) -> PropertyChange:
    """Mark a change that forces a replacement; a certain rule counts over a documented one."""
    found: tuple[bool, ForcingProperty, Path] | None = None
    for rule in rules:
        path = _hit(change, rule)
        if path is None:
            continue
        # Taking a property away leaves what the cloud has where the provider computes a default, and
        # Azure's provider has stopped replacing for it; neither is told by the SDK.
        certain = rule.certain and _at_change(change, rule.path)[1] is not MISSING
        if found is None or (certain and not found[0]):
            found = certain, rule, path
    if found is None:
        return change
    certain, rule, path = found
    return replace(change, forces=Cause(path, rule.note, certain, rule.source))


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


def older(before: Any, after: Any) -> bool:
    """Return whether a version is older than the one before it; where one says less, what both say decides.

    `17` is not older than `17.4`, and `6.x` not than `6.2`; what is not a known text is never older.
    """
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    (name, old), (other, new) = _version(before), _version(after)
    if name != other:
        return False
    shared = min(len(old), len(new))
    return new[:shared] < old[:shared]


def _version(text: str) -> tuple[str, tuple[int, ...]]:
    """Take a version apart: the name before it, as in `OpenSearch_2.11`, and its numbers up to an `x`."""
    match = _VERSION.match(text)
    if match is None:
        return text, ()
    return match["name"], tuple(int(number) for number in match["numbers"].split("."))


def _at_change(change: PropertyChange, path: Path) -> tuple[Any, Any]:
    """Return both sides of a change at a path inside of it, or as they are for a path that leads to it."""
    rest = path[len(change.path) :]
    return at(change.before, rest), at(change.after, rest)


def causes_of(changes: Sequence[PropertyChange]) -> Iterator[Cause]:
    """Yield why a resource is replaced; not certain where the change is not."""
    for change in changes:
        if change.forces is not None:
            yield replace(change.forces, certain=change.forces.certain and change.certain)
