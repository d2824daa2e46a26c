"""Outputs that a provider returns for a resource, by the types that its SDK declares.

The engine takes a property that a provider does not return for unknown in a preview and for missing
afterwards, and a missing one makes programs fail or replace things for no reason. The SDK's resource classes
say which outputs there are and which of them are never missing; those are filled with made-up values of their
types.
"""

from __future__ import annotations

import importlib
import inspect
import json
import threading
import uuid
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any, Final, cast

from jiban.model.plan import UNKNOWN, has_unknown
from jiban.plan.lookups import DEFAULT_REGION
from jiban.plan.sdk_types import Property, TypedValues, is_map, item_type, last_name, properties_of
from jiban.rehearse.provider_behaviour import (
    KUBERNETES,
    SUBSCRIPTION,
    arn_of,
    extra_outputs,
    package_of,
    plain,
)

PACKAGES: Final = {
    "aws": "pulumi_aws",
    "azure-native": "pulumi_azure_native",
    "kubernetes": "pulumi_kubernetes",
}
"""Packages that are simulated, with the modules of their SDKs."""
_SPACE: Final = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_GUIDS: Final = ("principalId", "clientId", "tenantId", "objectId", "resourceGuid", "uid")
_lock: Final = threading.RLock()


def version_of(package: str) -> str:
    """Return the version of a package's SDK that is installed, in a plugin's form."""
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


def declared_outputs(kind: str) -> Mapping[str, Property]:
    """Return the outputs of a type by their names on the wire.

    There are none of a type that the SDK does not know (a custom resource). Imports of SDK modules from
    several threads at once fail, so this waits for its turn.
    """
    with _lock:
        return _declared_outputs(kind)


@cache
def _declared_outputs(kind: str) -> Mapping[str, Property]:
    place = _classes(package_of(kind)).get(kind)
    if place is None:
        return {}
    declared = properties_of(getattr(importlib.import_module(place[0]), place[1]))
    return {key: found for key, found in declared.items() if key not in {"urn", "id"}}


def _beneath(found: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    """Put listed outputs, and listed parts of outputs, where there are none."""
    return {**listed, **{key: _under(value, listed.get(key)) for key, value in found.items()}}


def _under(found: Any, listed: Any) -> Any:
    """Put what is listed where nothing is: in a map by its keys, in a list by the places that both have."""
    if isinstance(found, Mapping) and isinstance(listed, Mapping):
        return _beneath(cast("Mapping[str, Any]", found), cast("Mapping[str, Any]", listed))
    if isinstance(found, list) and isinstance(listed, list):
        places, given = cast("list[Any]", found), cast("list[Any]", listed)
        return [*map(_under, places, given), *places[len(given) :]]
    return cast("Any", found)


class SimulatedOutputs(TypedValues):
    """Makes the outputs of one object."""

    def __init__(self, kind: str, id_: str, *, preview: bool = False) -> None:
        """Take the object.

        Args:
            kind: type token.
            id_: id of the object; values differ from object to object by it.
            preview: whether what is made is unknown yet.
        """
        self._kind = kind
        self._id = id_
        self._preview = preview

    def outputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return all that a provider returns: what went in, and the rest as the SDK declares it.

        In a preview every declared output that does not come from the inputs is unknown.
        """
        # The types of nested properties are imported when they are first asked for.
        with _lock:
            return self._outputs(inputs)

    def _as_given(self) -> bool:
        """Return whether a preview has what went in and nothing else.

        Kubernetes' provider gives an object back like that when it has no cluster to try it on
        (`provider.go`, Create, read on 2026-11-26).
        """
        return self._preview and package_of(self._kind) == KUBERNETES

    def _outputs(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        if self._as_given():
            return dict(inputs)
        declared = declared_outputs(self._kind)
        types = {key: each.type for key, each in declared.items()}
        found = {key: self.complete(value, types.get(key), key) for key, value in inputs.items()}
        if self._preview:
            return {**dict.fromkeys(declared, UNKNOWN), **found}
        listed = {key: self._listed(value, key) for key, value in extra_outputs(self._kind).items()}
        return self.fill(_beneath(found, listed), declared)

    def complete(self, value: Any, kind: Any, path: str = "") -> Any:
        """Return a value completed; a document that is given as a map comes back as its JSON."""
        if kind is str and isinstance(value, Mapping | list):
            document = plain(cast("Any", value))
            return UNKNOWN if has_unknown(document) else json.dumps(document, sort_keys=True)
        return super().complete(value, kind, path)

    def wants(self, declared: Property) -> bool:
        """Add what is never missing, and in a preview whatever a cloud may add.

        Providers that come from Terraform mark each computed field as unknown in a preview, azure-native
        every field of a response that the inputs lack (`previewOutputs.go`, read on 2026-11-26).
        """
        return self._preview or not declared.optional

    def missing(self, kind: Any, path: str, depth: int) -> Any:
        """Add nothing made-up in a preview."""
        return UNKNOWN if self._preview else self.make(kind, path, depth)

    def complete_list(self, items: list[Any], kind: Any, path: str) -> Any:
        """Return a list, or a map by id: Azure takes some lists of ids and returns such a map."""
        if not is_map(kind):
            return super().complete_list(items, kind, path)
        if self._preview:
            return UNKNOWN
        return {str(item): self.make(item_type(kind), f"{path}.{item}") for item in items}

    def _listed(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            items = cast("Mapping[str, Any]", value)
            return {key: self._listed(item, f"{path}.{key}") for key, item in items.items()}
        if not isinstance(value, str):
            return value
        return value.replace("${id}", self._id).replace(
            "${guid}", str(uuid.uuid5(_SPACE, f"{self._id}#{path}"))
        )

    def text(self, path: str) -> str:
        """Return a text that is well formed for its name and belongs to this object."""
        key = last_name(path)
        own = self._id.rsplit("/", 1)[-1]
        lower = key.lower()
        if key in _GUIDS or lower.endswith("guid"):
            return str(uuid.uuid5(_SPACE, f"{self._id}#{path}"))
        if key == "subscriptionId":
            return SUBSCRIPTION
        if key == "region":
            return DEFAULT_REGION
        if key == "name":
            return own
        if lower.endswith("arn"):
            return arn_of(self._kind, own)
        if lower.endswith(("uri", "url", "endpoint", "issuer")):
            return f"https://{own.lower()}.{lower}.invalid/"
        if lower.endswith(("fqdn", "hostname", "domainname", "address")):
            return f"{own.lower()}.{lower}.invalid"
        return f"{key}-of-{own}"
