"""Whether a value of the configuration shows in what happens to a resource: its text, or its name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.diff.values import MISSING
from jiban.model.plan import Secret, Unknown
from jiban.report.values import shown

if TYPE_CHECKING:
    from jiban.diff.changed_settings import Setting
    from jiban.diff.resource_diff import ResourceDiff
    from jiban.diff.values import PropertyChange

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_RUN: Final = re.compile(r"[A-Za-z0-9]+")
_TELLING: Final = 4
"""Letters from which a text is taken for one that stands nowhere else by chance."""
_NUMBER: Final = re.compile(r"[-+]?[\d.]+")
_EVERYWHERE: Final = frozenset({"true", "false", "null", "none", "name", "type", "enabled"})


class Trace:
    """What to look for of one value."""

    def __init__(self, setting: Setting) -> None:
        """Take the value."""
        before, after = _texts(setting.before), _texts(setting.after)
        self._gone, self._come = sorted(before - after), sorted(after - before)
        self._sides = _plain(setting.before), _plain(setting.after)
        self._words = _words(*(str(step) for step in setting.path[1:])) or _words(str(setting.path[0]))
        self._switches = MISSING in (setting.before, setting.after) or isinstance(setting.after, bool)
        last = str(setting.path[-1]).rpartition(":")[2]
        self._name = last.lower().replace("_", "-")

    @property
    def sides(self) -> tuple[str | None, str | None]:
        """Both sides of the value as text; None for what is no single value."""
        return self._sides

    @property
    def texts(self) -> list[str]:
        """What one side alone holds, and stands nowhere else by chance."""
        return [text for text in (*self._gone, *self._come) if _telling(text)]

    @property
    def name(self) -> str:
        """What a resource that it makes come or go is called after; empty where it makes none."""
        telling = self._switches and len(self._name) >= _TELLING and self._name not in _EVERYWHERE
        return self._name if telling else ""

    def strength(self, each: ResourceDiff, change: PropertyChange) -> int:
        """Return how well it explains a change of a property: 0 not at all, more is better."""
        sides = _plain(change.before), _plain(change.after)
        alike = self._words & _words(*(str(step) for step in change.path))
        named = alike or self._words & _words(each.resource.name)
        if None not in (*self._sides, *sides) and sides == self._sides:
            if _telling(self._sides[0]) and _telling(self._sides[1]):
                return 5 if alike else 4
            return (3 if alike else 2) if named else 0
        if self._one_side(sides):
            # What a program puts where nothing is written is not known here.
            return 2 if alike else 0
        before, after = (shown(side) if side is not MISSING else "" for side in (change.before, change.after))
        gone = [text for text in self._gone if _telling(text) and _in(text, before) and not _in(text, after)]
        come = [text for text in self._come if _telling(text) and _in(text, after) and not _in(text, before)]
        told = bool(gone or not any(map(_telling, self._gone))) and bool(
            come or not any(map(_telling, self._come))
        )
        return 1 if told and (gone or come) else 0

    def _one_side(self, sides: tuple[str | None, str | None]) -> bool:
        """Return whether a short value that is there on one side alone is that side of a change."""
        return any(
            own is not None and not _telling(own) and other is None and own == side
            for own, other, side in zip(self._sides, reversed(self._sides), sides, strict=True)
        )

    def names(self, each: ResourceDiff) -> bool:
        """Return whether it is one that makes things come and go, and a resource is called after it."""
        return bool(self.name) and _in(self.name, _called(each))


class Traces:
    """What to look for of many values, so that not each is looked for in each change."""

    def __init__(self, settings: Iterable[Setting]) -> None:
        """Take the values, which have a number in their order."""
        self._settings = list(settings)
        self._all = list(map(Trace, self._settings))
        self._sides: dict[Hashable, list[int]] = defaultdict(list)
        for number, each in enumerate(self._all):
            if None not in each.sides:
                self._sides[each.sides].append(number)
            for side, text in enumerate(each.sides):
                if text is not None:
                    self._sides[side, text].append(number)
        self._texts = _by_word((text, number) for number, each in enumerate(self._all) for text in each.texts)
        self._names = _by_word((each.name, number) for number, each in enumerate(self._all) if each.name)

    def explaining(self, each: ResourceDiff, change: PropertyChange) -> Setting | None:
        """Return the value that explains a change of a property best, the first of them; None for none."""
        sides = _plain(change.before), _plain(change.after)
        near = {number for key in (sides, *enumerate(sides)) for number in self._sides.get(key, ())}
        shows = (shown(side) for side in (change.before, change.after) if side is not MISSING)
        if self._texts:
            near |= _having(self._texts, shows)
        best, strongest = None, 0
        for number in sorted(near):
            strength = self._all[number].strength(each, change)
            if strength > strongest:
                best, strongest = self._settings[number], strength
        return best

    def naming(self, each: ResourceDiff) -> Setting | None:
        """Return the first value that a resource which comes or goes is called after; None for none."""
        near = _having(self._names, [_called(each)])
        return next((self._settings[at] for at in sorted(near) if self._all[at].names(each)), None)


def _by_word(texts: Iterable[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
    """Return the numbers that texts have by that word of each that the fewest have; by none for no word.

    A word is a run of letters and digits: it stands by itself wherever the text does.
    """
    known = [(_RUN.findall(text), number) for text, number in texts]
    often = Counter(word for words, _ in known for word in words)
    found: dict[str, list[int]] = defaultdict(list)
    for words, number in known:
        found[min(words, key=lambda word: often[word], default="")].append(number)
    return found


def _having(index: Mapping[str, Sequence[int]], texts: Iterable[str]) -> set[int]:
    """Return the numbers of an index that may stand in one of some texts."""
    words = {"", *(word for text in texts for word in _RUN.findall(text))}
    return {number for word in words for number in index.get(word, ())}


def _called(each: ResourceDiff) -> str:
    return each.resource.name.lower().replace("_", "-")


def _telling(text: str | None) -> bool:
    return (
        text is not None
        and len(text) >= _TELLING
        and text.lower() not in _EVERYWHERE
        and not _NUMBER.fullmatch(text)
    )


def _plain(value: Any) -> str | None:
    """Return a value that is no map or list as text; None for others, and for what is not to be seen."""
    if value is MISSING or isinstance(value, Mapping | list | tuple | Secret | Unknown):
        return None
    return shown(value)


def _texts(value: Any) -> set[str]:
    """Return the texts in a value: keys of maps and what is at the ends."""
    return set(_leaves(value))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            yield key
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in cast("list[Any]", value):
            yield from _leaves(item)
    elif value is not MISSING and not isinstance(value, Secret | Unknown):
        yield shown(value)


def _words(*names: str) -> set[str]:
    """Return the words of names, without the s of a plural."""
    found = {word.lower().rstrip("s") for name in names for word in _WORD.findall(name)}
    return {word for word in found if len(word) >= _TELLING - 1 and word not in _EVERYWHERE}


def _in(text: str, within: str) -> bool:
    """Return whether a text stands in another one as a word of its own."""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(text)}(?![A-Za-z0-9])", within) is not None
