"""Values and fields in words: how a value is shown, what a field takes, which names are near.

Every pattern of the specifications has its sentence and an example here, because a regular expression
explains nothing to a person.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, cast

from infra.settings.fields import NO_DEFAULT, Field, field_at

SHOWN: Final = 60
"""Most characters of a value in a message."""
_LISTED: Final = 12
"""Most alternatives that a message lists."""

PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$": ("an IPv4 network as address and size", "10.0.0.0/16"),
    r"^\d+(\.\d+)?[mkMGTPE]?$": ("processor time in cores, or thousandths of one with an m", "500m"),
    r"^\d+(\.\d+)?([kMGTPE]i?|Ki)?$": ("an amount of memory with a binary suffix", "512Mi"),
    r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$": (
        "1 to 40 lower-case letters, digits and hyphens, a letter first, no hyphen last",
        "trip",
    ),
    r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$": (
        "1 to 63 ASCII letters, digits, dots, underscores and hyphens, a letter or digit at both ends",
        "platform",
    ),
    r"^[a-z][a-z0-9-]{2,29}$": (
        "the cloud's own name of a region: 3 to 30 lower-case letters, digits and hyphens",
        "koreacentral",
    ),
    r"^[a-z][a-z0-9-]{0,39}$": (
        "1 to 40 lower-case letters, digits and hyphens, a letter first",
        "production",
    ),
    r"^[^/\s]+/[^/\s]+/[^/\s]+$": (
        "the full name of a stack, organization/project/stack",
        "acme/tripgen/prod",
    ),
    r"^[a-z0-9]{0,16}$": ("at most 16 lower-case letters and digits", "b7"),
    r"^[a-z][a-z0-9]{0,11}$": ("1 to 12 lower-case letters and digits, a letter first", "apps"),
    r"^[A-Za-z0-9][A-Za-z0-9_.]{0,39}$": (
        "small, medium or large, or the cloud's own name of a machine size",
        "medium",
    ),
    r"^[a-z0-9A-Z./-]+=[A-Za-z0-9._-]*:(NoSchedule|NoExecute|PreferNoSchedule)$": (
        "a taint, key=value:effect, whose effect is NoSchedule, NoExecute or PreferNoSchedule",
        "dedicated=batch:NoSchedule",
    ),
    r"^([01]\d|2[0-3]):[0-5]\d$": ("a time of day, HH:MM, 00:00 to 23:59", "02:00"),
    r"^[+-](0\d|1[0-4]):[0-5]\d$": ("a time zone as its distance from UTC, +HH:MM or -HH:MM", "+09:00"),
    r"^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|arn:aws:iam::\d{12}:(role|user)/[\w+=,.@/-]+)$": (
        "the object id of a directory group, nor the ARN of an IAM role or user",
        "arn:aws:iam::111122223333:role/operators",
    ),
    r"^1\.\d{2}$": ("a Kubernetes minor version, 1. and two digits", "1.36"),
    r"^\d{2}$": ("a major version of two digits", "17"),
    r"^[a-z_][a-z0-9_]{0,62}$": (
        "1 to 63 lower-case letters, digits and underscores, no digit first",
        "trips",
    ),
    r"^[a-z][a-z0-9_.]{0,62}$": (
        "1 to 63 lower-case letters, digits, underscores and dots, a letter first",
        "max_connections",
    ),
    r"^[a-z]([a-z0-9_-]{0,48}[a-z0-9])?$": (
        "1 to 50 lower-case letters, digits, underscores and hyphens, a letter first, a letter or digit last",
        "notification",
    ),
    r"^[a-z]([a-z0-9-]{0,58}[a-z0-9])?$": (
        "1 to 60 lower-case letters, digits and hyphens, a letter first, no hyphen last",
        "jwt-signing-key",
    ),
    r"^/[A-Za-z0-9._~/-]{0,127}$": (
        "a path of at most 128 ASCII characters that begins with a slash",
        "/health/live",
    ),
    r"^[a-z0-9][a-z0-9._:/-]{0,180}(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[0-9a-f]{64})$": (
        "an image in lower-case letters with a tag or a digest",
        "trip:1.4.2",
    ),
    r"^[A-Za-z_][A-Za-z0-9_]{0,127}$": (
        "1 to 128 ASCII letters, digits and underscores, no digit first",
        "LOG_LEVEL",
    ),
    r"^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$": ("a name of the IANA time zone database", "Asia/Seoul"),
}
"""What each pattern asks for, and a value that fits."""

FORMS: Final = {"uuid": ("a UUID", "00000000-0000-0000-0000-000000000000")}
_EXAMPLES: Final = {"query": "sum(up)", "start": "0 8 * * 1-5", "end": "0 20 * * 1-5"}
"""Values for fields that have no pattern."""
_UNITS: Final = (
    ("_days", "day", "days"),
    ("_gb", "GiB", "GiB"),
    ("_seconds", "second", "seconds"),
    ("_percent", "%", "%"),
    ("surge", "%", "%"),
    ("hours", "hour", "hours"),
    ("_nodes", "node", "nodes"),
    ("_pods", "pod", "pods"),
    ("replicas", "pod", "pods"),
)
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
        text = PATTERNS.get(field.pattern, (f"text that matches {field.pattern}", ""))[0]
    elif field.form in FORMS:
        text = FORMS[field.form][0]
    elif field.kind == "fields":
        text = f"a map with {listed(field.fields)}"
    else:
        text = KINDS[field.kind]
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
    if field.pattern in PATTERNS:
        return PATTERNS[field.pattern][1]
    if field.form in FORMS:
        return FORMS[field.form][1]
    if field.name in _EXAMPLES:
        return _EXAMPLES[field.name]
    if field.kind in ("whole number", "number"):
        return math.ceil(field.minimum or 0) if field.above is None else math.floor(field.above) + 1
    empty: dict[str, Any] = {"text": "text", "true or false": False, "map": {}, "list": []}
    return empty.get(field.kind)


def sample_list(field: Field) -> str:
    """Return a list that the field takes, as YAML in one line."""
    items = cast("list[Any]", field.default if isinstance(field.default, list) else [])
    if not items:
        item = field_at((*field.path, 0))
        items = [example(item) if item else "..."]
    return f"[{', '.join(str(item) for item in items)}]"


def unit(field: Field, count: float) -> str:
    """Return the unit of a field with the space before it, by its name; empty where it has none."""
    for suffix, one, many in _UNITS:
        if field.name.endswith(suffix):
            unit = one if count == 1 else many
            return f" {unit}" if unit[0].isalpha() else f"{unit}"
    return ""
