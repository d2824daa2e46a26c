"""Values on the wire (protobuf structs with Pulumi's signatures) to and from the values of a plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from google.protobuf import struct_pb2

from jiban.model.digest import UNKNOWN_TEXT
from jiban.model.plan import RESOURCE_SIGNATURE, SECRET_SIGNATURE, SIGNATURE, UNKNOWN, Secret, Unknown
from jiban.plan.errors import PlanError
from jiban.project.project import PLACEHOLDER_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_EXACT: Final = 2**53
"""Up to here a double holds every whole number."""


class Reader:
    """Turns structs into plan values: ints are ints again, texts that hold a placeholder become secret."""

    def __init__(self, placeholders: AbstractSet[str] = frozenset()) -> None:
        """Take the texts used in place of secrets."""
        self._placeholders = placeholders

    def struct(self, struct: struct_pb2.Struct) -> dict[str, Any]:
        """Read a map of properties."""
        fields = (
            struct.fields
        )  # WHY sorted: protobuf gives the keys of a map in an order that differs from run to run.
        return {key: self.value(fields[key]) for key in sorted(fields)}

    def value(self, value: struct_pb2.Value) -> Any:
        """Read one value."""
        kind = value.WhichOneof("kind")
        if kind == "string_value":
            return self._text(value.string_value)
        if kind == "number_value":
            number = value.number_value
            if not math.isfinite(number):
                raise PlanError(f"{number} is no number that JSON has, and no state can hold it")
            return int(number) if number.is_integer() and abs(number) <= _EXACT else number
        if kind == "bool_value":
            return value.bool_value
        if kind == "struct_value":
            return self._map(value.struct_value)
        if kind == "list_value":
            return [self.value(item) for item in value.list_value.values]
        return None

    def _text(self, text: str) -> Any:
        if text == UNKNOWN_TEXT:
            return UNKNOWN
        if self._placeholders and any(
            found in self._placeholders for found in PLACEHOLDER_PATTERN.findall(text)
        ):
            return Secret(text)
        return text

    def _map(self, struct: struct_pb2.Struct) -> Any:
        fields = struct.fields
        if SIGNATURE in fields:
            signature = fields[SIGNATURE].string_value
            if signature == SECRET_SIGNATURE:
                inner = self.value(fields["value"])
                return inner if isinstance(inner, Secret) else Secret(inner)
            if signature == OUTPUT_SIGNATURE:
                inner = self.value(fields["value"]) if "value" in fields else _unknown_of(fields)
                secret = "secret" in fields and fields["secret"].bool_value
                return Secret(inner) if secret and not isinstance(inner, Secret) else inner
            if signature == RESOURCE_SIGNATURE:
                return self.value(_identity(struct))
        return self.struct(struct)


def as_state(struct: struct_pb2.Struct) -> struct_pb2.Struct:
    """Return inputs as the state that a provider gives back in a preview.

    A reference to a resource is the resource's id in it, and an unknown does not tell what it comes from.
    """
    found = struct.SerializeToString()
    if RESOURCE_SIGNATURE.encode() not in found and OUTPUT_SIGNATURE.encode() not in found:
        return struct
    return struct_pb2.Struct(fields={key: _as_state(value) for key, value in struct.fields.items()})


def _as_state(value: struct_pb2.Value) -> struct_pb2.Value:
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        items = [_as_state(item) for item in value.list_value.values]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
    if kind != "struct_value":
        return value
    fields = value.struct_value.fields
    signature = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
    if signature == RESOURCE_SIGNATURE:
        return _identity(value.struct_value)
    if signature == OUTPUT_SIGNATURE and "value" not in fields:
        return struct_pb2.Value(string_value=UNKNOWN_TEXT)
    return struct_pb2.Value(struct_value=as_state(value.struct_value))


def unknown_of(urns: Iterable[str]) -> dict[str, Any]:
    """Return an unknown value that tells what it comes from, as a property of a request."""
    return {SIGNATURE: OUTPUT_SIGNATURE, "dependencies": sorted(urns)}


def _unknown_of(fields: Mapping[str, struct_pb2.Value]) -> Unknown:
    if "dependencies" not in fields:
        return UNKNOWN
    return Unknown(sources=tuple(each.string_value for each in fields["dependencies"].list_value.values))


def _identity(reference: struct_pb2.Struct) -> struct_pb2.Value:
    """Return what a reference to a resource stands for: its id, or the URN of a component, which has none."""
    fields = reference.fields
    # An id that is not known is empty on the wire, or the sentinel.
    unknown = struct_pb2.Value(string_value=UNKNOWN_TEXT)
    if "id" not in fields:
        return fields["urn"]
    return fields["id"] if fields["id"].string_value else unknown


def to_struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Write a map of plan values."""
    struct = struct_pb2.Struct()
    struct.update(wire(values))
    return struct


def wire(value: Any) -> Any:
    """Return a plan value as plain Python with Pulumi's sentinels and signatures."""
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET_SIGNATURE, "value": wire(value.value)}
    if isinstance(value, Mapping):
        return {key: wire(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [wire(item) for item in cast("Iterable[Any]", value)]
    return value


def as_outputs(struct: struct_pb2.Struct) -> struct_pb2.Struct:
    """Return properties with unknowns and secrets as output values, as the engine passes them to transforms.

    Without it a secret would reach a transform as a bare map with a signature, and take its neighbours with
    it.
    """
    upgraded = struct_pb2.Struct()
    for key, value in struct.fields.items():
        upgraded.fields[key].CopyFrom(_as_output(value))
    return upgraded


def _as_output(value: struct_pb2.Value) -> struct_pb2.Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value" and value.string_value == UNKNOWN_TEXT:
        return _value({SIGNATURE: OUTPUT_SIGNATURE})
    if kind == "list_value":
        items = [_as_output(item) for item in value.list_value.values]
        return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
    if kind != "struct_value":
        return value
    fields = value.struct_value.fields
    if SIGNATURE in fields:
        if fields[SIGNATURE].string_value != SECRET_SIGNATURE:
            return value
        wrapped = _value({SIGNATURE: OUTPUT_SIGNATURE, "secret": True})
        if not _unknown(fields["value"]):
            wrapped.struct_value.fields["value"].CopyFrom(fields["value"])
        return wrapped
    return struct_pb2.Value(struct_value=as_outputs(value.struct_value))


def _unknown(value: struct_pb2.Value) -> bool:
    return value.WhichOneof("kind") == "string_value" and value.string_value == UNKNOWN_TEXT


def _value(fields: dict[str, Any]) -> struct_pb2.Value:
    struct = struct_pb2.Struct()
    struct.update(fields)
    return struct_pb2.Value(struct_value=struct)
