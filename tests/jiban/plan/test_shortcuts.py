"""What stands in the place of slower functions of the SDK returns what they return."""

from __future__ import annotations

import asyncio
import importlib
from typing import Any, Union

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


def put_in(name: str) -> Any:
    """What stands for a function of the SDK."""
    return next(value for _, each, value in shortcuts(sdk) if each == name)


@pytest.mark.parametrize("module", MODULES)
def test_types_of_inputs_are_those_that_the_sdk_reads(module: str) -> None:
    """For every class, whole and key by key."""
    classes = input_classes(module)
    assert len(classes) > 20
    read = put_in("input_type_types")
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
    types = put_in("input_type_types")(Thing)
    assert types.get("theSize") is int
    with pytest.raises(NameError):
        types.get("other")


@pytest.mark.parametrize("kind", [str, list[int], str | None, Union[str, int], Union[int, str]])  # noqa: UP007 - two that are equal
def test_a_type_is_taken_apart_as_by_the_sdk(kind: Any) -> None:
    """The second time, too."""
    unwrap = put_in("unwrap_type")
    assert [repr(unwrap(kind)), repr(unwrap(kind))] == [repr(sdk.types.unwrap_type(kind))] * 2


def test_types_that_are_equal_are_told_from_each_other() -> None:
    """Python takes unions for equal whatever their order."""
    unwrap = put_in("unwrap_type")
    assert repr(unwrap(Union[str, int])) == "typing.Union[str, int]"  # noqa: UP007 - as above
    assert repr(unwrap(Union[int, str])) == "typing.Union[int, str]"  # noqa: UP007 - as above


class Made:
    """Stands for a resource."""


def test_an_output_that_is_known_is_waited_for_by_nobody() -> None:
    """One that failed is asked for at the end, where it stops the program."""

    async def program() -> None:
        own = Made()
        resolvers = put_in("transfer_properties")(own, {"arn": None, "host": None}, custom=True)
        before = set(sdk.settings.SETTINGS.outputs)
        resolvers["arn"]("arn:x", is_known=True, is_secret=False, deps=set(), failed=None)
        assert await vars(own)["arn"].future() == "arn:x"
        assert set(sdk.settings.SETTINGS.outputs) == before
        resolvers["host"](None, is_known=False, is_secret=False, deps=None, failed=LookupError("refused"))
        [left] = set(sdk.settings.SETTINGS.outputs) - before
        with pytest.raises(LookupError, match="refused"):
            left.result()
        sdk.settings.SETTINGS.outputs.discard(left)

    asyncio.run(program())
