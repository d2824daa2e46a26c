"""Who waits for a resource: by its inputs, its options and its provider, at any distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        reached, todo = set[str](), [urn]
        while todo:
            for each in self._waiting.get(todo.pop(), ()):
                if each not in reached:
                    reached.add(each)
                    todo.append(each)
        return len(reached - {urn})
