"""What a plan of TripGen holds, by the ends of type tokens."""

from collections.abc import Mapping
from typing import Any

from jiban.model.plan import Plan, Resource


def of_type(found: Plan, kind: str) -> dict[str, Resource]:
    """Return the resources of a type, whose token ends like this, by logical name."""
    return {resource.name: resource for resource in found.resources if resource.type.endswith(f":{kind}")}


def one(found: Plan, kind: str) -> Mapping[str, Any]:
    """Return the inputs of the only resource of a type."""
    (resource,) = of_type(found, kind).values()
    return resource.inputs
