"""Secrets among the inputs of a resource, and whether they are marked: no answer holds the text of one.

An input is secret by its type and path, by its name, or by the name of the variable that it is the value of
(`jiban.secret_names`); whatever its name, by its form (`plaintext.yaml`). Documents in JSON and YAML, and
files of variables, are looked into. What stands in for a secret, says where one is, or is public, is none.

What the SDK marks by itself is marked, also where it stands in the program's own code: a plan does not tell
that from a value of the configuration. Which properties it marks says the resource's own option
`additionalSecretOutputs`, which pulumi-aws 7.51 sets for each input that it marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, TypeAlias, cast

import yaml

from jiban import secret_names
from jiban.model.plan import SIGNATURE, Secret, Unknown
from jiban.policy.view import ResourceView
from jiban.tables import table

_DEEPEST: Final = 24
"""Levels of maps and lists that are looked at."""
_SHORTEST: Final = 8
"""Characters below which no text has the form of a secret."""
_LONGEST: Final = 65_536
"""Characters of a text in YAML that is read; a longer one is no configuration of a program."""
_ANY: Final = "*"
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_Paths: TypeAlias = tuple[tuple[str, ...], ...]


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
    walk = _Walk(resource.resource.package, frozenset(resource.resource.options.additional_secret_outputs))
    walk.map(
        resource.inputs, tuple(tuple(path.split(".")) for path in secret_names.secret_paths(resource.type))
    )
    return tuple(dict.fromkeys(walk.found))


class _Walk:
    """One walk through the inputs of a resource: every text of a plan comes by here, so it hurries."""

    def __init__(self, package: str, marks: frozenset[str]) -> None:
        self.found: list[Sensitive] = []
        self._package = package
        self._marks = marks
        """Properties that the SDK marks by itself. What is not known yet loses its own mark on the way."""
        self._steps: list[str | int] = []
        self._text_path = ""
        """Where the text stands whose document is walked through: what is inside has no path of its own."""

    def map(self, entries: Mapping[Any, Any], by_type: _Paths) -> None:
        if SIGNATURE in entries:  # an asset, or a reference to a resource
            return
        for key, value in entries.items():
            if not isinstance(key, str):  # a document in YAML may have numbers
                continue
            inner = tuple(path[1:] for path in by_type if path and path[0] in (key, _ANY)) if by_type else ()
            self._steps.append(key)
            self._value(value, self._name(entries, key), inner, key)
            self._steps.pop()

    def _name(self, entries: Mapping[Any, Any], key: str) -> str:
        """Return the name that makes an entry of a map a secret: its own, or that of its variable."""
        if _is_secret(key, self._package):
            return key
        if not _is_value(key):
            return ""
        variable = entries.get("name", entries.get("Name", entries.get("key")))
        return variable if isinstance(variable, str) and _is_secret(variable, self._package) else ""

    def _value(self, value: Any, name: str, by_type: _Paths, key: str) -> None:
        if isinstance(value, str):
            self._text(value, name, key, is_typed=() in by_type)
        elif value is None or isinstance(value, bool | int | float) or len(self._steps) > _DEEPEST:
            return
        elif isinstance(value, dict):
            self.map(cast("Mapping[Any, Any]", value), by_type)
        elif isinstance(value, list | tuple):
            inner = tuple(path[1:] for path in by_type if path and path[0] == _ANY)
            for index, each in enumerate(cast("Sequence[Any]", value)):
                self._steps.append(index)
                self._value(each, name, inner, key)
                self._steps.pop()
        elif isinstance(value, Secret):
            if value.found:
                self._value(value.value, name, by_type, key)
            else:
                self._tell(State.MARKED)
        elif isinstance(value, Unknown):
            self._unknown(name, is_typed=() in by_type)
        elif isinstance(value, Mapping):
            self.map(cast("Mapping[Any, Any]", value), by_type)

    def _unknown(self, name: str, *, is_typed: bool) -> None:
        if not is_typed and (not name or _may_be_a_place(name)):
            return
        if self._steps[0] in self._marks:
            self._tell(State.MARKED)
        else:
            self._tell(State.OPEN, self._by(name))

    def _text(self, text: str, name: str, key: str, *, is_typed: bool) -> None:
        what = _form(text)
        if what:
            self._tell(State.PLAIN, f"holds {what}")
        elif (name or is_typed) and _may_be_secret(text, name):
            self._tell(State.PLAIN, self._by(name))
        elif (inside := _read(text, key)) is not None:
            outer = self._text_path
            self._text_path = outer or _path(self._steps)
            self._value(inside, "", (), "")
            self._text_path = outer
        elif "=" in text and any(self._is_assigned(each) for each in _table().assignment.finditer(text)):
            self._tell(State.PLAIN, "sets a variable that is a secret by its name")

    def _is_assigned(self, match: re.Match[str]) -> bool:
        name, word = match["name"], match["word"]
        return (
            _is_secret(name, self._package)
            and not set(word) & set("$`(){}<>;|&")
            and _may_be_secret(word, name)
        )

    def _by(self, name: str) -> str:
        """Return what gives a secret away, where it is not its form."""
        if not name:
            return "is a secret by its type"
        if self._text_path:
            return f"holds {name}, a secret by its name"
        if self._steps[-1] == name:
            return "is a secret by its name"
        return f"is the value of {name}, a secret by its name"

    def _tell(self, state: State, what: str = "") -> None:
        self.found.append(Sensitive(self._text_path or _path(self._steps), state, what))


@cache
def _is_secret(name: str, package: str) -> bool:
    if not secret_names.is_secret_name(name, package):
        return False
    return not "".join(secret_names.words_of(name)).endswith(_table().not_endings)


@cache
def _is_value(key: str) -> bool:
    """Tell whether a key holds what its map has a name for, as `{name: DB_PASSWORD, value: ...}`."""
    return secret_names.words_of(key) == ("value",)


def _path(steps: Sequence[str | int]) -> str:
    """Return a path as `Node` writes it."""
    found = ""
    for step in steps:
        if isinstance(step, int):
            found += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            found += f".{step}" if found else step
        else:
            found += f'["{step}"]'
    return found


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
