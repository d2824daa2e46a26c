"""Secrets among the inputs of a resource, and whether they are marked: no answer holds the text of one.

An input is secret by its type and path, by its name, or by the name of the variable that it is the value of
(`jiban.secret_names`); whatever its name, by its form (`plaintext.yaml`). Documents in JSON and YAML, and
files of variables, are looked into. What stands in for a secret, says where one is, or is public, is none.

What the SDK marks by itself is marked, also where it stands in the program's own code: a plan does not tell
that from a value of the configuration.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, cast

import yaml

from jiban import secret_names
from jiban.model.plan import SIGNATURE, Secret, Unknown
from jiban.policy.view import Node, ResourceView
from jiban.tables import table

_DEEPEST: Final = 24
"""Levels of maps and lists that are looked at."""
_SHORTEST: Final = 8
"""Characters below which no text has the form of a secret."""
_LONGEST: Final = 65_536
"""Characters of a text in YAML that is read; a longer one is no configuration of a program."""
_ANY: Final = "*"


class State(Enum):
    """How a secret stands there."""

    MARKED = "marked"
    PLAIN = "plain"
    OPEN = "open"
    """It comes with deployment, and whether it is marked then nobody knows."""


@dataclass(frozen=True, slots=True)
class Sensitive:
    """One secret among the inputs of a resource."""

    path: str
    state: State
    what: str = ""
    """What gives it away, a phrase: `is a secret by its name`."""


@dataclass(frozen=True, slots=True)
class _Table:
    forms: tuple[tuple[str, str, re.Pattern[str]], ...]
    assignment: re.Pattern[str]
    documents: tuple[str, ...]
    placeholders: re.Pattern[str]
    references: re.Pattern[str]
    secret_of: frozenset[str]
    place: re.Pattern[str]
    not_endings: tuple[str, ...]


@cache
def _table() -> _Table:
    found = table("jiban.policy.facts", "plaintext.yaml")

    def one_of(key: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for pattern in found[key]), re.IGNORECASE)

    return _Table(
        forms=tuple((row["what"], row["has"], re.compile(row["pattern"])) for row in found["forms"]),
        assignment=re.compile(found["assignment"]),
        documents=tuple(found["documents"]),
        placeholders=one_of("placeholders"),
        references=one_of("references"),
        secret_of=frozenset(found["secret_of"]),
        place=re.compile(found["place"]),
        not_endings=tuple(phrase.replace(" ", "") for phrase in found["not_endings"]),
    )


def sensitive(resource: ResourceView) -> tuple[Sensitive, ...]:
    """Return the secrets among the inputs of a resource, in the order of the inputs."""
    walk = _Walk(resource.resource.package)
    by_type = [path.split(".") for path in secret_names.secret_paths(resource.type)]
    return tuple(dict.fromkeys(walk.map(resource.node, by_type, 0)))


class _Walk:
    """One walk through the inputs of a resource."""

    def __init__(self, package: str) -> None:
        self._package = package

    def map(self, node: Node, by_type: Sequence[Sequence[str]], depth: int) -> Iterator[Sensitive]:
        entries = cast("Mapping[Any, Any]", _opened(node.raw))
        if SIGNATURE in entries or depth > _DEEPEST:  # an asset, or a reference to a resource
            return
        for key in entries:
            if not isinstance(key, str):  # a document in YAML may have numbers
                continue
            inner = [path[1:] for path in by_type if path[0] in (key, _ANY)]
            named = self._name(entries, key)
            yield from self._value(node[key], named, inner, depth + 1, key)

    def _name(self, entries: Mapping[str, Any], key: str) -> str:
        """Return the name that makes an entry of a map a secret: its own, or that of its variable."""
        if secret_names.is_secret_name(key, self._package):
            return "" if _names_a_place(key) else key
        if not secret_names.is_secret_entry(entries, key, self._package):
            return ""
        variable = entries.get("name", entries.get("Name", entries.get("key")))
        return "" if _names_a_place(str(variable)) else str(variable)

    def _value(
        self, node: Node, name: str, by_type: Sequence[Sequence[str]], depth: int, key: str
    ) -> Iterator[Sensitive]:
        raw = node.raw
        if isinstance(raw, Secret) and not raw.found:
            yield Sensitive(node.path, State.MARKED)
            return
        value = _opened(raw)
        is_typed = any(not path for path in by_type)
        if isinstance(value, Unknown):
            if is_typed or (name and not _may_be_a_place(name)):
                yield Sensitive(node.path, State.OPEN, _by(name))
        elif isinstance(value, Mapping):
            yield from self.map(Node(value, node.path), [path for path in by_type if path], depth)
        elif isinstance(value, list | tuple):
            inner = [path[1:] for path in by_type if path and path[0] == _ANY]
            if depth <= _DEEPEST:
                for each in Node(value, node.path).each():
                    yield from self._value(each, name, inner, depth + 1, key)
        elif isinstance(value, str):
            yield from self._text(node.path, value, name, key, depth, is_typed=is_typed)

    def _text(
        self, path: str, text: str, name: str, key: str, depth: int, *, is_typed: bool
    ) -> Iterator[Sensitive]:
        what = _form(text)
        if what:
            yield Sensitive(path, State.PLAIN, f"holds {what}")
        elif (name or is_typed) and _may_be_secret(text, name):
            yield Sensitive(path, State.PLAIN, _by(name))
        else:
            inside = _read(text, key)
            if inside is not None and depth <= _DEEPEST:
                found = [each for each in self._inside(inside, depth) if each.state is State.PLAIN]
                yield from (Sensitive(path, each.state, each.what) for each in found)
            elif any(self._is_assigned(match) for match in _table().assignment.finditer(text)):
                yield Sensitive(path, State.PLAIN, "sets a variable that is a secret by its name")

    def _inside(self, document: Any, depth: int) -> Iterator[Sensitive]:
        return self._value(Node(document), "", (), depth + 1, "")

    def _is_assigned(self, match: re.Match[str]) -> bool:
        name, word = match["name"], match["word"]
        is_name = secret_names.is_secret_name(name, self._package) and not _names_a_place(name)
        return is_name and not set(word) & set("$`(){}<>;|&") and _may_be_secret(word, name)


def _by(name: str) -> str:
    return f"is a secret by the name {name}" if name else "is a secret by what it is of"


def _opened(value: Any) -> Any:
    return _opened(value.value) if isinstance(value, Secret) else value


def _names_a_place(name: str) -> bool:
    return "".join(secret_names.words_of(name)).endswith(_table().not_endings)


def _form(text: str) -> str:
    """Return what kind of secret a text holds, whatever it is called; empty for none."""
    if len(text) < _SHORTEST:
        return ""
    small = text.lower()
    for what, has, pattern in _table().forms:
        for match in pattern.finditer(text) if has in small else ():
            word = match.groupdict().get("word")
            if word is None or _may_be_secret(word, ""):
                return what
    return ""


def _may_be_secret(text: str, name: str) -> bool:
    """Tell whether a text under the name of a secret is one: no placeholder, no reference, no switch."""
    found = _table()
    stripped = text.strip()
    if not stripped or not secret_names.may_be_secret(stripped):
        return False
    if found.placeholders.fullmatch(stripped) or found.references.fullmatch(stripped):
        return False
    return not (_may_be_a_place(name) and found.place.fullmatch(stripped))


def _may_be_a_place(name: str) -> bool:
    """Tell whether a name may be that of a place where a secret is kept: DB_SECRET, but not CLIENT_SECRET."""
    words = secret_names.words_of(name)
    return words[-1:] == ("secret",) and not _table().secret_of.intersection(words[-2:-1])


def _read(text: str, key: str) -> Any:
    """Return what a text says as a document; None where it is none."""
    try:
        if text.lstrip()[:1] in ("{", "["):
            return _held(json.loads(text))
        if key.endswith(_table().documents) and len(text) <= _LONGEST:
            return _held(yaml.load(text, Loader=yaml.CSafeLoader))
    except (ValueError, RecursionError, yaml.YAMLError):
        pass
    return None


def _held(value: Any) -> Any:
    """Return a map or a list whose keys are texts; None for the rest."""
    if isinstance(value, Mapping):
        entries = cast("Mapping[Any, Any]", value)
        return {str(key): item for key, item in entries.items()}
    return list(cast("Iterable[Any]", value)) if isinstance(value, list) else None
