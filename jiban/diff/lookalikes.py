"""Which creation looks like which deletion: a rename that no alias tells of.

Two resources look alike where the comparison finds no difference between their inputs. A search through all
deletions for each creation would take the square of their number, so deletions are kept by a form that is the
same for all that can look alike; the comparison then has the last word.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.diff.values import differences
from jiban.model.placeholders import Marked
from jiban.model.plan import Secret, Unknown, has_unknown

if TYPE_CHECKING:
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.model.plan import Resource

_NOTHING: Final = ("nothing",)
"""The form of what is null, or not there."""
_ANY: Final = ("any",)
"""What a secret holds that could not be read: it is taken for the same as every other secret."""


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
    """Deletions that no creation has been found for yet."""

    def __init__(self) -> None:
        self._alike: dict[Hashable, _Alike] = defaultdict(_Alike)

    def add(self, old: Resource) -> None:
        form, secrets = _form_of(old)
        self._alike[form].add(old, secrets)

    def taken(self, new: Resource) -> Resource | None:
        """Return the first that looks like a creation, which no other creation finds any more."""
        form, secrets = _form_of(new)
        return self._alike[form].taken(new, secrets) if form in self._alike else None


_Mask = tuple[bool, ...]
"""For each secret, in the order of the form: whether it could be read."""


@dataclass(slots=True)
class _Alike:
    """Deletions of one form, which differ in their secrets at most."""

    olds: list[Resource] = field(default_factory=list["Resource"])
    masks: dict[_Mask, list[tuple[int, tuple[Hashable, ...]]]] = field(
        default_factory=dict[_Mask, "list[tuple[int, tuple[Hashable, ...]]]"]
    )
    """By which secrets could be read: number and secrets of each deletion, in their order."""
    waiting: dict[tuple[_Mask, _Mask], dict[Hashable, deque[int]]] = field(
        default_factory=dict[tuple[_Mask, _Mask], "dict[Hashable, deque[int]]"]
    )
    """By which secrets could be read on either side: numbers by those that both could read."""
    gone: set[int] = field(default_factory=set[int])

    def add(self, old: Resource, secrets: tuple[Hashable, ...]) -> None:
        self.masks.setdefault(_mask(secrets), []).append((len(self.olds), secrets))
        self.olds.append(old)

    def taken(self, new: Resource, secrets: tuple[Hashable, ...]) -> Resource | None:
        own = _mask(secrets)
        queues = [self._queue(mask, own).get(_both(secrets, mask, own), _EMPTY) for mask in self.masks]
        best = min((first for queue in queues for first in self._first(queue, new)), default=None)
        if best is None:
            return None
        self.gone.add(best)
        return self.olds[best]

    def _first(self, queue: deque[int], new: Resource) -> Iterator[int]:
        """Yield the first number of a queue that is free and looks like a creation."""
        while queue and queue[0] in self.gone:
            queue.popleft()
        for number in queue:
            if number not in self.gone and _alike(self.olds[number], new):
                yield number
                return

    def _queue(self, mask: _Mask, own: _Mask) -> dict[Hashable, deque[int]]:
        known = self.waiting.get((mask, own))
        if known is None:
            known = self.waiting[mask, own] = defaultdict(deque)
            for number, secrets in self.masks[mask]:
                known[_both(secrets, mask, own)].append(number)
        return known


_EMPTY: Final[deque[int]] = deque()


def _mask(secrets: Sequence[Hashable]) -> _Mask:
    return tuple(each is not _ANY for each in secrets)


def _both(secrets: Sequence[Hashable], *masks: _Mask) -> Hashable:
    """Return the secrets that both sides could read."""
    return tuple(each for each, *could in zip(secrets, *masks, strict=True) if all(could))


def _alike(old: Resource, new: Resource) -> bool:
    return not any(True for _ in differences((), old.inputs, new.inputs, deployed=False))


def _form_of(resource: Resource) -> tuple[Hashable, tuple[Hashable, ...]]:
    secrets: list[Hashable] = []
    return (resource.type, _form(resource.inputs, secrets)), tuple(secrets)


def _form(value: Any, secrets: list[Hashable]) -> Hashable:
    """Return what is equal for values between which there is no difference; secrets go into a list."""
    if isinstance(value, Marked):
        return _form(value.plain, secrets)
    if value is None:
        return _NOTHING
    if isinstance(value, Secret):
        secrets.append(_ANY if has_unknown(value) else _content(value.value))
        return ("secret",)
    if isinstance(value, Unknown):
        return ("unknown",)
    if isinstance(value, Mapping):
        entries = sorted(cast("Mapping[str, Any]", value).items())
        forms = [(key, _form(item, secrets)) for key, item in entries]
        return ("map", *(each for each in forms if each[1] is not _NOTHING))
    if isinstance(value, list | tuple):
        items = [_form(item, secrets) for item in cast("Sequence[Any]", value)]
        while items and items[-1] is _NOTHING:
            items.pop()
        return ("list", *items)
    return isinstance(value, bool), _content(value)


def _content(value: Any) -> Hashable:
    """Return what is equal for equal values."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[str, Any]", value).items()
        return "map", frozenset((key, _content(item)) for key, item in entries)
    if isinstance(value, list | tuple):
        return "list", *(_content(item) for item in cast("Sequence[Any]", value))
    try:
        hash(value)
    except TypeError:
        return type(value).__name__
    return cast("Hashable", value)
