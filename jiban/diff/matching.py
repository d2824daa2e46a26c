"""Finds for a value the first of many that is like it, without looking at each of them.

What decides is a comparison that is given: of secrets one that could not be read is like every other, and of
sets their order says nothing, so that no equality of values would do. Values are therefore kept by a form
that is the same for all that can be alike, and only those of one form are compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from jiban.diff.paths import Path, reaches
from jiban.model.placeholders import Marked
from jiban.model.plan import Secret, Unknown, has_unknown

_NOTHING: Final = ("nothing",)
"""The form of what is null, or not there."""
_ANY: Final = ("any",)
"""What stands for a secret that could not be read."""
_Stars = frozenset[Path]
"""Where a value that is kept is like whatever stands in the other one."""
_Mask = tuple[bool, ...]
"""For each secret, in the order of the form: whether it could be read."""


class Candidates:
    """Values in an order, each of which is taken once."""

    def __init__(
        self, alike: Callable[[Any, Any], bool], *, sets: Sequence[Path] = (), lenient: bool = False
    ) -> None:
        """Begin with none.

        Args:
            alike: what has the last word, given a value that is kept and the one that is looked for.
            sets: where in the values lists stand that are sets.
            lenient: whether what is unknown, or comes from a placeholder, in a value that is kept is like
                everything.
        """
        self._alike = alike
        self._sets = sets
        self._lenient = lenient
        self._values: list[Any] = []
        self._groups: dict[_Stars, dict[Hashable, _Group]] = {}
        self._taken: set[int] = set()

    def add(self, value: Any) -> None:
        """Keep a value behind the others."""
        stars = frozenset(_stars(value, (), self._sets)) if self._lenient else frozenset[Path]()
        form, secrets = _Form(stars, self._sets).of(value)
        groups = self._groups.setdefault(stars, {})
        groups.setdefault(form, _Group()).add(len(self._values), secrets)
        self._values.append(value)

    def take(self, value: Any) -> int | None:
        """Return the number of the first that is like a value, which is not found again; None for none."""
        found: int | None = None
        for stars, groups in self._groups.items():
            form, secrets = _Form(stars, self._sets).of(value)
            if form in groups:
                for number in groups[form].firsts(secrets, lambda number: self._is_like(number, value)):
                    found = number if found is None else min(found, number)
        if found is not None:
            self._taken.add(found)
        return found

    def left(self) -> list[int]:
        """Return the numbers of those that nothing has taken, in their order."""
        return [number for number in range(len(self._values)) if number not in self._taken]

    def _is_like(self, number: int, value: Any) -> bool | None:
        return None if number in self._taken else self._alike(self._values[number], value)


@dataclass(slots=True)
class _Group:
    """Values of one form, which differ in their secrets at most."""

    masks: dict[_Mask, list[tuple[int, tuple[Hashable, ...]]]] = field(
        default_factory=dict[_Mask, "list[tuple[int, tuple[Hashable, ...]]]"]
    )
    """By which secrets could be read: number and secrets of each value."""
    waiting: dict[tuple[_Mask, _Mask], dict[Hashable, deque[int]]] = field(
        default_factory=dict[tuple[_Mask, _Mask], "dict[Hashable, deque[int]]"]
    )
    """By which secrets could be read on either side: numbers by those that both could read."""

    def add(self, number: int, secrets: tuple[Hashable, ...]) -> None:
        own = _mask(secrets)
        self.masks.setdefault(own, []).append((number, secrets))
        for (mask, other), queues in self.waiting.items():
            if mask == own:
                queues[_both(secrets, mask, other)].append(number)

    def firsts(self, secrets: tuple[Hashable, ...], is_like: Callable[[int], bool | None]) -> Iterator[int]:
        """Yield the first number that fits, of each choice of secrets that could be read.

        Args:
            secrets: of what is looked for.
            is_like: says whether a number fits; None where it is taken.
        """
        own = _mask(secrets)
        for mask in self.masks:
            queue = self._queues(mask, own).get(_both(secrets, mask, own))
            while queue and is_like(queue[0]) is None:
                queue.popleft()
            first = next((number for number in queue or () if is_like(number)), None)
            if first is not None:
                yield first

    def _queues(self, mask: _Mask, own: _Mask) -> dict[Hashable, deque[int]]:
        known = self.waiting.get((mask, own))
        if known is None:
            known = self.waiting[mask, own] = defaultdict(deque)
            for number, secrets in self.masks[mask]:
                known[_both(secrets, mask, own)].append(number)
        return known


def _mask(secrets: Sequence[Hashable]) -> _Mask:
    return tuple(each is not _ANY for each in secrets)


def _both(secrets: Sequence[Hashable], *masks: _Mask) -> Hashable:
    """Return the secrets that both sides could read."""
    return tuple(each for each, *could in zip(secrets, *masks, strict=True) if all(could))


def _is_set(sets: Sequence[Path], path: Path) -> bool:
    return any(len(each) == len(path) and reaches(each, path) for each in sets)


def _stars(value: Any, path: Path, sets: Sequence[Path]) -> Iterator[Path]:
    """Yield where a value is unknown or comes from a placeholder; of a set that holds such a one, the set."""
    if isinstance(value, Marked | Unknown):
        yield path
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            yield from _stars(item, (*path, key), sets)
    elif isinstance(value, list | tuple):
        items = cast("Sequence[Any]", value)
        inside = (each for index, item in enumerate(items) for each in _stars(item, (*path, index), sets))
        if not _is_set(sets, path):
            yield from inside
        elif any(True for _ in inside):
            yield path


class _Form:
    """What is equal for values that can be alike, and the secrets in them."""

    def __init__(self, stars: _Stars, sets: Sequence[Path]) -> None:
        self._stars = stars
        self._sets = sets

    def of(self, value: Any) -> tuple[Hashable, tuple[Hashable, ...]]:
        secrets: list[Hashable] = []
        return self._form(value, (), secrets), tuple(secrets)

    def _form(self, value: Any, path: Path, secrets: list[Hashable]) -> Hashable:
        if path in self._stars:
            return ("star",)
        if isinstance(value, Marked):
            return self._form(value.plain, path, secrets)
        if value is None:
            return _NOTHING
        if isinstance(value, Secret):
            secrets.append(_ANY if has_unknown(value) else _content(value.value))
            return ("secret",)
        if isinstance(value, Unknown):
            return ("unknown",)
        if isinstance(value, Mapping):
            entries = sorted(cast("Mapping[str, Any]", value).items())
            forms = [(key, self._form(item, (*path, key), secrets)) for key, item in entries]
            return ("map", *(each for each in forms if each[1] is not _NOTHING))
        if isinstance(value, list | tuple):
            return self._list(cast("Sequence[Any]", value), path, secrets)
        return isinstance(value, bool), _content(value)

    def _list(self, value: Sequence[Any], path: Path, secrets: list[Hashable]) -> Hashable:
        if self._sets and _is_set(self._sets, path):
            # Their order says nothing, so neither can the order of the secrets in them.
            forms = [self._form(item, (*path, index), []) for index, item in enumerate(value)]
            return "set", frozenset(Counter(forms).items())
        items = [self._form(item, (*path, index), secrets) for index, item in enumerate(value)]
        while items and items[-1] is _NOTHING:
            items.pop()
        return ("list", *items)


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
