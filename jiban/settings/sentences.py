"""What a fault of a value is called: pydantic's error types put into the words of whoever wrote the value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from jiban.settings.fields import NO_DEFAULT, Field
from jiban.settings.wording import (
    FORMS,
    KINDS,
    SHOWN,
    accepts,
    bounds,
    listed,
    near,
    quoted,
    sample_list,
    shown,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_YES: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
"""Words that older YAML took as truth values."""
_QUOTED: Final = re.compile(r"'([^']*)'")
_DIGITS: Final = re.compile(r"\s*-?[0-9]{1,9}\s*")
_SINGULAR: Final = {"characters": "character", "items": "item", "entries": "entry"}
_OWN_WORDS: Final = ("value_error", "assertion_error")
"""Errors whose message a specification has written: the reason, a semicolon, what to do."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fault in words: why the value cannot stand, and what to do."""

    reason: str
    remedy: str


def sentence(
    kind: str,
    message: str,
    context: Mapping[str, Any],
    value: Any,
    *,
    field: Field,
    item: Field | None = None,
) -> Sentence:
    """Say what is wrong with a value.

    Args:
        kind: pydantic's error type.
        message: pydantic's own message; of a `value_error` the specification's.
        context: pydantic's figures for the message.
        value: what stands there.
        field: the place, as far as it is known.
        item: the place of an item, of a list.
    """
    if kind in _OWN_WORDS:
        return _specification(message, value, field)
    if value is None:
        return _nothing(field)
    if _is_container(value) or field.is_container:
        if not _is_container(value) or _what(value) != KINDS[field.kind]:
            return Sentence(f"expected {_expected(field)}, got {_what(value)}", _container(field, item))
        return _length(kind, context, field)
    if "too_" in kind:
        return _length(kind, context, field)
    if kind == "union_tag_invalid":
        variants = tuple(_QUOTED.findall(str(context.get("expected_tags", ""))))
        field = replace(field, allowed=variants)
    if field.allowed:
        return _choice(value, field)
    by_kind: dict[str, Callable[[], Sentence]] = {
        "true or false": lambda: _truth(value),
        "whole number": lambda: _number(value, field),
        "number": lambda: _number(value, field),
        "text": lambda: _text(value, field),
    }
    fallback = Sentence(message[:1].lower() + message[1:], "correct it")
    return by_kind.get(field.kind, lambda: fallback)()


def _specification(message: str, value: Any, field: Field) -> Sentence:
    said = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if isinstance(value, str) and (len(value) > SHOWN or not value.isprintable()):
        said = said.replace(repr(value), quoted(value)).replace(value, quoted(value))
    reason, _, remedy = said.rpartition("; ")
    return (
        Sentence(reason, remedy)
        if reason
        else Sentence(
            remedy, f"write it like {field.pattern_example}" if field.pattern_example else "correct it"
        )
    )


def _nothing(field: Field) -> Sentence:
    words = accepts(field).removesuffix(", or null for none")
    instead = "" if field.default is NO_DEFAULT else ", or remove the line for the default"
    return Sentence("expected a value, got null", f"give {words}{instead}")


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)


def _what(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if _is_container(value):
        return "a map" if isinstance(value, dict) else "a list"
    if isinstance(value, int | float):
        return f"the number {shown(value)}"
    return "text" if value else "empty text"


def _expected(field: Field) -> str:
    return "one value" if field.allowed else KINDS[field.kind]


def _container(field: Field, item: Field | None) -> str:
    if field.kind == "list":
        return f"write it as a list, such as {sample_list(field, item)}"
    if field.kind == "map":
        return "write it as a map, each entry's name with a colon on a line of its own"
    return f"write it as {accepts(field)}" if field.kind == "fields" else f"give {accepts(field)}"


def _choice(value: Any, field: Field) -> Sentence:
    if isinstance(value, str) and any(str(item) == value for item in field.allowed):
        return Sentence("expected a number, got quoted text", f"write {value} without quotes")
    best = near(str(value), [str(item) for item in field.allowed])
    ordered = sorted(field.allowed, key=lambda item: str(item) not in best)
    return Sentence("unknown value", f"set {listed(ordered)}")


def _truth(value: Any) -> Sentence:
    meant = _YES.get(str(value).lower(), str(value).lower())
    wanted = meant if meant in ("true", "false") else "true or false"
    return Sentence(f"expected true or false, got {_what(value)}", f"write {wanted}, without quotes")


def _number(value: Any, field: Field) -> Sentence:
    allowed = bounds(field)
    remedy = f"set {allowed}" if allowed else f"give {KINDS[field.kind]}"
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return Sentence("expected a number, got quoted text", f"write {int(value)} without quotes")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Sentence(f"expected {KINDS[field.kind]}, got {_what(value)}", remedy)
    if not math.isfinite(value):
        return Sentence("expected a finite number", remedy)
    if field.above is not None and value <= field.above:
        return Sentence(f"it must be more than {field.above:g}{unit(field, field.above)}", remedy)
    if field.minimum is not None and value < field.minimum:
        return Sentence(f"at least {field.minimum:g}{unit(field, field.minimum)}", remedy)
    if field.maximum is not None and value > field.maximum:
        return Sentence(f"at most {field.maximum:g}{unit(field, field.maximum)}", remedy)
    return Sentence("expected a whole number", remedy)


def _text(value: Any, field: Field) -> Sentence:
    if not isinstance(value, str):
        return Sentence(
            f"expected text, got {_what(value)} without quotes",
            f"write it in quotes: {quoted(_what(value) if isinstance(value, bool) else str(value))}",
        )
    wanted, sample = field.pattern_words, field.pattern_example
    if not wanted:
        wanted, sample = FORMS.get(field.form or "", (accepts(field), ""))
    is_name = wanted.startswith(("a ", "an ", "the "))
    remedy = f"write it like {sample}" if sample else "correct it"
    return Sentence(f"not {wanted}" if is_name else f"expected {wanted}", remedy)


def _length(kind: str, context: Mapping[str, Any], field: Field) -> Sentence:
    thing = {"text": "characters", "list": "items"}.get(field.kind, "entries")
    if field.shortest is not None and field.longest is not None:
        limits = f"{field.shortest} to {field.longest} {thing}"
    elif field.longest is not None:
        limits = f"at most {field.longest} {thing}"
    else:
        least = field.shortest or 1
        limits = f"at least {least} {thing if least > 1 else _SINGULAR[thing]}"
    if kind.endswith("short"):
        return Sentence("it is empty" if field.shortest == 1 else "it is too short", f"give {limits}")
    count = context.get("actual_length")
    reason = f"it has {count} {thing}" if isinstance(count, int) else "it is too long"
    return Sentence(reason, f"give {limits}")
