"""What a change of a program does: one plan against another.

An intent diff. It compares what two programs ask for; it asks no cloud what is there. Whether a change
is made in place or by a replacement is told by rules that are given to `compare_plans`
(`jiban.diff.replacement` has them). Stands on the standard library alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jiban.diff.default_providers import Makers, maker_of, setting_changes, untold_changes
from jiban.diff.forcing import ForcingProperties, ForcingProperty, causes_of, forced, rule_behind
from jiban.diff.inherited import with_inherited
from jiban.diff.lookalikes import with_lookalikes
from jiban.diff.objects import with_same_objects
from jiban.diff.paths import Path, Patterns
from jiban.diff.resource_diff import KINDS, Kind, ResourceDiff
from jiban.diff.values import MISSING, Cause, PropertyChange, at, differences, parse_path
from jiban.model.object_names import Identity
from jiban.model.placeholders import with_marks
from jiban.model.plan import ROOT_TYPE, Plan, Resource, Secret, has_unknown, urn_parts, walk

_OPTION: Final = "resource option; nothing changes in the cloud"


@dataclass(frozen=True, slots=True)
class Diff:
    """What happens to a stack."""

    project: str
    stack: str
    resources: tuple[ResourceDiff, ...]
    """Resources that something happens to: in the order of the head's plan, then the deleted ones."""
    outputs: tuple[PropertyChange, ...] = ()
    unchanged: int = 0
    """Resources that nothing happens to."""
    hidden_secrets: int = 0
    """Secret values whose change cannot be seen, because one of the plans does not show them."""
    base: str = "the base"
    """What it is compared with, in words."""
    head: str = "the working tree"
    rules: str = ""
    """What told replacements from updates, in words: `tables dated 2026-11-28`."""

    @property
    def empty(self) -> bool:
        """Return whether nothing happens at all."""
        return not self.resources and not self.outputs

    def counts(self) -> Mapping[Kind, int]:
        """Return how many resources there are of each kind that occurs, most consequential first."""
        found = Counter(each.kind for each in self.resources)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def of(self, *kinds: Kind) -> tuple[ResourceDiff, ...]:
        """Return the resources of some kinds."""
        return tuple(each for each in self.resources if each.kind in kinds)


def compare_plans(base: Plan, head: Plan, rules: ForcingProperties, *, deployed: bool = False) -> Diff:
    """Compare two plans of a stack.

    Components do not exist in a cloud: they show by what is in them. A plan without resources stands for a
    stack that is not there.

    Args:
        base: what there was.
        head: what is asked for now.
        rules: what decides between an update and a replacement.
        deployed: whether the base is the state of a deployment. Then what a provider has filled in is known
            on its side and not on the other, which is no change.
    """
    return _Comparison(with_marks(base), with_marks(head), rules, deployed=deployed).diff()


def _real(plan: Plan) -> Iterator[Resource]:
    """Yield the resources that exist outside of the program."""
    for resource in plan.resources:
        default_provider = resource.is_provider and resource.name.startswith("default")
        if resource.custom and resource.type != ROOT_TYPE and not default_provider:
            yield resource


