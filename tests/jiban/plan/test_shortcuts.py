"""What stands in the place of slower functions of the SDK returns what they return."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from jiban.plan import sdk
from jiban.plan.shortcuts import shortcuts

MODULES = (
    "pulumi_aws.s3._inputs",
    "pulumi_aws.eks._inputs",
    "pulumi_azure_native.network._inputs",
    "pulumi_azure_native.containerservice._inputs",
    "pulumi_kubernetes.core.v1._inputs",
)


def input_classes(module: str) -> list[type]:
    """Return the classes of nested inputs of an SDK's module."""
    found = vars(importlib.import_module(module))
    names: list[str] = found["__all__"]
    return [
        each
        for name in names
        if sdk.types.is_input_type(each := getattr(importlib.import_module(module), name))
    ]


def quick() -> Any:
    """Return the function that reads types of inputs one by one."""
    return next(value for _, name, value in shortcuts(sdk) if name == "input_type_types")


@pytest.mark.parametrize("module", MODULES)
def test_types_of_inputs_are_those_that_the_sdk_reads(module: str) -> None:
    """For every class, whole and key by key."""
    classes = input_classes(module)
    assert len(classes) > 20
    read = quick()
    for each in classes:
        theirs = sdk.types.input_type_types(each)
        assert dict(read(each)) == theirs
        assert {key: read(each).get(key) for key in theirs} == theirs
        assert read(each).get("noSuchInput") is None


def test_a_type_that_is_not_asked_for_is_not_read() -> None:
    """A class with an input of a type that cannot be found serves for its other inputs."""

    @sdk.pulumi.input_type
    class Thing:
        @property
        @sdk.pulumi.getter(name="theSize")
        def the_size(self) -> int:
            """A size."""
            raise NotImplementedError

        @property
        @sdk.pulumi.getter
        def other(self) -> int:
            """Something else."""
            raise NotImplementedError

    missing: Any = vars(Thing)["other"]
    missing.fget.__annotations__["return"] = "NoSuchType"
    types = quick()(Thing)
    assert types.get("theSize") is int
    with pytest.raises(NameError):
        types.get("other")
