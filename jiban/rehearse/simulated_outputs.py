"""What a provider gives back for a resource, by the types that its SDK declares.

The engine takes a property that a provider does not return for unknown in a preview and for missing
afterwards, and a missing one makes programs fail or replace things for no reason. The SDK's resource classes
say which outputs there are and which of them are never missing; those are filled with made-up values of their
types.
"""

from __future__ import annotations

import enum
import importlib
import inspect
import json
import threading
import typing
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any, Final, cast

from jiban.model.plan import UNKNOWN, Secret, Unknown
from jiban.plan import sdk
from jiban.plan.lookups import DEFAULT_REGION
from jiban.rehearse.provider_behaviour import AZURE, SUBSCRIPTION, arn_of, extra_outputs, package_of

PACKAGES: Final = {
    "aws": "pulumi_aws",
    "azure-native": "pulumi_azure_native",
    "kubernetes": "pulumi_kubernetes",
}
"""Packages that are simulated, with the modules of their SDKs."""
_DEEPEST: Final = 5
_SPACE: Final = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_GUIDS: Final = ("principalId", "clientId", "tenantId", "objectId", "resourceGuid", "uid")
_lock: Final = threading.RLock()


@dataclass(frozen=True, slots=True)
class Shape:
    """Outputs of a resource class, by their names on the wire."""

    outputs: Mapping[str, Any]
    required: frozenset[str]
    """Outputs that are never missing."""


_NONE: Final = Shape({}, frozenset())


def version_of(package: str) -> str:
    """Give the version of a package's SDK that is installed, as a plugin says its own."""
    return metadata.version(PACKAGES[package].replace("_", "-"))


@cache
def _classes(package: str) -> Mapping[str, tuple[str, str]]:
    """Map each type token of a package to the module and the name of its class.

    The SDK hands this table to the runtime as JSON when it is imported, and keeps it in no variable.
    """
    name = PACKAGES.get(package)
    if name is None:
        return {}
    source = inspect.getsource(importlib.import_module(name))
    text = source.split('resource_modules="""', 1)[1].split('"""', 1)[0]
    return {
        token: (entry["fqn"], class_name)
        for entry in json.loads(text)
        for token, class_name in entry["classes"].items()
    }


def shape_of(kind: str) -> Shape:
    """Give the shape of a type; of one that the SDK does not know (a custom resource), an empty one.

    Imports of SDK modules from several threads at once fail, so this waits for its turn.
    """
    with _lock:
        return _shape(kind)


@cache
def _shape(kind: str) -> Shape:
    place = _classes(package_of(kind)).get(kind)
    if place is None:
        return _NONE
    module = importlib.import_module(place[0])
    cls = getattr(module, place[1])
    outputs = {key: value for key, value in sdk.types.resource_types(cls).items() if key not in {"urn", "id"}}
    return Shape(outputs, frozenset(outputs) - _optional(cls))


def _getters(kind: type) -> tuple[tuple[str, str, Any], ...]:
    return cast(
        "tuple[tuple[str, str, Any], ...]",
        sdk.types._py_properties(kind),  # noqa: SLF001 the SDK has no public way to ask
    )


def _optional(kind: type) -> frozenset[str]:
    hints = (
        (wire, str(getattr(getter.fget, "__annotations__", {}).get("return")))
        for _, wire, getter in _getters(kind)
    )
    return frozenset(wire for wire, hint in hints if "Optional[" in hint)


def _is_map(kind: Any) -> bool:
    origin = typing.get_origin(kind)
    return inspect.isclass(origin) and issubclass(origin, Mapping)


