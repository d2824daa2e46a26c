"""Checks what a plan sends to Azure against the classes of Pulumi's SDK: every property exists, every enum
has it.
"""

import importlib
import re
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import ModuleType
from typing import Any, cast

from pulumi import _types  # pyright: ignore[reportPrivateUsage] the SDK's own table of property names

from jiban.model.plan import Plan, Secret, Unknown
from jiban.report.values import leaves

NOT_IN_THE_ENUM = {
    # The stream of Microsoft's onboarding template for managed Prometheus (Azure/prometheus-collector); the
    # SDK's enum of known streams does not list it.
    ("azure-native:monitor:DataCollectionRule", "Microsoft-PrometheusMetrics"),
}
"""Texts that the SDK's enum lacks and Azure takes, each with its reason."""

_NAMED = re.compile(r"ForwardRef\('(\w+)'")


def faults(plan: Plan) -> list[str]:
    """Return every property of an Azure resource that the SDK does not know, and every text outside of its
    enum.
    """
    return [
        f"{resource.name}: {fault}"
        for resource in plan.resources
        if resource.custom and resource.type.startswith("azure-native:")
        for fault in resource_faults(resource.type, resource.inputs)
    ]


def compared(plan: Plan) -> int:
    """Return how many values of Azure resources there were to compare."""
    return sum(
        len(list(leaves(resource.inputs)))
        for resource in plan.resources
        if resource.custom and resource.type.startswith("azure-native:")
    )


def resource_faults(token: str, inputs: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the inputs of one resource."""
    module, arguments = _arguments(token)
    yield from _faults(token, module, arguments, inputs, "")


def takes_tags(token: str) -> bool:
    """Whether a type of resource can carry tags."""
    return token.startswith("azure-native:") and "tags" in _properties(_arguments(token)[1])


@cache
def _arguments(token: str) -> tuple[ModuleType, type]:
    """Return the SDK's module of a type and the class of its arguments."""
    _, module_name, name = token.split(":")
    module = importlib.import_module(f"pulumi_azure_native.{module_name}")
    overloads = typing.get_overloads(getattr(module, name).__init__)
    (found,) = [o.__annotations__["args"] for o in overloads if "args" in o.__annotations__]
    # Optional where a resource has no required input.
    arguments = next((kind for kind in typing.get_args(found) if kind is not type(None)), found)
    return module, arguments


def _faults(token: str, module: ModuleType, kind: type, value: Mapping[str, Any], path: str) -> Iterator[str]:
    known = _properties(kind)
    for name, given in value.items():
        if name not in known:
            yield f"{path}{name} is no property of {kind.__name__}"
            continue
        yield from _value_faults(token, module, known[name], given, f"{path}{name}")


def _value_faults(token: str, module: ModuleType, annotation: str, value: Any, path: str) -> Iterator[str]:
    named = [getattr(module, name, None) for name in _NAMED.findall(annotation)]
    if isinstance(value, Secret):
        value = value.value
    if value is None or isinstance(value, Unknown):
        return
    if isinstance(value, list):
        for position, item in enumerate(cast("list[Any]", value)):
            yield from _value_faults(token, module, annotation, item, f"{path}[{position}]")
    elif isinstance(value, dict):
        nested = [kind for kind in named if isinstance(kind, type) and _types.is_input_type(kind)]
        if nested:
            given = cast("dict[str, Any]", value)
            # One of several kinds is meant: the one that knows most of what is given.
            kind = max(nested, key=lambda each: len(_properties(each).keys() & given.keys()))
            yield from _faults(token, module, kind, given, f"{path}.")
    elif isinstance(value, str):
        enums = [kind for kind in named if isinstance(kind, type) and issubclass(kind, Enum)]
        members = {member.value for kind in enums for member in kind}
        if members and value not in members and (token, value) not in NOT_IN_THE_ENUM:
            yield f"{path} is {value!r}, not one of {', '.join(sorted(members))}"


@cache
def _properties(kind: type) -> Mapping[str, str]:
    """Return the annotation of every property by its name in Azure."""
    names = _types.input_type_py_to_pulumi_names(kind)
    return {
        names[python]: str(attribute.fget.__annotations__["return"])
        for python, attribute in vars(kind).items()
        if isinstance(attribute, property) and python in names and attribute.fget is not None
    }
