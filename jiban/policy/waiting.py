"""Who waits for a resource: by its inputs, its options and its provider, at any distance."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jiban.model.plan import Resource


class Waiting:
    """The resources of a plan by what they wait for."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        """Index the resources; of two with one URN both count as one."""
        self._waiting: dict[str, set[str]] = {}
        for each in resources:
            provider = {each.provider.rpartition("::")[0]} if each.provider else set[str]()
            for urn in {*each.dependencies, *provider}:
                self._waiting.setdefault(urn, set()).add(each.urn)

    def number(self, urn: str) -> int:
        """Return how many other resources wait for one, at any distance."""
        return self._numbers.get(urn, 0)

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        """Of each resource that is waited for: how many do.

        Who waits for one is a number with a bit for each resource. Walking the graph from every resource
        takes the square of their number where they wait in a chain.
        """
        order = self._innermost_first()
        bits = {urn: 1 << place for place, urn in enumerate(order)}
        reached = dict.fromkeys(order, 0)
        changed = True
        while changed:  # once more than the way through the longest circle
            changed = False
            for urn in order:
                found = reached[urn]
                for each in self._waiting.get(urn, ()):
                    found |= bits[each] | reached[each]
                changed = changed or found != reached[urn]
                reached[urn] = found
        return {urn: (reached[urn] & ~bits[urn]).bit_count() for urn in self._waiting}

    def _innermost_first(self) -> list[str]:
        """Return all resources, each behind those that wait for it, but for circles."""
        found: dict[str, None] = {}
        seen = set[str]()
        for start in self._waiting:
            todo = [(start, False)]
            while todo:
                urn, done = todo.pop()
                if done:
                    found[urn] = None
                elif urn not in seen:
                    seen.add(urn)
                    todo.append((urn, True))
                    todo += [(each, False) for each in self._waiting.get(urn, ()) if each not in seen]
        return list(found)
