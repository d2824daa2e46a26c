"""Well-formed stand-ins made from the types that a provider's SDK declares for a function's result."""

from __future__ import annotations

import enum
import inspect
import typing
from collections.abc import Mapping
from typing import Any, Final

from jiban.plan import sdk

MAX_DEPTH: Final = 6
LIST_LENGTH: Final = 3
"""Elements of a list that stands in, so that programs that take the first two or three of them go on."""
_ACCOUNT: Final = "123456789012"
_TEXTS: Final = {
    "arn": f"arn:aws:service:us-east-1:{_ACCOUNT}:stand-in",
    "accountid": _ACCOUNT,
    "ownerid": _ACCOUNT,
    "cidrblock": "10.0.0.0/16",
    "region": "us-east-1",
    "json": "{}",
}
"""Texts by the lower-case end of a property's name, where any text would not be well formed."""


def of_type(kind: type, args: Mapping[str, Any]) -> dict[str, Any]:
    """Make a result of an SDK's result class: arguments are echoed, optional properties left out."""
    return _object(kind, args, 0)


def _object(kind: type, args: Mapping[str, Any], depth: int) -> dict[str, Any]:
    types = sdk.types.output_type_types(kind)
    optional = _optional(kind)
    found = {key: value for key, value in args.items() if key in types and _fits(value, types[key])}
    for key, inner in types.items():
        if key not in found and key not in optional:
            found[key] = _value(inner, key, depth)
    return found


def _fits(value: Any, kind: Any) -> bool:
    if typing.get_origin(kind) is not None:
        return isinstance(value, list | dict)
    return not isinstance(value, list | dict) or not inspect.isclass(kind) or sdk.types.is_output_type(kind)


def _optional(kind: type) -> frozenset[str]:
    found: set[str] = set()
    for _, wire, getter in sdk.types._py_properties(kind):  # noqa: SLF001 - the SDK has no public way to ask
        hint = getattr(getter.fget, "__annotations__", {}).get("return")
        if "Optional[" in str(hint) or type(None) in typing.get_args(hint):
            found.add(wire)
    return frozenset(found)


def _value(kind: Any, name: str, depth: int) -> Any:
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if origin is not None and arguments:
        if depth >= MAX_DEPTH:
            return []
        return [_numbered(_value(arguments[0], name, depth + 1), number + 1) for number in range(LIST_LENGTH)]
    if not inspect.isclass(kind):
        return {}
    if sdk.types.is_output_type(kind):
        return _object(kind, {}, depth + 1) if depth < MAX_DEPTH else {}
    if issubclass(kind, enum.Enum):
        return next(iter(kind)).value
    simple: dict[type, Any] = {bool: False, int: 1, float: 1.0, str: _text(name)}
    return simple.get(kind, {})


def _text(name: str) -> str:
    lower = name.lower()
    return next((text for end, text in _TEXTS.items() if lower.endswith(end)), f"stand-in-{name}")


def _numbered(value: Any, number: int) -> Any:
    return f"{value}-{number}" if isinstance(value, str) else value
