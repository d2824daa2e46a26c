"""The texts in a plan: the keys of its values, and the same plan with other texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from jiban.model.plan import PLAIN, Secret, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_T = TypeVar("_T")
_URN: Final = "urn:pulumi:"
_SEPARATORS: Final = 3
"""Separators between the parts of a URN; the name, which comes last, may hold more of them."""


def keys(value: Any) -> Iterator[str]:
    """Yield the keys of the maps in a value, at every depth; not those inside of secrets."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, Any]", value).items():
            yield key
            if type(item) not in PLAIN:
                yield from keys(item)
    elif isinstance(value, list | tuple):
        for item in cast("Iterable[Any]", value):
            if type(item) not in PLAIN:
                yield from keys(item)


def name_parts(text: str) -> list[str]:
    """Return the parts of a URN, or of a reference to a provider, that `::` joins; any other text is one."""
    return text.split("::", _SEPARATORS) if text.startswith(_URN) else [text]


def with_texts(value: _T, change: Callable[[str], str]) -> _T:
    """Return a plan, or a part of one, with every text in it changed, keys too; not those inside of secrets.

    Args:
        value: an object of `jiban.model.plan`, or a value of a plan.
        change: what a text becomes.
    """

    def changed(found: Any) -> Any:
        if isinstance(found, str):
            return change(found)
        if isinstance(found, Secret | Unknown):
            return found
        if isinstance(found, Mapping):
            items = cast("Mapping[Any, Any]", found).items()
            return {changed(key): changed(item) for key, item in items}
        if isinstance(found, list | tuple):
            items = [changed(item) for item in cast("Iterable[Any]", found)]
            return tuple(items) if isinstance(found, tuple) else items
        if is_dataclass(found) and not isinstance(found, type):
            return replace(found, **{each.name: changed(getattr(found, each.name)) for each in fields(found)})
        return found

    return cast("_T", changed(value))
