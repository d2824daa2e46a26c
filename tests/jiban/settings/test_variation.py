"""Other values that are tried in the place of one."""

from __future__ import annotations

from typing import Any

import pytest

from infra.settings import SETTINGS
from jiban.settings.fields import Field
from jiban.settings.variation import others

DAYS = Field(("x", "days"), "whole number", minimum=1, maximum=35)
SHARE = Field(("x", "share"), "number", above=0)
SIZE = Field(("x", "size"), "text", allowed=("small", "medium", "large"))
FLAG = Field(("x", "flag"), "true or false")
TEXT = Field(("x", "text"), "text")
NAMES = Field(("x", "names"), "list")
NONE_OF_IT = Field(("x", "tier"), "fields", optional=True)


@pytest.mark.parametrize(
    ("field", "value", "tried"),
    [
        (DAYS, 7, [8, 6, 14, 3]),
        (DAYS, 1, [2]),
        (DAYS, 2, [3, 1, 4]),
        (DAYS, 35, [34, 17]),
        (SHARE, 1, [2]),
        (SIZE, "medium", ["large", "small"]),
        (SIZE, "small", ["medium", "large"]),
        (FLAG, True, [False]),
        (FLAG, False, [True]),
        (TEXT, "trip", ["trip2"]),
        (TEXT, "1.9", ["1.8", "1.10", "1.11", "1.7"]),
        (NAMES, ["a", "b"], [["a"], ["b"]]),
        (NAMES, ["a"], [[]]),
        (NONE_OF_IT, None, [{}]),
        (NONE_OF_IT, {"a": 1}, [None]),
    ],
)
def test_what_is_tried(field: Field, value: Any, tried: list[Any]) -> None:
    """Likely ones first, within the field's limits, and none twice."""
    found = [each for each in others(SETTINGS, field, value, None) if each is not None or tried == [None]]
    assert found[: len(tried)] == tried
    assert value not in found
    assert all(type(each) is type(tried[0]) for each in found)


def test_no_other_secret_is_tried() -> None:
    """Nobody may guess one."""
    assert list(others(SETTINGS, Field(("x", "key"), "text", secret=True), "a", None)) == []


def test_neighbouring_ranges_are_tried_for_a_range() -> None:
    """Of the same size, within IPv4."""
    found = list(others(SETTINGS, TEXT, "10.0.0.0/16", None))
    assert found[:4] == ["10.1.0.0/16", "10.2.0.0/16", "10.16.0.0/16", "9.255.0.0/16"]
    assert "256.0.0.0/8" not in list(others(SETTINGS, TEXT, "255.0.0.0/8", None))


def test_null_is_tried_only_where_it_may_stand() -> None:
    """A value that has to be there is not taken away."""
    assert None not in list(others(SETTINGS, DAYS, 7, None))
    optional = Field(("x", "days"), "whole number", minimum=1, optional=True)
    assert list(others(SETTINGS, optional, 7, None)) == [8, 6, 14, 3, None]
