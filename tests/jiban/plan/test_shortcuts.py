"""What is put in the place of the SDK's own has its answers."""

from __future__ import annotations

import asyncio
from typing import Any, Union

import pytest

from jiban.plan import sdk
from jiban.plan.shortcuts import shortcuts


def put_in(name: str) -> Any:
    """What stands for a function of the SDK."""
    return next(value for _, each, value in shortcuts(sdk) if each == name)


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
