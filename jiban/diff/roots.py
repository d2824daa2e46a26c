"""The few causes of a diff, each with what it does by itself and what only follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from jiban.diff.default_providers import TYPE, urn_is_default
from jiban.diff.renames import inside, outermost, renamed_components
from jiban.diff.resource_diff import KINDS
from jiban.diff.traces import Traces
from jiban.model.object_names import plain_type
from jiban.model.plan import urn_parts
from jiban.policy.facts.stateful import STATEFUL

if TYPE_CHECKING:
    from jiban.diff.changed_settings import Setting
    from jiban.diff.compare import Diff
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.diff.values import PropertyChange
    from jiban.model.plan import Plan

RootKind = Literal["setting", "rename", "component", "program"]
"""What a root is: a value of the configuration; a name that has changed without an alias; a component that
comes or goes; else a change of the program."""
FEW: Final = 8
"""Resources of one root that are still shown one by one where nothing but the root is to be said of them."""


@dataclass(frozen=True, slots=True)
class Root:
    """One cause of a diff."""

    kind: RootKind
    settings: tuple[Setting, ...] = ()
    """The value; several where it is one of them, and nothing tells which."""
    certain: bool = True
    """False where a value is told by what it says: it shows in the resources, or they are called after it."""
    before: str | None = None
    """URN of what has another name now, or of the component that goes."""
    after: str | None = None
    """URN that it has now, or of the component that comes."""
    direct: tuple[ResourceDiff, ...] = ()
    """What it changes by itself."""
    follows: tuple[ResourceDiff, ...] = ()
    """What changes because of those alone."""
    plain: frozenset[str] = frozenset()
    """URNs of the direct ones in which nothing but the value, or the name, changes."""

    @property
    def resources(self) -> tuple[ResourceDiff, ...]:
        """Everything that comes from it."""
        return (*self.direct, *self.follows)

    @property
    def lost(self) -> tuple[ResourceDiff, ...]:
        """What is deleted or replaced, for certain or not, and holds data or is protected."""
        return tuple(each for each in self.resources if holds(each) or (_goes(each) and each.protected))

    @property
    def told(self) -> bool:
        """Whether it says more than the resources that it changes do by themselves."""
        return self.kind in ("setting", "rename") or len(self.resources) > 1

    @property
    def folded(self) -> tuple[ResourceDiff, ...]:
        """The resources of which nothing more is to be said: those that only follow, or hold one value each.

        What is lost is shown all the same where the root touches it by itself.
        """
        lost = {each.urn for each in self.lost}
        plain = [each for each in self.direct if each.urn in self.plain]
        return (
            *(self.follows if self.told and len(self.follows) > FEW else ()),
            *((each for each in plain if each.urn not in lost) if len(plain) > FEW else ()),
        )


def holds(each: ResourceDiff) -> str:
    """Say what is lost with a resource that goes: `its tables`; empty where that is nothing."""
    known = STATEFUL.get(plain_type(each.resource.type))
    return known.holds if known is not None and _goes(each) else ""


def _goes(each: ResourceDiff) -> bool:
    return each.kind in ("replace", "delete") and not each.resource.options.retain_on_delete


def roots_of(
    diff: Diff, base: Plan, head: Plan, settings: Sequence[Setting] = (), *, nothing_else: bool = False
) -> tuple[Root, ...]:
    """Return what the changes of a diff come from, the most consequential first.

    Every resource of the diff belongs to one root.

    Args:
        diff: what happens.
        base: the plan before.
        head: the plan after.
        settings: the values of the configuration that differ.
        nothing_else: whether the program is known to be the same, so that all comes from the settings.
    """
    found = _Tracer(diff, base, head, settings, nothing_else=nothing_else).roots()
    ranks = {kind: rank for rank, kind in enumerate(KINDS)}
    return tuple(
        sorted(
            found,
            key=lambda root: (
                not root.lost,
                not root.told,
                min(ranks[each.kind] for each in root.resources),
                -len(root.resources),
            ),
        )
    )


@dataclass(slots=True)
class _Growing:
    root: Root
    direct: list[ResourceDiff] = field(default_factory=list["ResourceDiff"])
    follows: list[ResourceDiff] = field(default_factory=list["ResourceDiff"])
    plain: set[str] = field(default_factory=set[str])


class _Tracer:
    def __init__(
        self, diff: Diff, base: Plan, head: Plan, settings: Sequence[Setting], *, nothing_else: bool
    ) -> None:
        self._diff = diff
        self._base, self._head = base, head
        self._traces = Traces(settings)
        self._settings = tuple(settings)
        self._nothing_else = nothing_else and bool(settings)
        self._found: dict[object, _Growing] = {}
        self._owner: dict[str, _Growing] = {}
        """By URN of the resource."""
        self._twins = {
            each.lookalike: each.urn
            for each in diff.resources
            if each.lookalike is not None and each.same_object in (None, each.lookalike)
        }
        """By URN of a deletion, that of the creation that looks like it."""
        self._parts: dict[str, Root] = {}
        """By URN of what comes or goes in a component that comes or goes."""

    def roots(self) -> Iterator[Root]:
        self._components()
        resources = self._diff.resources
        for each in sorted(resources, key=lambda each: each.kind not in ("create", "delete")):
            if each.kind in ("create", "delete"):
                self._comes_or_goes(each)
        for each in resources:
            if each.kind not in ("create", "delete"):
                self._changes(each)
        for growing in self._found.values():
            yield Root(
                growing.root.kind,
                growing.root.settings,
                growing.root.certain,
                growing.root.before,
                growing.root.after,
                tuple(growing.direct),
                tuple(growing.follows),
                frozenset(growing.plain),
            )

    def _components(self) -> None:
        """Find the components that come, go, or have another name."""
        before = {each.urn for each in self._base.resources}
        kept = {
            each.urn: alias
            for each in self._head.resources
            if each.urn not in before
            for alias in each.aliases[:1]
            if alias in before
        }
        after = {each.urn for each in self._head.resources}
        pairs = list(renamed_components(self._base, self._head, kept)) if before and after else []
        roots = {old.urn: Root("rename", before=old.urn, after=new.urn) for old, new in pairs}
        roots |= {str(root.after): root for root in roots.values()}
        for side, known in ((self._base, after | set(kept.values())), (self._head, before | set(kept))):
            whole = [each.urn for each in outermost(side, known)] if before and after else []
            for urn in whole:
                gone = side is self._base
                ends = (urn, None) if gone else (None, urn)
                roots.setdefault(urn, Root("component", before=ends[0], after=ends[1]))
            self._parts |= {urn: roots[within] for urn, within in inside(side, whole).items()}

    def _comes_or_goes(self, each: ResourceDiff) -> None:
        setting = self._traces.naming(each)
        if each.urn in self._parts and self._parts[each.urn].kind == "rename":
            self._direct(each, self._parts[each.urn], plain=True)
        elif self._nothing_else or setting is not None:
            self._by_settings(each, [setting] if setting is not None else [])
        elif each.urn in self._parts:
            self._direct(each, self._parts[each.urn])
        elif (twin := each.same_object or each.lookalike or self._twins.get(each.urn)) is not None:
            old, new = (twin, each.urn) if each.kind == "create" else (each.urn, twin)
            self._direct(each, Root("rename", before=old, after=new))
        else:
            self._direct(each, Root("program", after=each.urn))

    def _changes(self, each: ResourceDiff) -> None:
        handed = {cause.path for cause in each.causes if cause.above}
        own = [change for change in each.changes if change.certain and change.path not in handed]
        explained = [self._traces.explaining(each, change) for change in own]
        settings = [setting for setting in explained if setting is not None]
        above = self._above(each)
        if settings:
            self._by_settings(each, settings, plain=None not in explained)
        elif above is not None and not own:
            above.follows.append(each)
            self._owner[each.urn] = above
            self._default_too(each, above)
        elif self._nothing_else:
            self._by_settings(each, [])
        else:
            self._direct(each, Root("program"), key=_same(own) or each.urn)

    def _above(self, each: ResourceDiff) -> _Growing | None:
        """Return the root of what a resource follows; None where nothing of that is in the diff."""
        named = [urn for cause in each.causes for urn in cause.above]
        if not named and each.causes and any(not cause.path for cause in each.causes):
            return None
        depends = each.resource.property_dependencies
        unsure = [str(change.path[0]) for change in each.changes if not change.certain]
        unknown = [urn for key in unsure for urn in depends.get(key, ())]
        for urn in (*named, *each.follows, *unknown):
            if urn in self._owner:
                return self._owner[urn]
        return None

    def _by_settings(self, each: ResourceDiff, settings: Iterable[Setting], *, plain: bool = False) -> None:
        """Count a resource among those of a value; of all that have changed where none shows in it."""
        chosen = next(iter(settings), None)
        alone = self._nothing_else and len(self._settings) == 1
        known = (chosen,) if chosen is not None else self._settings
        self._direct(each, Root("setting", known, certain=alone), plain=plain)

    def _direct(
        self, each: ResourceDiff, root: Root, *, plain: bool = False, key: object | None = None
    ) -> None:
        name = (root.kind, tuple(one.path for one in root.settings), root.before, root.after, key)
        growing = self._found.setdefault(name, _Growing(root))
        growing.direct.append(each)
        if plain:
            growing.plain.add(each.urn)
        self._owner[each.urn] = growing
        self._default_too(each, growing)

    def _default_too(self, each: ResourceDiff, growing: _Growing) -> None:
        """Find a default provider by the name that others know it by, too."""
        if urn_is_default(each.urn):
            self._owner[f"default {each.resource.type.removeprefix(TYPE)}"] = growing


def _same(changes: Sequence[PropertyChange]) -> tuple[str, ...]:
    """Return what is the same for all resources that change in the same way."""
    return tuple(f"{change.path!r} {change.before!r} {change.after!r}" for change in changes)


def name_of(urn: str) -> str:
    """Return the name in a URN."""
    return urn_parts(urn).name


def kinds_of(resources: Sequence[ResourceDiff]) -> Mapping[tuple[str, bool], list[ResourceDiff]]:
    """Return resources by what happens to them and whether that is certain, most consequential first."""
    found: dict[tuple[str, bool], list[ResourceDiff]] = {}
    for kind in KINDS:
        for certain in (True, False):
            some = [each for each in resources if each.kind == kind and _is_certain(each) is certain]
            if some:
                found[kind, certain] = some
    return found


def _is_certain(each: ResourceDiff) -> bool:
    return each.certain and (each.kind != "update" or any(change.certain for change in each.changes))
