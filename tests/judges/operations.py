"""Holds AWS inputs against the operations that make them, by the service models of AWS's own SDK for Python:
shapes, required members, enums, patterns and bounds.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore.session
import jsonschema
import regex
from jsonschema import validators

from tests.judges.schemas import Entry, Input, Translation, entries, translated

NAME: Final = "botocore"
UNKNOWN: Final = object()
"""Stands for a value that only the deployment knows: nothing is said of it."""
_NUMBERS: Final = {"integer": "integer", "long": "integer", "float": "number", "double": "number"}
_BOUNDS: Final = {
    "list": {"min": "minItems", "max": "maxItems"},
    "map": {"min": "minProperties", "max": "maxProperties"},
    "string": {"min": "minLength", "max": "maxLength", "pattern": "pattern", "enum": "enum"},
    **{kind: {"min": "minimum", "max": "maximum"} for kind in _NUMBERS},
}
"""What JSON Schema calls the bounds of a shape, by the shape's type."""


@cache
def table() -> Mapping[str, Entry]:
    """Return the operation that makes each type of resource."""
    return entries(Path(__file__).with_name("operations.yaml"))


@cache
def schema(operation: str) -> Mapping[str, Any]:
    """Return what an operation takes, such as `eks.CreateCluster`, as JSON Schema."""
    service, _, name = operation.partition(".")
    found = _service(service).operation_model(name)
    definitions: dict[str, Any] = {}
    return {**_schema(found.input_shape, definitions), "definitions": definitions}


def translation(token: str, inputs: Mapping[str, Any]) -> Translation:
    """Return the inputs of a resource as the operation's parameters."""
    entry = table()[token]
    return translated(inputs, schema(entry.target), entry, lambda: UNKNOWN)


def faults(resources: Sequence[Input]) -> list[str]:
    """Return what the operations' models refuse in resources: nothing if all are good."""
    return [
        f"{each}: {'.'.join(map(str, error.absolute_path))}: {error.message} ({table()[each.token].target})"
        for each in resources
        if each.token in table()
        for error in _validator(table()[each.token].target).iter_errors(
            translation(each.token, each.inputs).value
        )
        if error.instance is not UNKNOWN
    ]


_BEYOND: Final = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
"""Characters beyond the first 65,536 as Java has them, in pairs, and as Python does."""


@cache
def _validator(operation: str) -> Any:
    kind: Any = validators.extend(jsonschema.Draft7Validator, {"pattern": _whole})
    return kind(schema(operation))


def _whole(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    """Refuse a text that a pattern does not describe whole; AWS writes them with classes of Unicode."""
    if isinstance(instance, str) and not regex.fullmatch(pattern.replace(*_BEYOND), instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


@cache
def _service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


def _reference(shape: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if shape.name not in definitions:
        definitions[shape.name] = {}  # a shape may hold itself
        definitions[shape.name] = _schema(shape, definitions)
    return {"$ref": f"#/definitions/{shape.name}"}


def _schema(shape: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    kind = shape.type_name
    names = _BOUNDS.get(kind, {})
    bounds = {names[word]: value for word, value in shape.metadata.items() if word in names}
    if kind == "structure":
        return {
            "type": "object",
            "properties": {name: _reference(each, definitions) for name, each in shape.members.items()},
            "required": list(shape.required_members),
            "additionalProperties": False,
        }
    if kind == "list":
        return {"type": "array", "items": _reference(shape.member, definitions), **bounds}
    if kind == "map":
        return {"type": "object", "additionalProperties": _reference(shape.value, definitions), **bounds}
    return {"type": _NUMBERS.get(kind, "boolean" if kind == "boolean" else "string"), **bounds}
