"""Finds the answer of `lookups.yaml` to a question, of thousands without holding each against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from jiban.model.plan import opened


@dataclass(frozen=True, slots=True)
class Entry:
    """What a function returns for some arguments."""

    token: str
    args: Mapping[str, Any]
    """Arguments that must match; maps may have more."""
    result: Mapping[str, Any]
    line: int
    """Of `lookups.yaml`."""


class Answers:
    """The entries of a file, the first of which that fits counts."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Index the entries by that argument of each that the fewest have."""
        self._entries = entries
        self._args = [cast("Mapping[str, Any]", opened(each.args)) for each in entries]
        telling = [
            [(each.token, *pair) for pair in _plain(args)]
            for each, args in zip(entries, self._args, strict=True)
        ]
        often = Counter(key for keys in telling for key in keys)
        self._numbers: dict[Hashable, list[int]] = defaultdict(list)
        for number, (each, keys) in enumerate(zip(entries, telling, strict=True)):
            key = min(keys, key=lambda key: often[key], default=(each.token,))
            self._numbers[key].append(number)

    def first(self, token: str, args: Mapping[str, Any]) -> Entry | None:
        """Return the first entry for a function that its arguments match; None where there is none."""
        keys: Iterable[Hashable] = [(token,), *((token, *pair) for pair in _plain(args))]
        near = sorted(number for key in keys for number in self._numbers.get(key, ()))
        return next((self._entries[at] for at in near if arguments_match(self._args[at], args)), None)


class StackAnswers:
    """The outputs of stacks, under names of one, two or three parts: `STACK`, `PROJECT/STACK`, ..."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names by each of their ends."""
        self._whole: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._names = list(names)
        for number, name in enumerate(self._names):
            self._whole.setdefault(name, number)
            for end in _ends(name):
                self._ends.setdefault(end, number)

    def first(self, name: str) -> str | None:
        """Return the first name that ends as another one does, or the other way round; None for none."""
        found = {self._whole[end] for end in _ends(name) if end in self._whole}
        if name in self._ends:
            found.add(self._ends[name])
        return self._names[min(found)] if found else None


def arguments_match(wanted: Any, given: Any) -> bool:
    """Return whether arguments match those of an entry; maps may have more."""
    if isinstance(wanted, Mapping) and isinstance(given, Mapping):
        wanted_items = cast("Mapping[str, Any]", wanted)
        given_items = cast("Mapping[str, Any]", given)
        return all(
            key in given_items and arguments_match(value, given_items[key])
            for key, value in wanted_items.items()
        )
    if isinstance(wanted, list) and isinstance(given, list):
        pairs = list(zip(cast("list[Any]", wanted), cast("list[Any]", given), strict=False))
        return len(cast("list[Any]", wanted)) == len(cast("list[Any]", given)) and all(
            arguments_match(w, g) for w, g in pairs
        )
    return wanted == given


def _plain(args: Mapping[str, Any]) -> Iterator[tuple[str, Hashable]]:
    """Yield the arguments that are one text, number or truth value."""
    for key, value in args.items():
        if isinstance(value, str | int | float):
            yield key, value


def _ends(name: str) -> Iterator[str]:
    """Yield a name and what is left of it behind each slash."""
    parts = name.split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))
