"""Which values are secret by their name, type or form, whoever has left them unmarked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from jiban.secrecy import MASK
from jiban.tables import table

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_API_VERSION: Final = re.compile(r"(?<=[a-z0-9])/v\d{8}(?:preview)?:")
_SHORTEST_FORM: Final = 10
"""Characters below which no text has the form of a secret."""
_DEEPEST: Final = 32
"""Levels of a document in a text that are looked at."""


@dataclass(frozen=True, slots=True)
class _Names:
    endings: tuple[str, ...]
    endings_of: Mapping[str, tuple[str, ...]]
    not_endings: tuple[str, ...]
    last_words: frozenset[str]
    not_words: frozenset[str]
    trailing: frozenset[str]
    references: tuple[str, ...]
    switches: frozenset[str]
    config_words: frozenset[str]
    forms: re.Pattern[str]
    worth_reading: re.Pattern[str]


@cache
def _names() -> _Names:
    found = table("jiban", "secret_names.yaml")
    endings = _joined(found["endings"])
    last_words = frozenset(found["last_words"])
    alternatives = "|".join(f"(?:{_scoped(pattern)})" for pattern in found["patterns"])
    loose = "|".join(re.escape(word) for word in sorted({*last_words, "secret", "key", "token", "cred"}))
    return _Names(
        endings=endings,
        endings_of={package: _joined(words) for package, words in found["endings_of"].items()},
        not_endings=_joined(found["not_endings"]),
        last_words=last_words,
        not_words=frozenset(found["not_words"]),
        trailing=frozenset(found["trailing"]),
        references=tuple(found["references"]),
        switches=frozenset(found["switches"]),
        config_words=frozenset(found["config_words"]),
        forms=re.compile(alternatives),
        worth_reading=re.compile(loose, re.IGNORECASE),
    )


def _joined(phrases: list[str]) -> tuple[str, ...]:
    return tuple(phrase.replace(" ", "") for phrase in phrases)


def _scoped(pattern: str) -> str:
    """Return a pattern whose flags at its front hold for it alone."""
    flags = re.match(r"\(\?([a-z]+)\)", pattern)
    return f"(?{flags[1]}:{pattern[flags.end() :]})" if flags else pattern


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, whatever it joins them by: `DB_PASSWORD`, `dbPassword`."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def is_secret_name(name: str, package: str = "") -> bool:
    """Return whether what has such a name is secret by it.

    Args:
        name: of a property, a variable, a key of a configuration.
        package: provider package of the resource; some names mean a secret in one alone.
    """
    names = _names()
    # The mark in a name that is hidden says nothing of what has the name.
    words = list(words_of(MASK.sub("", name)))
    if not words or not names.not_words.isdisjoint(words):
        return False
    endings = (*names.endings, *names.endings_of.get(package, ()))
    while True:
        text = "".join(words)
        if text.endswith(names.not_endings):
            return False
        if words[-1] in names.last_words or text.endswith(endings):
            return True
        # An ending may itself close with a word that is said after others, as `secureValue` does.
        if len(words) == 1 or not (words[-1] in names.trailing or words[-1].isdigit()):
            return False
        words.pop()


def is_secret_config(key: str) -> bool:
    """Return whether a key of a configuration, with the path in it, names a secret in one of its words."""
    steps = [step for step in re.split(r"[:.\[\]\"/]+", key) if step]
    marked = _names().config_words
    return any(is_secret_name(step) or not marked.isdisjoint(words_of(step)) for step in steps)


def is_reference(text: str) -> bool:
    """Return whether a text points to a secret that is kept elsewhere, and holds none."""
    return text.lstrip().lower().startswith(_names().references)


def has_secret_form(text: str) -> bool:
    """Return whether a text holds a secret whatever it is called: a private key, a URL with a password, ...

    A document in JSON holds one too where one of its own entries has the name of a secret.
    """
    if len(text) < _SHORTEST_FORM:
        return False
    if _names().forms.search(text):
        return True
    return text.lstrip()[:1] in ("{", "[") and bool(_names().worth_reading.search(text)) and _document(text)


def _document(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return _holds(value, is_secret=False, depth=0)


def _holds(value: Any, *, is_secret: bool, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    if isinstance(value, str):
        return (is_secret and may_be_secret(value)) or (depth > 0 and has_secret_form(value))
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value)
        return any(
            _holds(item, is_secret=inner, depth=depth + 1)
            for key, item in items.items()
            for inner in (is_secret_entry(items, key, is_secret=is_secret),)
        )
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return any(_holds(item, is_secret=is_secret, depth=depth + 1) for item in items)
    return False


def may_be_secret(text: str) -> bool:
    """Return whether a text under the name of a secret is one: it neither points to one nor switches one."""
    return bool(text) and text.lower() not in _names().switches and not is_reference(text)


def is_secret_entry(
    entries: Mapping[str, Any], key: str, package: str = "", *, is_secret: bool = False
) -> bool:
    """Return whether an entry of a map is secret by its name, or by that of what it is the value of.

    `{name: DB_PASSWORD, value: ...}` is how Kubernetes and the clouds write variables.

    Args:
        entries: the map.
        key: of the entry.
        package: provider package of the resource.
        is_secret: whether the name of the map itself is that of a secret.
    """
    if is_secret_name(key, package):
        return True
    if words_of(key) != ("value",):
        return False
    named = entries.get("name", entries.get("Name", entries.get("key")))
    return is_secret or (isinstance(named, str) and is_secret_name(named, package))


def is_kubeconfig(name: str) -> bool:
    """Return whether a name means the credentials of a cluster, which are a map as often as a text."""
    return "".join(words_of(name)).endswith("kubeconfig")


def secret_paths(type_: str) -> tuple[str, ...]:
    """Return the paths of a type's properties that are secret, `*` for every entry; any API version's."""
    found: Mapping[str, list[str]] = table("jiban", "secret_names.yaml")["types"]
    return tuple(found.get(type_, found.get(_API_VERSION.sub(":", type_), ())))


@cache
def is_secret_function(token: str) -> bool:
    """Return whether everything that a function returns is taken for secret, `listStorageAccountKeys`."""
    found = table("jiban", "secret_names.yaml")["functions"]
    name = token.rsplit(":", 1)[-1]
    ends = tuple(found["words"])
    return name.startswith(tuple(found["begin"])) and name.endswith(ends)
