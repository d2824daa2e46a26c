"""JSON from outside and to outside: what is read is bounded and refused in words, what is written is JSON.

Python's own module is laxer than RFC 8259 on both sides: it reads and writes NaN, takes the last of two equal
keys, writes half of a surrogate pair, and ends in a RecursionError where a document is deep.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes of a document; the plan of 20,000 resources has some 50 million."""
MAX_DEPTH: Final = 200
"""Levels of a document. Values go to Pulumi's engine as protobuf messages, which end at 100."""
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLAIN_STEP: Final = re.compile(r"[A-Za-z_$][\w$-]*", re.ASCII)
_LONGEST_STEP: Final = 60
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_CUT_OFF: Final = re.compile(r"(t(ru?)?|f(a(ls?)?)?|n(ul?)?|-|\\?u[0-9a-fA-F]{0,3})\s*\Z")
"""What the end of a file can leave of a word of JSON, or of an escape."""
_UNSAFE: Final = re.compile(
    r"[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
"""Control characters that JSON lets stand, invisible ones, those that turn the direction of writing, and
surrogates. They can only stand inside of strings, where JSON has an escape for each."""
_COMMAND: Final = re.compile(r"##(?=\[|vso\[|teamcity\[)")
"""What begins a command to a CI wherever it stands in a line; it too can only stand inside of strings."""


class DocumentError(ValueError):
    """A document from outside that cannot be used: what is wrong, at which path."""


class _Odd:
    """Stands in a parsed document where JSON has no value."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class _Twice(dict[str, Any]):
    """A map that was written with one key twice."""

    key = ""


def decoded(content: bytes, limit: int = MAX_BYTES) -> str:
    """Return the text of a document: UTF-8, or UTF-16 with its mark, as PowerShell's `>` writes it.

    Raises:
        DocumentError: it is larger than the limit, empty, or no text.
    """
    if len(content) > limit:
        raise DocumentError(
            f"the file is larger than {limit // 1024 // 1024} MB, which is the most that is read"
        )
    try:
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"it is not text: byte {error.start + 1} is not UTF-8; save it as UTF-8"
        ) from None
    if not text.strip():
        raise DocumentError("the file is empty; write it again")
    return text


def loads(text: str) -> Any:
    """Parse JSON.

    Raises:
        DocumentError: it is not JSON, or deeper than `MAX_DEPTH`.
    """
    odd: list[str] = []

    def number(found: str) -> Any:
        value = float(found)
        return value if math.isfinite(value) else constant(found)

    def whole(found: str) -> Any:
        try:
            return int(found)
        except ValueError:  # Python reads at most 4,300 digits.
            return constant(f"a number of {len(found):,} digits")

    def constant(found: str) -> Any:
        odd.append(found)
        shown = found if len(found) <= _LONGEST_STEP else f"{found[:_LONGEST_STEP]}..."
        return _Odd(f"{shown} is no number that JSON has")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        seen: set[str] = set()
        twice = _Twice(found)
        twice.key = next(key for key, _ in pairs if key in seen or seen.add(key))
        odd.append(twice.key)
        return twice

    try:
        found: Any = json.loads(
            text, parse_float=number, parse_int=whole, parse_constant=constant, object_pairs_hook=members
        )
    except json.JSONDecodeError as error:
        raise DocumentError(_not_json(error)) from None
    except RecursionError:
        raise DocumentError(_too_deep("")) from None
    if odd or _HALF_PAIR.search(text) or _depth(found) > MAX_DEPTH:
        _refuse(found)
    return found


def _not_json(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :]
    if not rest.strip() or error.msg.startswith("Unterminated string") or _CUT_OFF.match(rest):
        line = error.doc.count("\n") + 1
        return f"it ends in the middle of the document, in line {line}: it is truncated; write it again"
    return (
        f"it is not JSON: {error.msg[0].lower()}{error.msg[1:]} (line {error.lineno}, column {error.colno})"
    )


def _too_deep(path: str) -> str:
    return (
        f"{path}{': ' if path else ''}nested deeper than {MAX_DEPTH} levels, which is the most that is read"
    )


def _below(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from cast("dict[str, Any]", value).items()
    elif isinstance(value, list):
        yield from enumerate(cast("list[Any]", value))


def _depth(document: Any) -> int:
    level: list[Any] = [document]
    depth = 0
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (cast("Any", value).values() if isinstance(value, dict) else cast("Any", value))
        ]
    return depth


def _refuse(document: Any) -> None:
    """Name the first place that JSON has no value for.

    Raises:
        DocumentError: there is one.
    """
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        reason = _reason(value)
        if reason:
            raise DocumentError(": ".join(filter(None, [path_of(path), reason])))
        if len(path) >= MAX_DEPTH:
            raise DocumentError(_too_deep(path_of(path[:4]) + "..."))
        waiting.extend(((*path, step), below) for step, below in reversed(list(_below(value))))


def _reason(value: Any) -> str:
    if isinstance(value, _Odd):
        return value.reason
    if isinstance(value, _Twice):
        return f"the key {_step(value.key)!r} is written twice"
    if isinstance(value, str) and _SURROGATE.search(value):
        return "the text holds half of a surrogate pair, which is no character"
    if isinstance(value, dict) and any(map(_SURROGATE.search, cast("dict[str, Any]", value))):
        return "a key holds half of a surrogate pair, which is no character"
    return ""


def path_of(steps: tuple[str | int, ...]) -> str:
    """Return a path for a message, `steps[3].newState["a.b"]`."""
    parts: list[str] = []
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_STEP.fullmatch(step) and len(step) <= _LONGEST_STEP:
            parts.append(f".{step}" if parts else step)
        else:
            parts.append(f"[{json.dumps(_step(step))}]")
    return "".join(parts)


def _step(key: str) -> str:
    return key if len(key) <= _LONGEST_STEP else f"{key[:_LONGEST_STEP]}..."


def dumps(document: Any, indent: int | None = 2) -> str:
    """Return a document as JSON, with a final newline, that can be shown in a terminal and in a log of CI.

    NaN and the infinities, which JSON does not have, become text; half of a surrogate pair becomes U+FFFD.

    Args:
        document: what JSON can hold.
        indent: of each level; None for one line, which is made ten times as fast.
    """
    try:
        text = json.dumps(document, indent=indent, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(document), indent=indent, ensure_ascii=False, allow_nan=False)
    if not text.isascii() or "\x7f" in text:
        text = _UNSAFE.sub(_escaped, text)
    return _COMMAND.sub(r"#\\u0023", text) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in cast("list[Any]", value)]
    return value


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    if "\ud800" <= text <= "\udfff":
        return "\ufffd"
    units = text.encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'big'):04x}" for at in range(0, len(units), 2))
