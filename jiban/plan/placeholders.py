"""Well-formed placeholders made from the types that a provider's SDK declares for a function's result."""

from __future__ import annotations

import enum
import inspect
import re
import string
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Final, cast

from jiban.model.plan import Secret
from jiban.plan.sdk_types import TypedValues, is_object, last_name, properties_of
from jiban.project.project import PLACEHOLDER_PATTERN
from jiban.tables import table

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
_FILLED_IN: Final = re.compile(r"(\$\{[^}]*\})")
_OTHER_DIGITS: Final = str.maketrans("0123456789", "5678901234")
_OTHER_LETTERS: Final = str.maketrans(
    string.ascii_letters,
    "".join(letters[13:] + letters[:13] for letters in (string.ascii_lowercase, string.ascii_uppercase)),
)
_BOOLEANS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "f", "F", "false", "False", "FALSE"), False),
}
"""Texts that providers take for a boolean: Go's `strconv.ParseBool`."""


def of_type(kind: type, args: Mapping[str, Any], *, other: bool = False) -> dict[str, Any]:
    """Make a result of an SDK's result class: arguments are echoed, optional properties left out.

    Args:
        kind: the class.
        args: the function's arguments.
        other: whether the values that are made differ from those that are made otherwise.
    """
    declared = properties_of(kind)
    typed = {key: _typed(value, declared[key].type) for key, value in args.items() if key in declared}
    echoed = {key: value for key, value in typed.items() if _fits(value, declared[key].type)}
    return (_OtherPlaceholders if other else _Placeholders)().fill(echoed, declared)


def made_up(value: Any) -> bool:
    """Return whether a value holds what stands in for another: a made-up text, or a secret's placeholder."""
    if isinstance(value, Mapping):
        return any(made_up(item) for item in cast("Mapping[str, Any]", value).values())
    if isinstance(value, list):
        return any(made_up(item) for item in cast("list[Any]", value))
    return isinstance(value, Secret) or (isinstance(value, str) and _is_made_up(value))


def _is_made_up(text: str) -> bool:
    return _MADE_UP in text or PLACEHOLDER_PATTERN.search(text) is not None


def other_than(value: Any) -> Any:
    """Return a value of the same kind and form in which every leaf is another one.

    Maps keep their keys and lists their length; texts that differ still differ. What stands in `${...}` is
    filled in later, and stays.
    """
    if isinstance(value, Mapping):
        return {key: other_than(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [other_than(item) for item in cast("list[Any]", value)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return _other_text(value) if isinstance(value, str) else value


def _other_text(text: str) -> str:
    others = {
        str(key): str(value) for key, value in table("jiban.plan", "placeholders.yaml")["others"].items()
    }
    if text in others:
        return others[text]
    kept = _FILLED_IN.split(text)
    return "".join(part if part.startswith("${") else _other_part(part) for part in kept)


def _other_part(part: str) -> str:
    if _MADE_UP in part:
        return part.replace(_MADE_UP, f"another-{_MADE_UP}")
    if any(letter.isdigit() for letter in part):
        return part.translate(_OTHER_DIGITS)
    return part[:-1] + part[-1].translate(_OTHER_LETTERS) if part else part


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


class _OtherPlaceholders(_Placeholders):
    """Values that differ from those of the class above in every leaf."""

    def make(self, kind: Any, path: str, depth: int = 0) -> Any:
        """Make another value of a type."""
        if inspect.isclass(kind) and issubclass(kind, enum.Enum):
            return list(kind)[-1].value
        if typing.get_origin(kind) is typing.Literal:
            return typing.get_args(kind)[-1]
        made = super().make(kind, path, depth)
        return other_than(made) if isinstance(made, str | int | float) else made