def _beneath(found: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    """Put listed outputs, and listed parts of outputs, where there are none."""
    merged = {**listed, **found}
    for key in set(listed) & set(found):
        if isinstance(found[key], Mapping) and isinstance(listed[key], Mapping):
            merged[key] = _beneath(found[key], listed[key])
    return merged


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the outputs of one object."""

    kind: str
    id: str
    """Id of the object; values differ from object to object by it."""
    preview: bool = False
    """Whether what is made is unknown yet."""

    def outputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Give all that a provider returns: what went in, and the rest as the SDK declares it.

        In a preview every declared output that does not come from the inputs is unknown.
        """
        shape = shape_of(self.kind)
        found = {key: self._merged(value, shape.outputs.get(key), key) for key, value in inputs.items()}
        if self.preview:
            return {**dict.fromkeys(shape.outputs, UNKNOWN), **found}
        listed = {key: self._listed(value, key) for key, value in extra_outputs(self.kind).items()}
        found = _beneath(found, listed)
        for key in sorted(shape.required - set(found)):
            found[key] = self._made(shape.outputs[key], key, 0)
        return found

    def _listed(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Any]", value)
            return {key: self._listed(item, f"{path}.{key}") for key, item in items.items()}
        if not isinstance(value, str):
            return value
        return value.replace("${id}", self.id).replace(
            "${guid}", str(uuid.uuid5(_SPACE, f"{self.id}#{path}"))
        )

    def _merged(self, value: Any, kind: Any, path: str) -> Any:
        """Add to an input what its output type declares beyond it."""
        if isinstance(value, Secret):
            return Secret(self._merged(value.value, kind, path))
        if isinstance(value, Unknown):
            return value
        if isinstance(value, list):
            items = cast("list[Any]", value)
            if _is_map(kind):
                # Azure takes some lists of ids and answers with a map by id.
                inner = typing.get_args(kind)[1]
                if self.preview:
                    return UNKNOWN
                return {str(item): self._made(inner, f"{path}.{item}", 0) for item in items}
            inner = (typing.get_args(kind) or (None,))[0]
            return [self._merged(item, inner, f"{path}.{number}") for number, item in enumerate(items)]
        structured = inspect.isclass(kind) and sdk.types.is_output_type(kind)
        return self._completed(value, kind, path) if structured and isinstance(value, Mapping) else value

    def _completed(self, value: Any, kind: type, path: str) -> dict[str, Any]:
        given = cast("Mapping[str, Any]", value)
        declared = cast("Mapping[str, Any]", sdk.types.output_type_types(kind))
        found = {key: self._merged(item, declared.get(key), f"{path}.{key}") for key, item in given.items()}
        optional = _optional(kind)
        # Azure's provider takes every property of a response for unknown until it is there.
        whole = self.preview and package_of(self.kind) == AZURE
        for key in sorted(set(declared) - set(found)):
            if whole or key not in optional:
                found[key] = UNKNOWN if self.preview else self._made(declared[key], f"{path}.{key}", 0)
        return found

    def _made(self, kind: Any, path: str, depth: int) -> Any:
        origin = typing.get_origin(kind)
        arguments = typing.get_args(kind)
        if _is_map(kind):
            return {}
        if origin is not None and arguments:
            return [self._made(arguments[0], f"{path}.0", depth + 1)] if depth < _DEEPEST else []
        if not inspect.isclass(kind):
            return {}
        if sdk.types.is_output_type(kind):
            if depth >= _DEEPEST:
                return {}
            optional = _optional(kind)
            types = cast("Mapping[str, Any]", sdk.types.output_type_types(kind))
            return {
                key: self._made(inner, f"{path}.{key}", depth + 1)
                for key, inner in types.items()
                if key not in optional
            }
        if issubclass(kind, enum.Enum):
            return next(iter(kind)).value
        simple: dict[type, Any] = {bool: False, int: 1, float: 1.0, str: self._text(path)}
        return simple.get(kind, {})

    def _text(self, path: str) -> str:
        """Give a text that is well formed for its name and belongs to this object."""
        key = path.rsplit(".", 1)[-1]
        own = self.id.rsplit("/", 1)[-1]
        lower = key.lower()
        if key in _GUIDS or lower.endswith("guid"):
            return str(uuid.uuid5(_SPACE, f"{self.id}#{path}"))
        if key == "subscriptionId":
            return SUBSCRIPTION
        if key == "region":
            return DEFAULT_REGION
        if key == "name":
            return own
        if lower.endswith("arn"):
            return arn_of(self.kind, own)
        if lower.endswith(("uri", "url", "endpoint", "issuer")):
            return f"https://{own.lower()}.{lower}.invalid/"
        if lower.endswith(("fqdn", "hostname", "domainname", "address")):
            return f"{own.lower()}.{lower}.invalid"
        return f"{key}-of-{own}"
