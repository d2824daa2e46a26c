"""The table of properties that are shown of each type."""

from __future__ import annotations

import collections.abc
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

import pytest
from pulumi import _types

from jiban.report.records import SHAPES
from jiban.tables import table

TABLE: Mapping[str, list[str | Mapping[str, str]]] = table("jiban.report", "properties.yaml")
SDK = {"azure-native": "pulumi_azure_native", "kubernetes": "pulumi_kubernetes"}
NO_CLASS = {"kubernetes:keda.sh/v1alpha1:": "a custom resource, which has no class of its own"}
"""Types of which no SDK knows the properties, by the beginning of their token, each with its reason."""


def entries() -> Iterator[tuple[str, str, str]]:
    """Type, path and shape of every entry."""
    for token, listed in TABLE.items():
        for entry in listed:
            pairs = [(entry, "")] if isinstance(entry, str) else list(entry.items())
            yield from ((token, path, shape) for path, shape in pairs)


def module_of(token: str) -> str:
    """The SDK's module of a type token."""
    package, module, _ = token.split(":")
    if package == "kubernetes":
        group, _, version = module.partition("/")
        return f"{SDK[package]}.{group.removesuffix('.k8s.io').split('.')[0]}.{version}"
    return f"{SDK[package]}.{module}"


def known(kind: Any, steps: list[str]) -> bool:
    """Whether an SDK's input class has a property at a path, as far as its classes say."""
    if not steps:
        return True
    kind = _types.unwrap_type(kind)
    if inspect.isclass(kind) and _types.is_input_type(kind):
        types = _types.input_type_types(kind)
        return steps[0] in types and known(types[steps[0]], steps[1:])
    inner = get_args(kind)
    if get_origin(kind) is collections.abc.Sequence:
        return steps[0] == "*" and known(inner[0], steps[1:])
    if get_origin(kind) is collections.abc.Mapping:
        return known(inner[1], steps[1:])
    return kind is Any


def exists(token: str, path: str) -> bool:
    """Whether a type has a property at a path of the table."""
    module, name = importlib.import_module(module_of(token)), token.split(":")[2]
    kind = getattr(module, f"{name}InitArgs", None) or getattr(module, f"{name}Args")
    return known(kind, [quoted or plain for quoted, plain in re.findall(r'\["([^"]+)"\]|([^.\["]+)', path)])


@pytest.mark.parametrize(("token", "path", "shape"), list(entries()))
def test_every_shape_of_the_table_exists(token: str, path: str, shape: str) -> None:
    """An entry names a shape, or a label of its own, or nothing."""
    assert not shape or shape.startswith("= ") or shape in SHAPES, f"{token} {path}"


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (token, path)
        for token, path, _ in entries()
        if token.split(":")[0] in SDK and not any(token.startswith(each) for each in NO_CLASS)
    ],
)
def test_every_path_of_the_table_is_a_property_of_the_type(token: str, path: str) -> None:
    """A misspelt path would show nothing and nobody would notice."""
    assert exists(token, path)


@pytest.mark.parametrize(
    ("token", "path"),
    [
        ("azure-native:network:Subnet", "adressPrefix"),
        ("azure-native:network:Subnet", "delegations.serviceName"),
        ("azure-native:network:PrivateEndpoint", "privateLinkServiceConnections.*.privateLinkServiceID"),
        ("kubernetes:apps/v1:Deployment", "spec.template.spec.container"),
    ],
)
def test_a_misspelt_path_is_found(token: str, path: str) -> None:
    """The check goes into lists and nested types."""
    assert not exists(token, path)
