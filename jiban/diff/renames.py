"""Components that are gone under one name and there under another: a rename that no alias tells of."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from jiban.model.plan import ROOT_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.model.plan import Plan, Resource


def renamed_components(
    base: Plan, head: Plan, kept: Mapping[str, str]
) -> Iterator[tuple[Resource, Resource]]:
    """Yield the components that look like one: of one type, with the same kinds of resources in them.

    Args:
        base: the plan before.
        head: the plan after.
        kept: URNs of the head that an alias leads to one of the base, with that one.
    """
    gone = outermost(base, {each.urn for each in head.resources} | set(kept.values()))
    come = outermost(head, {each.urn for each in base.resources} | set(kept))
    shapes = [_Shapes(base), _Shapes(head)]
    free = list(come)
    for old in gone:
        shape = shapes[0].of(old)
        alike = [new for new in free if new.type == old.type and shape and shapes[1].of(new) == shape]
        if alike:
            new = max(alike, key=lambda each: _nearness(old.name, each.name))
            free.remove(new)
            yield old, new


def outermost(plan: Plan, known: set[str]) -> list[Resource]:
    """Return the components that are not known, and are in none that is not."""
    parts = [each for each in plan.resources if not each.custom and each.type != ROOT_TYPE]
    unknown = {each.urn for each in parts if each.urn not in known}
    return [each for each in plan.resources if each.urn in unknown and each.parent not in unknown]


def inside(plan: Plan, components: Sequence[str]) -> Mapping[str, str]:
    """Return the component, one of those given, that each resource in one of them is in, by URN."""
    found = {urn: urn for urn in components}
    for each in plan.resources:  # a parent comes before its children
        if each.parent in found:
            found[each.urn] = found[each.parent]
    return found


class _Shapes:
    """What components are made of: how many resources there are of each type, at any depth."""

    def __init__(self, plan: Plan) -> None:
        self._children: dict[str | None, list[Resource]] = defaultdict(list)
        for each in plan.resources:
            self._children[each.parent].append(each)

    def of(self, component: Resource) -> Counter[str]:
        found: Counter[str] = Counter()
        waiting = [component.urn]
        while waiting:
            for child in self._children[waiting.pop()]:
                found[child.type] += 1
                waiting.append(child.urn)
        return found


def _nearness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