@dataclass(slots=True)
class _Comparison:
    base: Plan
    head: Plan
    rules: ForcingProperties
    deployed: bool = field(kw_only=True)
    matched: dict[str, Resource] = field(default_factory=dict[str, Resource])
    """By URN of the head: what it was."""
    now: dict[str, str] = field(default_factory=dict[str, str])
    """URN of the base to URN of the head."""
    replaced: dict[str, ResourceDiff] = field(default_factory=dict[str, ResourceDiff])
    """By URN, and the default provider of a package by `default PACKAGE`."""
    makers: tuple[Makers, ...] = ()
    """The providers of both sides."""

    def diff(self) -> Diff:
        self._match()
        after = list(_real(self.head))
        self.makers = (Makers(self.base, deployed=self.deployed), Makers(self.head))
        found: list[ResourceDiff] = list(self._default_providers())
        before, now = (side.default for side in self.makers)
        hidden = sum(_hidden(before[package], now[package]) for package in now if package in before)
        unchanged = 0
        for resource in after:
            old = self.matched.get(resource.urn)
            if old is None:
                found.append(ResourceDiff("create", None, resource))
                continue
            hidden += _hidden(old, resource)
            each = self._resource(old, resource)
            if each is None:
                unchanged += 1
                continue
            found.append(each)
            if each.kind == "replace":
                self.replaced[resource.urn] = each
        gone = [each for each in _real(self.base) if each.urn not in self.now]
        found += [ResourceDiff("delete", each, None) for each in reversed(gone)]
        return Diff(
            project=self.head.project or self.base.project,
            stack=self.head.stack or self.base.stack,
            resources=tuple(with_same_objects(list(with_lookalikes(found)), self._identity)),
            outputs=tuple(differences((), self.base.outputs, self.head.outputs, deployed=self.deployed)),
            unchanged=unchanged,
            hidden_secrets=hidden,
        )

    def _identity(self, resource: Resource, side: str) -> Identity | None:
        found = self.rules.identity(resource, self.makers[0 if side == "before" else 1].of(resource))
        maker = maker_of(resource)
        # Two providers may be two clusters or two accounts.
        maker = self.now.get(maker, maker) if side == "before" else maker
        return None if found is None else (f"{maker} {found[0]}", *found[1:])

    def _match(self) -> None:
        """Find for each resource what it was: the one of its URN, else of one of its aliases."""
        before = {each.urn: each for each in self.base.resources}
        for resource in self.head.resources:
            if resource.urn in before:
                self._pair(before[resource.urn], resource)
        for resource in self.head.resources:
            if resource.urn not in self.matched:
                old = next((a for a in resource.aliases if a in before and a not in self.now), None)
                if old is not None:
                    self._pair(before[old], resource)

    def _pair(self, old: Resource, new: Resource) -> None:
        self.matched[new.urn] = old
        self.now[old.urn] = new.urn

    def _default_providers(self) -> Iterator[ResourceDiff]:
        """Yield what happens to the providers that both plans use without naming them."""
        before, after = (side.default for side in self.makers)
        for package, new in after.items():
            old = before.get(package)
            if old is None:
                continue
            around = self.makers[1].by_environment(package)
            changes = list(setting_changes(old, new, deployed=self.deployed, around_now=around))
            rules = self.rules.of(new, None, old)
            changes = [
                each
                if not each.certain and each.after is MISSING
                else forced(each, rules, old.inputs, new.inputs)
                for each in changes
            ]
            causes = tuple(sorted(causes_of(changes), key=lambda cause: not cause.certain))
            if changes:
                kind: Kind = "replace" if causes else "update"
                found = ResourceDiff(kind, old, new, tuple(changes), causes)
                if causes:
                    self.replaced[f"default {package}"] = found
                yield found

    def _resource(self, old: Resource, new: Resource) -> ResourceDiff | None:
        if new.op == "read" and old.op == "read":
            return None
        ignored = Patterns.of(parse_path(text) for text in new.options.ignore_changes)
        changes = [
            *differences((), old.inputs, new.inputs, deployed=self.deployed, sets=self.rules.sets(new.type)),
            *self._origins(old, new, ignored),
        ]
        if not any(each.path[0] == "kubeconfig" for each in changes):
            changes += untold_changes(old, new)
        changes = [each for each in changes if not ignored.reach(each.path)]
        makers = self.makers[0].of(old), self.makers[1].of(new)
        changes = [each for each in changes if not self.rules.same(new.type, each)]
        changes = with_inherited(changes, self.rules.inherited(new.type), (old, new), makers)
        # Most resources neither change nor stand on one that does.
        told = bool(changes) or self._stands_on_replaced(new)
        rules = self.rules.of(new, makers[1], old) if told else ()
        asked = [
            ForcingProperty(parse_path(text), source="replace_on_changes", asked=True)
            for text in new.options.replace_on_changes
        ]
        near = Patterns.of(rule.path for rule in asked)
        changes = [
            self.rules.noted(
                new.type,
                forced(
                    each,
                    [*(asked[number] for number in near.touching(each.path)), *rules],
                    old.inputs,
                    new.inputs,
                ),
            )
            for each in changes
        ]
        followed, causes, goes_first = self._upstream(new, rules)
        causes = [*causes_of(changes), *self._other_causes(old, new), *causes]
        if causes:
            causes.sort(key=lambda cause: not cause.certain)
            kind: Kind = "replace"
        elif changes or old.protect != new.protect or (followed and has_unknown(new.inputs)):
            kind = "update"
        elif old.urn != new.urn:
            kind = "rename"
        else:
            return None
        judged = kind != "update" or not changes or self.rules.knows(new.type)
        if old.protect != new.protect:
            # No provider is told of it, so no table has a say in it.
            changes.append(PropertyChange(("protect",), old.protect, new.protect, note=_OPTION))
        return ResourceDiff(
            kind,
            old,
            new,
            tuple(sorted(changes, key=lambda each: [str(step) for step in each.path])),
            tuple(causes),
            delete_first=kind == "replace" and (goes_first or self._delete_first(old, new)),
            follows=tuple(followed),
            judged=judged,
        )

    def _stands_on_replaced(self, new: Resource) -> bool:
        return bool(self.replaced) and any(
            urn in self.replaced for urns in new.property_dependencies.values() for urn in urns
        )

    def _origins(self, old: Resource, new: Resource, ignored: Patterns) -> Iterator[PropertyChange]:
        """Yield the properties that are unknown on both sides, but come from other resources than before.

        Plans know the origin of a property as a whole; where all that is unknown is ignored, so is it.
        """
        for key, urns in new.property_dependencies.items():
            value = new.inputs.get(key)
            if key not in old.inputs or not has_unknown(value) or not has_unknown(old.inputs[key]):
                continue
            places = [(key, *path) for path, leaf in walk(value) if has_unknown(leaf)]
            if all(map(ignored.reach, places)):
                continue
            before = {self.now.get(urn, urn) for urn in old.property_dependencies.get(key, ())}
            after = set(urns)
            if before != after:
                note = _origin_note(before - after, after - before)
                yield PropertyChange((key,), old.inputs[key], value, certain=False, note=note)

    def _upstream(
        self, new: Resource, rules: Sequence[ForcingProperty]
    ) -> tuple[list[str], list[Cause], bool]:
        """Return the replaced resources that it hangs on, why they replace it, and whether it goes first."""
        followed: dict[str, None] = {}
        found: dict[Path, tuple[ForcingProperty, list[ResourceDiff]]] = {}
        for key in sorted(new.property_dependencies):
            for urn in new.property_dependencies[key]:
                upstream = self.replaced.get(urn)
                if upstream is None or key not in new.inputs:
                    continue
                if has_unknown(new.inputs[key]):
                    followed[urn] = None
                rule = rule_behind(new, key, rules, upstream_goes_first=upstream.delete_first)
                if rule is not None:
                    found.setdefault(rule.path, (rule, []))[1].append(upstream)
        causes = [_cause_above(path, rule, sources) for path, (rule, sources) in found.items()]
        # What stands on a resource that is deleted first has to be deleted before it.
        goes_first = any(each.delete_first for _, sources in found.values() for each in sources)
        return list(followed), causes, goes_first

    def _other_causes(self, old: Resource, new: Resource) -> Iterator[Cause]:
        trigger = differences(
            ("replacementTrigger",),
            old.options.replacement_trigger,
            new.options.replacement_trigger,
            deployed=self.deployed,
        )
        if any(True for _ in trigger):
            yield Cause((), "its replacement trigger changes", certain=True, source="replacement_trigger")
        for urn in new.options.replace_with:
            if urn in self.replaced:
                yield Cause(
                    (),
                    f"is replaced together with {urn_parts(urn).name}",
                    certain=True,
                    source="replace_with",
                    above=(urn,),
                )
        # A state names default providers, a plan does not.
        before, after = (maker_of(side) for side in (old, new))
        if self.now.get(before, before) != after:
            hangs_on = "what both providers are configured with"
            yield Cause(
                (), "its provider changes", certain=False, source="Pulumi's engine", hangs_on=hangs_on
            )
        elif after in self.replaced:
            certain = self.replaced[after].certain
            hangs_on = "" if certain else "whether its provider is"
            yield Cause((), "its provider is replaced", certain, "Pulumi's engine", hangs_on, (after,))

    def _delete_first(self, old: Resource, new: Resource) -> bool:
        """Return whether to delete before replace: the program says so, or both have the same name in the
        cloud.
        """
        if new.options.delete_before_replace is not None:
            return new.options.delete_before_replace
        paths = self.rules.names(new.type)
        names = [(at(old.inputs, path), at(new.inputs, path)) for path in paths]
        given = [(a, b) for a, b in names if b is not MISSING and b is not None]
        return bool(given) and all(a == b for a, b in given) and not any(has_unknown(b) for _, b in given)


