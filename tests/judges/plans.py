"""What the stacks send to each cloud, read from the golden plans, which a test holds to what is planned."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jiban.model.digest import read_digest
from tests.judges.schemas import Input

GOLDEN: Final = Path(__file__).parents[1] / "golden"
FREE: Final = frozenset({"tags", "labels", "annotations"})
"""Properties whose keys anybody may choose: each counts as one."""


@cache
def inputs(provider: str) -> tuple[Input, ...]:
    """Return the inputs of every resource of a provider, such as `aws`, over the plans of all stacks."""
    return tuple(
        Input(file.name.removesuffix(".plan.json"), resource.name, resource.type, resource.inputs)
        for file in sorted(GOLDEN.glob("*.plan.json"))
        for resource in read_digest(json.loads(file.read_text("utf-8"))).resources
        if resource.custom and resource.type.startswith(f"{provider}:")
    )


def changed(provider: str, stack: str, name: str, changes: Mapping[str, Any]) -> Input:
    """Return a resource of a stack with other inputs; one that becomes None is left out."""
    found = next(each for each in inputs(provider) if (each.stack, each.name) == (stack, name))
    kept = {key: value for key, value in {**found.inputs, **changes}.items() if value is not None}
    return Input("test", name, found.token, kept)


def properties(value: Any, path: str = "") -> Iterator[str]:
    """Yield the path of every property, the same for all items of a list."""
    if isinstance(value, Mapping) and path.rpartition(".")[2] not in FREE:
        for name, inner in value.items():
            yield from properties(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
        for item in value:
            yield from properties(item, path)
    else:
        yield path
