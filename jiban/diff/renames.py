"""Components that are gone under one name and there under another: a rename that no alias tells of."""

from __future__ import annotations

import bisect
import difflib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from jiban.model.plan import ROOT_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jiban.model.plan import Plan, Resource

_COMPARED: Final = 50
"""Components whose names are all held against one."""
_BESIDE: Final = 8
"""Of more of them, the names on either side in the order of the alphabet, forwards and backwards."""


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
    free: dict[tuple[str, frozenset[tuple[str, int]]], _Free] = {}
    for new in come:
        free.setdefault((new.type, shapes[1].of(new)), _Free()).add(new)
    for old in gone:
        shape = shapes[0].of(old)
        new = free[old.type, shape].take(old.name) if shape and (old.type, shape) in free else None
        if new is not None:
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

    def of(self, component: Resource) -> frozenset[tuple[str, int]]:
        found: Counter[str] = Counter()
        waiting = [component.urn]
        while waiting:
            for child in self._children[waiting.pop()]:
                found[child.type] += 1
                waiting.append(child.urn)
        return frozenset(found.items())


class _Free:
    """Components that are alike, and that no other one has been found to be."""

    def __init__(self) -> None:
        self._left: dict[int, Resource] = {}
        """By number, in the order of the plan."""
        self._spelled: list[tuple[str, int]] = []
        self._backwards: list[tuple[str, int]] = []

    def add(self, component: Resource) -> None:
        self._left[len(self._left)] = component

    def take(self, name: str) -> Resource | None:
        """Return the one of the nearest name, which is not found again; None where none is left."""
        best = max(
            self._near(name), key=lambda number: _nearness(name, self._left[number].name), default=None
        )
        if best is None:
            return None
        found = self._left.pop(best)
        for names, text in ((self._spelled, found.name), (self._backwards, found.name[::-1])):
            if names:
                del names[bisect.bisect_left(names, (text, best))]
        return found

    def _near(self, name: str) -> list[int]:
        """Return the numbers among which the nearest is looked for: all of a few.

        Of many, those that begin or end as the name does: holding each name against each takes too long.
        """
        if len(self._left) <= _COMPARED:
            return list(self._left)
        if not self._spelled:
            self._spelled = sorted((each.name, number) for number, each in self._left.items())
            self._backwards = sorted((each.name[::-1], number) for number, each in self._left.items())
        found: set[int] = set()
        for names, text in ((self._spelled, name), (self._backwards, name[::-1])):
            at = bisect.bisect_left(names, (text, -1))
            found |= {number for _, number in names[max(at - _BESIDE, 0) : at + _BESIDE]}
        return sorted(found)


def _nearness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
