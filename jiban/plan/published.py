"""The words that the SDKs of providers publish: types of resources, and the names of their properties."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from jiban.plan import sdk
from jiban.plan.sdk_types import is_object, properties_of
from jiban.report.disclosure import provider_types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def published_words(types: Iterable[str]) -> Iterable[str]:
    """Return types and the names of properties, at every depth, as far as loaded SDKs have them.

    Args:
        types: type tokens of the plan.
    """
    tokens = set(types)
    found = {*provider_types(tokens)}
    seen: set[type] = set()
    for kind in _classes(sdk.pulumi.CustomResource):
        token = getattr(kind, "pulumi_type", None)
        if token in tokens:
            found.add(token)
            _collect(kind, found, seen)
    return found


def _classes(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _classes(each)


def _collect(kind: type, words: set[str], seen: set[type]) -> None:
    """Add the names of the properties of a class, and of the classes that these are of."""
    if kind in seen:
        return
    seen.add(kind)
    for name, found in properties_of(kind).items():
        words.add(name)
        for inner in _objects(found.type):
            _collect(inner, words, seen)


def _objects(kind: Any) -> Iterator[type]:
    """Yield the SDK's classes in a type: itself, or what its lists, maps and choices hold."""
    if is_object(kind):
        yield kind
    for inner in typing.get_args(kind):
        yield from _objects(sdk.types.unwrap_type(inner))