def _origin_note(gone: set[str], come: set[str]) -> str:
    if not come:
        return f"no longer comes from {_names(gone)}"
    return f"comes from {_names(come)}" + (f" in place of {_names(gone)}" if gone else "")


def _cause_above(path: Path, rule: ForcingProperty, sources: Sequence[ResourceDiff]) -> Cause:
    unsure = [each.resource.name for each in sources if not each.certain]
    hangs_on = "" if rule.certain else "what the provider does, which documents alone tell"
    if unsure:
        hangs_on = f"whether {', '.join(unsure)} {'is' if len(unsure) == 1 else 'are'} replaced"
    above = tuple(each.urn for each in sources)
    return Cause(path, _comes_from(sources), not hangs_on, rule.source, hangs_on, above)


def _comes_from(sources: Sequence[ResourceDiff]) -> str:
    names = [each.resource.name for each in sources]
    return f"comes from {', '.join(names)}, which {'is' if len(names) == 1 else 'are'} replaced"


def _names(urns: set[str]) -> str:
    return ", ".join(sorted(urn_parts(urn).name for urn in urns))


def _hidden(old: Resource, new: Resource) -> int:
    """Count the secrets of a resource that cannot be compared."""
    before = {path: leaf for path, leaf in walk(old.inputs) if isinstance(leaf, Secret)}
    return sum(
        isinstance(leaf, Secret) and path in before and (has_unknown(leaf) or has_unknown(before[path]))
        for path, leaf in walk(new.inputs)
    )
