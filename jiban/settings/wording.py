"""Values and fields in words: how a value is shown, what a field takes, which names are near.

What a regular expression asks for is said in the words that the project gives for it (`Root.patterns`),
because a regular expression explains nothing to a person.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, cast

from jiban import secrecy
from jiban.settings.fields import NO_DEFAULT, Field

SHOWN: Final = 60
"""Most characters of a value in a message."""
_LISTED: Final = 12
"""Most alternatives that a message lists."""

FORMS: Final = {"uuid": ("a UUID", "00000000-0000-0000-0000-000000000000")}
KINDS: Final = {
    "fields": "a map",
    "map": "a map",
    "list": "a list",
    "text": "text",
    "whole number": "a whole number",
    "number": "a number",
    "true or false": "true or false",
    "anything": "a value",
}


def near(word: str, words: Sequence[str]) -> list[str]:
    """Return the words that are most like one, best first; letter case does not count."""
    folded = {candidate.lower(): candidate for candidate in words}
    return [folded[found] for found in get_close_matches(word[:100].lower(), list(folded), n=3, cutoff=0.6)]


def shown(value: Any) -> str:
    """Return a value as it may stand in a message: quoted, on one line, short, no control codes."""
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return quoted(value)
    text = json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} digits)"


def quoted(text: str) -> str:
    """Return a text in quotes, its unprintable characters escaped, the middle of a long one left out."""
    text = secrecy.current().text(text)
    cut = text if len(text) <= SHOWN else text[: SHOWN - 20] + "..." + text[-12:]
    safe = "".join(
        char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut.replace("\\", "\\\\")
    )
    length = f" ({len(text)} characters)" if len(text) > SHOWN else ""
    return '"' + safe.replace('"', '\\"') + '"' + length


def listed(values: Sequence[Any]) -> str:
    """Return alternatives as text: `a, b or c`."""
    texts = [value if isinstance(value, str) else shown(value) for value in values]
    if len(texts) > _LISTED:
        texts = [*texts[:_LISTED], f"{len(texts) - _LISTED} more"]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}" if texts else "nothing"


def bounds(field: Field) -> str:
    """Return the numbers that a field takes: `7 to 35`, `1 or more`; empty where any number will do."""
    low = field.minimum
    if field.above is not None:
        return f"more than {field.above:g}"
    if low is not None and field.maximum is not None:
        return f"{low:g} to {field.maximum:g}"
    return f"{low:g} or more" if low is not None else f"at most {field.maximum:g}" if field.maximum else ""


def accepts(field: Field) -> str:
    """Return what a field takes, in words: `7 to 35 days`, `same_zone or none`, `true or false`."""
    if field.allowed:
        text = listed(field.allowed)
    elif bounds(field):
        text = f"{bounds(field)}{unit(field, 2)}"
    elif field.pattern:
        text = field.pattern_words or f"text that matches {field.pattern}"
    elif field.form in FORMS:
        text = FORMS[field.form][0]
    elif field.kind == "fields":
        text = f"a map with {listed(field.fields)}"
    else:
        text = KINDS[field.kind]
    if field.repeats:
        text += ", or one of its items alone" if field.kind == "list" else ", or a list of them"
    return f"{text}, or null for none" if field.optional else text


def required(field: Field) -> str:
    """Say what a missing value should be: what the field takes, or where that says little, what it means."""
    words = accepts(field)
    first = field.meaning.split(". ", 1)[0].rstrip(".")
    return f"{first[:1].lower()}{first[1:]}" if words in KINDS.values() and first else words


def example(field: Field) -> Any:
    """Return a value that the field takes, or None where none is known."""
    if field.allowed:
        return field.allowed[0]
    if field.default not in (NO_DEFAULT, None):
        return field.default
    if field.pattern and field.pattern_example:
        return field.pattern_example
    if field.form in FORMS:
        return FORMS[field.form][1]
    if field.example is not None:
        return field.example
    if field.kind in ("whole number", "number"):
        return math.ceil(field.minimum or 0) if field.above is None else math.floor(field.above) + 1
    empty: dict[str, Any] = {"text": "text", "true or false": False, "map": {}, "list": []}
    return empty.get(field.kind)


def sample_list(field: Field, item: Field | None) -> str:
    """Return a list that the field takes, as YAML in one line; `item` is the field of its items."""
    items = cast("list[Any]", field.default if isinstance(field.default, list) else [])
    if not items:
        items = [example(item) if item else "..."]
    return f"[{', '.join(str(item) for item in items)}]"


def unit(field: Field, count: float) -> str:
    """Return the unit of a field with the space before it, by its name; empty where it has none."""
    if not any(field.unit):
        return ""
    word = field.unit[0 if count == 1 else 1]
    return f" {word}" if word[0].isalpha() else word
