"""Values made from the types that a provider's SDK declares for its resources and the results of functions.

A generated SDK class has a property for each output: its name on the wire, its type, and whether it can be
missing. `TypedValues` walks those types. Its subclasses say which properties are added and what the leaves
are: placeholders for functions, unknowns in a plan, and the outputs of a simulated cloud.
"""

from __future__ import annotations

import enum
import inspect
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, cast

from jiban.model.plan import PLAIN, Secret
from jiban.plan import sdk


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an SDK class."""

    type: Any
    """Without the `Output` and `Optional` around it; forward references are resolved."""
    optional: bool
    """Whether the type says that a provider may leave it out."""


@cache
def properties_of(kind: type) -> Mapping[str, Property]:
    """Return the properties of an SDK class (a resource or an output type) by their names on the wire."""
    read = sdk.types.output_type_types if is_object(kind) else sdk.types.resource_types
    optional = _optional(kind)
    return {name: Property(found, name in optional) for name, found in read(kind).items()}


def _optional(kind: type) -> frozenset[str]:
    found: set[str] = set()
    for _, wire, getter in sdk.types._py_properties(kind):  # noqa: SLF001 - the SDK has no public way to ask
        # The hint is a text where it refers to a class that is defined later.
        hint = str(getattr(getter.fget, "__annotations__", {}).get("return"))
        if "Optional[" in hint or "| None" in hint:
            found.add(wire)
    return frozenset(found)


def is_object(kind: Any) -> bool:
    """Return whether a type is an SDK class of nested properties."""
    return inspect.isclass(kind) and bool(sdk.types.is_output_type(kind))


def is_map(kind: Any) -> bool:
    """Return whether a type is a map with keys of any name."""
    origin = typing.get_origin(kind)
    return inspect.isclass(origin) and issubclass(origin, Mapping)


def item_type(kind: Any) -> Any:
    """Return the type of the items of a list or of the values of a map; None for other types."""
    arguments = typing.get_args(kind)
    return sdk.types.unwrap_type(arguments[-1]) if arguments else None


class TypedValues:
    """Completes values, and makes new ones, by the types that an SDK declares."""

    max_depth: ClassVar[int] = 5
    """Levels of nested types that are filled: some types contain themselves."""
    list_length: ClassVar[int] = 1
    """Items of a list that is made."""

    def complete(self, value: Any, kind: Any, path: str = "") -> Any:
        """Return a value with the nested properties added that its type declares beyond it.

        Args:
            value: a plan value.
            kind: its declared type; None where there is none.
            path: names of the properties that lead to it, joined by dots.
        """
        if kind is None or type(value) in PLAIN:
            return value
        if isinstance(value, Secret):
            return Secret(self.complete(value.value, kind, path))
        if isinstance(value, list):
            return self.complete_list(cast("list[Any]", value), kind, path)
        if not isinstance(value, Mapping):
            return value
        entries = cast("Mapping[str, Any]", value)
        if is_object(kind):
            declared = properties_of(kind)
            types = {key: declared[key].type for key in entries if key in declared}
            return self.fill(self._completed(entries, types, path), declared, path)
        return self._completed(entries, dict.fromkeys(entries, item_type(kind)), path)

    def _completed(self, entries: Mapping[str, Any], types: Mapping[str, Any], path: str) -> dict[str, Any]:
        return {
            key: self.complete(entry, types.get(key), _below(path, key)) for key, entry in entries.items()
        }

    def complete_list(self, items: list[Any], kind: Any, path: str) -> Any:
        """Return a list with each of its items completed."""
        inner = item_type(kind)
        return [self.complete(item, inner, f"{path}.{number}") for number, item in enumerate(items)]

    def fill(
        self, found: dict[str, Any], declared: Mapping[str, Property], path: str = "", depth: int = 0
    ) -> dict[str, Any]:
        """Add the properties that are declared, missing and wanted."""
        for key, each in declared.items():
            if key not in found and self.wants(each):
                found[key] = self.missing(each.type, _below(path, key), depth)
        return found

    def wants(self, declared: Property) -> bool:
        """Return whether a missing property is added: by default where it cannot be missing."""
        return not declared.optional

    def missing(self, kind: Any, path: str, depth: int) -> Any:
        """Return the value of a property that is added."""
        return self.make(kind, path, depth)

    def make(self, kind: Any, path: str, depth: int = 0) -> Any:
        """Make a value of a type."""
        if is_map(kind):
            return {}
        if typing.get_origin(kind) is typing.Literal:
            return typing.get_args(kind)[0]
        if typing.get_args(kind):
            numbers = range(self.list_length if depth < self.max_depth else 0)
            inner = typing.get_args(kind)[0]
            return [self.make_item(inner, path, depth + 1, number) for number in numbers]
        if not inspect.isclass(kind):
            return {}
        if is_object(kind):
            return self.fill({}, properties_of(kind), path, depth + 1) if depth < self.max_depth else {}
        if issubclass(kind, enum.Enum):
            return next(iter(kind)).value
        simple: dict[type, Any] = {bool: False, int: 1, float: 1.0, str: self.text(path)}
        return simple.get(kind, {})

    def make_item(self, kind: Any, path: str, depth: int, number: int) -> Any:
        """Make an item of a list that is at a path."""
        return self.make(kind, f"{path}.{number}", depth)

    def text(self, path: str) -> str:
        """Make a text that is well formed for the property at a path."""
        return last_name(path)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def last_name(path: str) -> str:
    """Return the last name of a path."""
    return path.rsplit(".", 1)[-1]
