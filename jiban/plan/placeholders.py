"""Well-formed placeholders made from the types that a provider's SDK declares for a function's result."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Final, cast

from jiban.model.plan import Secret
from jiban.plan.sdk_types import TypedValues, is_object, last_name, properties_of
from jiban.project.project import PLACEHOLDER_PATTERN

_ACCOUNT: Final = "123456789012"
_MADE_UP: Final = "placeholder"
_TEXTS: Final = {
    "arn": f"arn:aws:service:us-east-1:{_ACCOUNT}:{_MADE_UP}",
    "accountid": _ACCOUNT,
    "ownerid": _ACCOUNT,
    "cidrblock": "10.0.0.0/16",
    "region": "us-east-1",
    "json": "{}",
}
"""Texts by the lower-case end of a property's name, where any text would not be well formed."""
_SIMPLE: Final[dict[Any, type | tuple[type, ...]]] = {str: str, bool: bool, int: int, float: (int, float)}
"""What a value of a simple type may be; the SDK's result classes refuse others."""
_BOOLEANS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "f", "F", "false", "False", "FALSE"), False),
}
"""Texts that providers take for a boolean: Go's `strconv.ParseBool`."""


def of_type(kind: type, args: Mapping[str, Any]) -> dict[str, Any]:
    """Make a result of an SDK's result class: arguments are echoed, optional properties left out."""
    declared = properties_of(kind)
    typed = {key: _typed(value, declared[key].type) for key, value in args.items() if key in declared}
    echoed = {key: value for key, value in typed.items() if _fits(value, declared[key].type)}
    return _Placeholders().fill(echoed, declared)


def made_up(value: Any) -> bool:
    """Return whether a value holds what stands in for another: a made-up text, or a secret's placeholder."""
    if isinstance(value, Mapping):
        return any(made_up(item) for item in cast("Mapping[str, Any]", value).values())
    if isinstance(value, list):
        return any(made_up(item) for item in cast("list[Any]", value))
    return isinstance(value, Secret) or (isinstance(value, str) and _is_made_up(value))


def _is_made_up(text: str) -> bool:
    return _MADE_UP in text or PLACEHOLDER_PATTERN.search(text) is not None


def _typed(value: Any, kind: Any) -> Any:
    """Return an argument in the type of the result, as the engine does: some give `"true"` for a boolean."""
    if kind is str and isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind is bool and isinstance(value, str):
        return _BOOLEANS.get(value, value)
    if kind in {int, float} and isinstance(value, str):
        try:
            return kind(value)
        except ValueError:
            return value
    return value


def _fits(value: Any, kind: Any) -> bool:
    if kind in _SIMPLE and value is not None:
        return isinstance(value, _SIMPLE[kind])
    if typing.get_origin(kind) is not None:
        return isinstance(value, list | dict)
    return not isinstance(value, list | dict) or not inspect.isclass(kind) or is_object(kind)


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
        return next((text for end, text in _TEXTS.items() if lower.endswith(end)), f"{_MADE_UP}-{name}")
