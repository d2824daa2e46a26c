"""What is wrong with values that Pulumi's SDK could not send to its engine.

The SDK says what went wrong in its own code (`bad argument type for built-in operation`); who wrote the
values has to hear where in them it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from jiban.plan import sdk
from jiban.report.values import path_text

Path = tuple[str | int, ...]

_DEEPEST: Final = 100
"""Levels that a protobuf message has at most, in which the SDK sends values."""
_SHOWN_STEPS: Final = 4
_LARGEST: Final = 2**1024
"""Numbers go to the engine as 64-bit floating point, which ends below this."""
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_KINDS: Final[Mapping[type, str]] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "None",
    tuple: "a tuple",
}


def fault_in(values: Any) -> str:
    """Return the first value that cannot be sent, as `path: reason`; empty where none is found.

    Values that are not there yet (Outputs, awaitables) are not looked into. No value is quoted: it may be a
    secret.
    """
    waiting: list[tuple[Path, Any, frozenset[int]]] = [((), values, frozenset())]
    while waiting:
        path, value, above = waiting.pop()
        reason = _reason(value, path, above)
        if reason:
            steps = path[:_SHOWN_STEPS]
            shown = path_text(steps) + ("..." if len(path) > len(steps) else "")
            return f"{shown}: {reason}" if shown else reason
        inside = above | {id(value)}
        waiting.extend(((*path, step), item, inside) for step, item in reversed(list(_below(value))))
    return ""


def _reason(value: Any, path: Path, above: frozenset[int]) -> str:
    if id(value) in above:
        return "it contains itself"
    if len(path) > _DEEPEST:
        return f"it is nested deeper than {_DEEPEST} levels"
    if isinstance(value, Mapping):
        odd = next((key for key in cast("Mapping[Any, Any]", value) if not isinstance(key, str)), _SURROGATE)
        return "" if odd is _SURROGATE else f"a key is {_kind(odd)}; keys of a map are text"
    if isinstance(value, str):
        return "it holds half of a surrogate pair, which is no character" if _SURROGATE.search(value) else ""
    if isinstance(value, int):
        return "" if abs(value) < _LARGEST else "the number is larger than any that Pulumi can hold"
    if value is None or isinstance(value, float | list | tuple) or not _is_plain(value):
        return ""
    return f"it is {_kind(value)}, and values are text, numbers, true or false, lists, maps and assets"


def _is_plain(value: Any) -> bool:
    """Return whether a value is none of those that the SDK has ways of its own to send."""
    known = (sdk.pulumi.Output, sdk.pulumi.Asset, sdk.pulumi.Archive, sdk.pulumi.Resource, sdk.output.Unknown)
    return not (
        isinstance(value, known) or hasattr(value, "__await__") or sdk.types.is_input_type(type(value))
    )


def _below(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        # The SDK has maps with a property `items` in place of the method; each has its keys.
        yield from ((key, value[key]) for key in cast("Mapping[Any, Any]", value) if isinstance(key, str))
    elif isinstance(value, list | tuple):
        yield from enumerate(cast("list[Any]", value))
    elif sdk.types.is_input_type(type(value)):
        yield from sdk.types.input_type_to_dict(value).items()


def _kind(value: Any) -> str:
    named = next((name for kind, name in _KINDS.items() if isinstance(value, kind)), "")
    return named or f"an object of type {type(value).__name__}"
