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


TURNS = 12


async def turns_of(function: Any, *args: Any) -> tuple[list[str], str]:
    """Return what happens while a URN is waited for, turn by turn between two others, and the URN."""
    said: list[str] = []

    async def other(name: str) -> None:
        for turn in range(TURNS):
            said.append(f"{name}{turn}")
            await asyncio.sleep(0)

    async def waiting() -> str:
        urn: str = await function(*args).future()
        said.append("urn")
        return urn

    found = await asyncio.gather(other("a"), waiting(), other("b"))
    return said, found[1]


@pytest.mark.parametrize(
    "parent", ["urn:pulumi:dev::demo::a:b:C$d:e:F::name", "urn:pulumi:dev::demo::a:b:C::x::y", ""]
)
def test_a_urn_is_the_one_of_the_sdk_in_the_same_turn(parent: str) -> None:
    """What waits for it goes on in the order in which it would."""
    args = ("own", "g:h:I", parent)
    ours = asyncio.run(turns_of(put_in("create_urn"), *args))
    assert ours == asyncio.run(turns_of(sdk.resource.create_urn, *args))
    assert "urn" in ours[0][2:-2]


def test_a_urn_under_what_is_an_output_is_computed_by_the_sdk() -> None:
    """Nothing is known of it yet."""

    async def program() -> Any:
        parent = sdk.pulumi.Output.from_input("urn:pulumi:dev::demo::a:b:C::x")
        return await put_in("create_urn")("own", "g:h:I", parent).future()

    assert asyncio.run(program()) == "urn:pulumi:dev::demo::a:b:C$g:h:I::own"


def test_aliases_become_what_the_sdk_makes_of_them() -> None:
    """Twice, as those of a type alone are kept."""
    alias = sdk.pulumi.Alias
    given = [
        "urn:pulumi:dev::demo::a:b:C::x",
        alias(type_="a:b:C"),
        alias(name="old"),
        alias(type_="a:b:C", name="old"),
        alias(type_="a:b:C", parent=None),
        alias(type_="a:b:C", stack="other"),
        alias(type_="a:b:C", project="other"),
        alias(type_="a:b:C", parent="urn:pulumi:dev::demo::a:b:C::x"),
        alias(type_="a:b:D"),
    ]

    async def program() -> None:
        prepare = put_in("prepare_aliases")
        specs = [await sdk.resource.create_alias_spec(each) for each in given[1:]]
        for _ in range(2):
            found = await prepare(None, sdk.pulumi.ResourceOptions(aliases=given), True)  # noqa: FBT003 - the SDK's signature
            assert found[0].urn == given[0]
            assert [each.spec for each in found[1:]] == specs

    asyncio.run(program())


def test_a_copy_of_options_has_all_that_they_have() -> None:
    """An object of a derived class is one of it, too."""

    class Own(sdk.pulumi.ResourceOptions):
        """Options of a program's own."""

    for of_class in (sdk.pulumi.ResourceOptions, Own):
        given = of_class(protect=True, aliases=["a"])
        given.more = 1
        copy = next(
            value
            for owner, name, value in shortcuts(sdk)
            if name == "_copy" and owner is sdk.pulumi.ResourceOptions
        )(given)
        assert (type(copy), vars(copy)) == (of_class, vars(given))
        assert copy is not given


@pytest.mark.parametrize("value", ["text", 1, None, True, {}, [], ()])
def test_what_is_plain_is_not_awaited(value: Any) -> None:
    """A coroutine and a future are."""
    assert put_in("isawaitable")(value) is False

    async def coroutine() -> None:
        """Do nothing."""

    waiting = coroutine()
    assert put_in("isawaitable")(waiting) is True
    waiting.close()
