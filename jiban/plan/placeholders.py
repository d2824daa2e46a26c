"""Well-formed placeholders made from the types that a provider's SDK declares for a function's result."""

from __future__ import annotations

import inspect
import re
import typing
from typing import TYPE_CHECKING, Any, ClassVar, Final

from jiban.plan.sdk_types import TypedValues, is_object, last_name, properties_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_ACCOUNT: Final = "123456789012"
_TEXTS: Final = {
    "arn": f"arn:aws:service:us-east-1:{_ACCOUNT}:placeholder",
    "accountid": _ACCOUNT,
    "ownerid": _ACCOUNT,
    "cidrblock": "10.0.0.0/16",
    "region": "us-east-1",
    "json": "{}",
}
"""Texts by the lower-case end of a property's name, where any text would not be well formed."""


def of_type(kind: type, args: Mapping[str, Any]) -> dict[str, Any]:
    """Make a result of an SDK's result class: arguments are echoed, optional properties left out."""
    declared = properties_of(kind)
    echoed = {
        key: _as_declared(value, declared[key].type)
        for key, value in args.items()
        if key in declared and _fits(value, declared[key].type)
    }
    return _Placeholders().fill(echoed, declared)


def _fits(value: Any, kind: Any) -> bool:
    if typing.get_origin(kind) is not None:
        return isinstance(value, list | dict)
    return not isinstance(value, list | dict) or not inspect.isclass(kind) or is_object(kind)


def _as_declared(value: Any, kind: Any) -> Any:
    """Turn a scalar into the type that the provider gives back: it takes "true" for true and 1 for "1"."""
    if kind is bool and value in ("true", "false"):
        return value == "true"
    if kind in (int, float) and isinstance(value, str) and _NUMBER.fullmatch(value):
        return kind(float(value))
    if kind is str and isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else f"{value:g}"
    return value


class _Placeholders(TypedValues):
    max_depth: ClassVar[int] = 6
    list_length: ClassVar[int] = 3
    """So that programs that take the first two or three items of a list go on."""

    def make_item(self, kind: Any, path: str, depth: int, number: int) -> Any:
        """Make items that differ in their number, named after the list."""
        value = self.make(kind, path, depth)
        return f"{value}-{number + 1}" if isinstance(value, str) else value

    def text(self, path: str) -> str:
        name = last_name(path)
        lower = name.lower()
        return next((text for end, text in _TEXTS.items() if lower.endswith(end)), f"placeholder-{name}")
