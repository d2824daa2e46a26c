"""Which creation looks like which deletion: a rename that no alias tells of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jiban.diff.matching import Candidates
from jiban.diff.values import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.plan import Resource


def with_lookalikes(found: Sequence[ResourceDiff]) -> Iterator[ResourceDiff]:
    """Mark creations of what is deleted elsewhere in the same shape: a rename without an alias.

    Each deletion has one creation at most: the first that looks like it, in the order of both.
    """
    gone = _Gone()
    for each in found:
        if each.kind == "delete" and each.before is not None:
            gone.add(each.before)
    for each in found:
        new = each.after if each.kind == "create" else None
        twin = gone.taken(new) if new is not None and new.inputs else None
        yield replace(each, lookalike=twin.urn) if twin is not None else each


class _Gone:
    """Deletions that no creation has been found for yet, by type."""

    def __init__(self) -> None:
        self._inputs: dict[str, Candidates] = defaultdict(lambda: Candidates(_alike))
        self._olds: dict[str, list[Resource]] = defaultdict(list)

    def add(self, old: Resource) -> None:
        self._inputs[old.type].add(old.inputs)
        self._olds[old.type].append(old)

    def taken(self, new: Resource) -> Resource | None:
        """Return the first that looks like a creation, which no other creation finds any more."""
        number = self._inputs[new.type].take(new.inputs)
        return None if number is None else self._olds[new.type][number]


def _alike(old: Any, new: Any) -> bool:
    return not any(True for _ in differences((), old, new, deployed=False))
