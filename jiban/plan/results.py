"""What a function returned, read as values of a plan when every resource is registered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from jiban.model.plan import UNKNOWN, Secret
from jiban.plan import sdk

if TYPE_CHECKING:
    from jiban.model.plan import Resource


async def read_result(value: Any, by_urn: Mapping[str, Resource]) -> Any:
    """Return a value with its Outputs replaced by what they hold.

    What is not known is `Unknown`, and a secret is a `Secret`. Maps, lists and tuples keep their form; a
    dataclass becomes a dict by field name, and a resource its entry of the plan. Anything else stays as it
    is.
    """
    if isinstance(value, sdk.output.Unknown):
        return UNKNOWN
    if isinstance(value, sdk.pulumi.Output):
        return await _read_output(value, by_urn)
    if isinstance(value, sdk.pulumi.Resource):
        return by_urn[await value.urn.future()]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return await read_result(fields, by_urn)
    if isinstance(value, Mapping):
        # The SDK has maps with a property `items` in place of the method; each has its keys.
        return {key: await read_result(value[key], by_urn) for key in cast("Mapping[Any, Any]", value)}
    if isinstance(value, list | tuple):
        found = [await read_result(item, by_urn) for item in cast("list[Any]", value)]
        return found if isinstance(value, list) else tuple(found)
    return value


async def _read_output(output: Any, by_urn: Mapping[str, Resource]) -> Any:
    known = await output.is_known()
    held = await output.future(with_unknowns=True)
    # An output that is unknown in one part still holds the others.
    value = await read_result(held, by_urn) if known or sdk.output.contains_unknowns(held) else UNKNOWN
    return Secret(value) if await output.is_secret() and not isinstance(value, Secret) else value
