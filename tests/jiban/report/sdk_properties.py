"""What the SDKs' classes say of a type: whether it has a property at a path."""

from __future__ import annotations

import collections.abc
import importlib
import inspect
import re
from typing import Any, get_args, get_origin

from pulumi import _types

SDK = {"aws": "pulumi_aws", "azure-native": "pulumi_azure_native", "kubernetes": "pulumi_kubernetes"}
NO_CLASS = dict.fromkeys(
    ("kubernetes:gateway.envoyproxy.io/v1alpha1:", "kubernetes:keda.sh/v1alpha1:"),
    "a custom resource, which has no class of its own",
)
"""Types of which no SDK knows the properties, by the beginning of their token, each with its reason."""


def has_class(token: str) -> bool:
    """Whether an SDK at hand has a class for a type."""
    return token.split(":", maxsplit=1)[0] in SDK and not any(token.startswith(each) for each in NO_CLASS)


def module_of(token: str) -> str:
    """The SDK's module of a type token."""
    package, module, _ = token.split(":")
    if package == "kubernetes":
        group, _, version = module.partition("/")
        return f"{SDK[package]}.{group.removesuffix('.k8s.io').split('.')[0]}.{version}"
    module = module.partition("/")[0]
    return f"{SDK[package]}.{'lambda_' if module == 'lambda' else module}"


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
