"""Other values that a field could have: for trying out what a field changes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.settings.wording import example

if TYPE_CHECKING:
    from jiban.settings.fields import Field
    from jiban.settings.root import Root

_NUMBER: Final = re.compile(r"\d+(?!.*\d)", re.DOTALL)


def others(root: Root, field: Field, value: Any, settings: Any) -> Iterator[Any]:
    """Yield values that the field may take instead of its present one, likely ones first, none twice.

    They need not be valid: other fields, and rules between tiers, have their say.
    """
    seen = [value]
    for candidate in _candidates(root, field, value, settings):
        if not any(type(candidate) is type(known) and candidate == known for known in seen):
            seen.append(candidate)
            yield candidate


def _candidates(root: Root, field: Field, value: Any, settings: Any) -> Iterator[Any]:
    if field.secret:
        return
    yield from root.alternatives(field, value, settings)
    if field.path[:1] == ("preset",):
        yield from _presets(root, value)
    if field.allowed:
        place = field.allowed.index(value) if value in field.allowed else -1
        yield from (*field.allowed[place + 1 :], *field.allowed[: max(place, 0)])
    elif field.kind == "true or false":
        yield not value
    elif field.kind in ("whole number", "number"):
        yield from _numbers(field, value)
    elif field.kind == "text":
        yield from _texts(field, value)
    elif field.kind == "list":
        yield from _lists(value)
    if field.optional or field.is_container:
        yield None
    if field.optional and value is None and field.kind in ("fields", "map"):
        yield {}


def _presets(root: Root, value: Any) -> Iterator[Any]:
    """Yield the others of a preset's group; of a list, those in which one has made way for such another."""
    if not isinstance(value, list):
        yield from next((group for group in root.one_preset_of if value in group), root.preset_names())
        return
    names = cast("list[Any]", value)
    for position in reversed(range(len(names))):
        for group in root.one_preset_of:
            others = group if names[position] in group else ()
            yield from ([*names[:position], other, *names[position + 1 :]] for other in others)


def _numbers(field: Field, value: Any) -> Iterator[Any]:
    low = field.minimum if field.minimum is not None else field.above
    high = math.inf if field.maximum is None else field.maximum
    if value is None:
        yield example(field)
        return
    for candidate in (value + 1, value - 1, value * 2, value // 2):
        if (low is None or candidate > low or candidate == field.minimum) and candidate <= high:
            yield candidate


def _texts(field: Field, value: Any) -> Iterator[Any]:
    if not isinstance(value, str):
        yield example(field)
        return
    if "/" in value:
        yield from _networks(value)
    number = _NUMBER.search(value)
    if number is not None:
        for step in (-1, 1, 2, -2):
            yield (
                value[: number.start()]
                + f"{max(0, int(number[0]) + step):0{len(number[0])}}"
                + value[number.end() :]
            )
    else:
        yield f"{value}2"


def _networks(value: str) -> Iterator[str]:
    try:
        network = IPv4Network(value)
    except ValueError:
        return
    for step in (1, 2, 16, -1):
        start = int(network.network_address) + step * network.num_addresses
        if 0 < start < 2**32 - network.num_addresses:
            yield str(IPv4Network((start, network.prefixlen)))


def _lists(value: Any) -> Iterator[Any]:
    items = cast("list[Any]", value) if isinstance(value, list) else []
    if items:
        yield items[:-1]
        yield items[1:]
