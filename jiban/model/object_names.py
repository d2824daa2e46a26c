"""What names an object of a cloud or a cluster, whatever the program calls it.

Two resources of one identity are one object: what one of them deletes, the other has no more. The inputs that
name an object are data: `object_names_aws.json` and `object_names_azure.json` are made from the SDKs by
`tools/replacement_tables.py`, `object_names.json` is read by hand and counts over both. Objects of Kubernetes
have their kind, namespace and name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.model.type_patterns import TypePatterns

if TYPE_CHECKING:
    from jiban.model.plan import Resource

Identity = tuple[str, ...]
"""Two parts that say what kind of object it is, then those that name it."""
KUBERNETES: Final = "kubernetes"
_DERIVED: Final = {"aws": "object_names_aws.json", "azure-native": "object_names_azure.json"}
_READ: Final = "object_names.json"
_HELM: Final = "kubernetes:helm.sh/v3:Release"
"""The one type whose name stands beside its other inputs."""
_NO_OBJECTS: Final = ("Patch", "List")
"""How kinds of Kubernetes end that are a part of an object, or several."""
_API_VERSION: Final = re.compile(r"^(azure-native:[^:/]+)/v\d{8}(?:preview)?:")


@dataclass(frozen=True, slots=True)
class Names:
    """The inputs that name an object of one type."""

    own: tuple[str, ...]
    """Its own names, all of which it has to give; one that is left out is made up."""
    within: tuple[str, ...] = ()
    """What the name is unique in, as far as the resource gives it: a group, a cluster, a network."""
    several: bool = False
    """Whether there may be several objects of one name."""
    read: bool = False
    """Whether it is read by hand: the name alone then tells the objects of a stack from each other."""


def names_of(token: str) -> Names | None:
    """Return what names the objects of a type; None where that is not known, and for Kubernetes."""
    return _names(plain_type(token))


def derived_names(token: str) -> tuple[str, ...]:
    """Return the names of a type that the provider makes up where they are left out, as its SDK shows."""
    plain = plain_type(token)
    entry = _derived(plain.partition(":")[0]).get(plain, {})
    return tuple(entry.get("names", ()))


def identity_of(resource: Resource, provider: Resource | None) -> Identity | None:
    """Return which object a resource is; None where a part of its name is made up or not known.

    Args:
        resource: the resource.
        provider: the one that makes it, which gives a region or a namespace where the resource gives none.
    """
    if resource.package == KUBERNETES:
        return _of_kubernetes(resource, provider)
    token = plain_type(resource.type)
    names = _names(token)
    if names is None or names.several:
        return None
    own = [resource.inputs.get(key) for key in names.own]
    within = [resource.inputs.get(key) for key in names.within]
    if not all(isinstance(each, str) for each in own):
        return None
    if not all(each is None or isinstance(each, str) for each in within):
        return None
    place = provider.inputs.get("region") if provider is not None else None
    region = resource.inputs.get("region", place)
    parts = [*own, *(each or "" for each in within), region if isinstance(region, str) else ""]
    return token, "", *map(str, parts)


def plain_type(kind: str) -> str:
    """Return a type token without the API version that azure-native's may carry."""
    return _API_VERSION.sub(r"\1:", kind)


def _of_kubernetes(resource: Resource, provider: Resource | None) -> Identity | None:
    group, _, kind = resource.type.removeprefix(f"{KUBERNETES}:").rpartition(":")
    if kind.endswith(_NO_OBJECTS):
        return None
    metadata = resource.inputs if resource.type == _HELM else resource.inputs.get("metadata")
    given = cast("Mapping[str, Any]", metadata if isinstance(metadata, Mapping) else {})
    name, namespace = given.get("name"), given.get("namespace")
    if namespace is None:
        theirs = provider.inputs.get("namespace") if provider is not None else None
        namespace = "default" if theirs is None else theirs
    if not isinstance(name, str) or not isinstance(namespace, str):
        return None
    return group.partition("/")[0], kind, namespace, name


@cache
def _names(token: str) -> Names | None:
    package = token.partition(":")[0]
    if package not in _DERIVED:
        return None
    document = _document(_READ)
    entry = document["types"].get(token)
    read = entry is not None
    entry = entry or _derived(package).get(token)
    if entry is None:
        return None
    several = _of_several().fit(token)
    return Names(tuple(entry["names"]), tuple(entry.get("within", ())), several, read)


@cache
def _of_several() -> TypePatterns:
    return TypePatterns(_document(_READ)["several_of_one_name"])


def _derived(package: str) -> Mapping[str, Any]:
    return _document(_DERIVED[package])["types"] if package in _DERIVED else {}


@cache
def _document(name: str) -> Mapping[str, Any]:
    return json.loads((files("jiban.model") / name).read_text("utf-8"))
