"""What of each tier can be had on which cloud, as a Markdown table: `python -m infra.capabilities`.

The fields are read from the specifications, the restrictions from the tiers' limits, which also refuse what
they say, and what a service can use from the tiers that are built. `tests/infra/test_capabilities.py` sets
each field on each cloud, and holds what the plan then says against the cell.
"""

import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from infra.constraints import SERVICES, TIERS
from infra.constraints.environment import is_built
from infra.constraints.references import STANDS_ON
from infra.environment import Environment
from jiban.components.base import Cloud

CLOUDS: Final[Mapping[Cloud, str]] = MappingProxyType({"azure": "Azure", "aws": "AWS"})
"""Clouds by name, in the order of the columns."""

YES: Final = "yes"
NOT_BUILT: Final = "not built"

_SERVICES: Final = "workloads"

_ANYWHERE: Final = frozenset({_SERVICES, "delivery"})
"""Tiers that are Kubernetes' own and the same on every cloud that has a cluster."""


def markdown() -> str:
    """Return the table: one line for each field of each tier, one column for each cloud."""
    lines = [
        f"| Tier | Field | {' | '.join(CLOUDS.values())} |",
        f"|---|---|{'---|' * len(CLOUDS)}",
    ]
    for tier in (*TIERS, _SERVICES):
        for field in fields(_spec(tier)):
            cells = [capability(tier, field, cloud) for cloud in CLOUDS]
            lines.append(f"| {tier} | `{field}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def capability(tier: str, field: str, cloud: Cloud) -> str:
    """Return what a cloud can do with a field: `yes`, what it is limited to, or `not built`."""
    if not _built(tier, cloud):
        return NOT_BUILT
    below = STANDS_ON.get(field) if tier == _SERVICES else None
    if below is not None and not is_built(below, cloud):
        return f"not yet: {below} is not built"
    notes = [
        limit.note
        for limit in (SERVICES if tier == _SERVICES else TIERS[tier])
        if limit.cloud == cloud and _covers(limit.field, field)
    ]
    return "; ".join(dict.fromkeys(notes)) or YES


def fields(model: type[BaseModel]) -> list[str]:
    """Return the dotted names of a specification's fields; `*` stands for a name or a place in a list.

    A field that only groups others has no line of its own; a map has one, beside those of what it holds.
    """
    return list(dict.fromkeys(_fields(model, "")))


def _fields(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, info in model.model_fields.items():
        groups = list(_models(info.annotation))
        held = [each for each in groups if each[1]]
        if held or not groups or _has_short_form(info):
            yield prefix + name
        for below, many in groups:
            yield from _fields(below, f"{prefix}{name}.{'*.' if many else ''}")


def _has_short_form(info: FieldInfo) -> bool:
    """Whether a group can also be said in one word, such as `true`."""
    return any(isinstance(each, BeforeValidator) for each in info.metadata)


def _models(annotation: Any, *, many: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the specifications that a field's type holds, and whether it holds many of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, many
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _models(arguments[0], many=many)
    elif origin in (Union, UnionType):
        for argument in arguments:
            yield from _models(argument, many=many)
    elif origin is dict:
        yield from _models(arguments[1], many=True)


def _spec(tier: str) -> type[BaseModel]:
    """Return the specification of one of the environment's tiers."""
    return next(model for model, _ in _models(Environment.model_fields[tier].annotation))


def _covers(limited: str, field: str) -> bool:
    """Whether a limit on one field, in which `*` stands for any name, is a limit on another."""
    ours, theirs = limited.split("."), field.split(".")
    return len(ours) == len(theirs) and all(
        our in ("*", their) for our, their in zip(ours, theirs, strict=True)
    )


def _built(tier: str, cloud: Cloud) -> bool:
    """Whether a cloud's file of the tier exists; what is Kubernetes' own runs wherever a cluster does."""
    return is_built("cluster" if tier in _ANYWHERE else tier, cloud)


if __name__ == "__main__":
    sys.stdout.write(markdown() + "\n")
