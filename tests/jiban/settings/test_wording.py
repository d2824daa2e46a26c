"""Values, fields and limits in words."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.settings.fields import Field
from jiban.settings.wording import accepts, bounds, example, near, quoted, sample_list, shown, unit


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"minimum": 7, "maximum": 35}, "7 to 35"),
        ({"minimum": 7}, "7 or more"),
        ({"minimum": 0}, "0 or more"),
        ({"maximum": 35}, "at most 35"),
        ({"above": 0}, "more than 0"),
        ({}, ""),
    ],
)
def test_the_limits_of_a_number(limits: dict[str, Any], words: str) -> None:
    """Those that there are."""
    assert bounds(Field(("x",), "whole number", **limits)) == words


def test_a_unit_is_counted() -> None:
    """One has the singular; what is no word stands beside the number."""
    days = Field(("x",), "whole number", unit=("day", "days"))
    assert [unit(days, count) for count in (0, 1, 2)] == [" days", " day", " days"]
    assert unit(Field(("x",), "whole number", unit=("%", "%")), 5) == "%"
    assert unit(Field(("x",), "whole number"), 5) == ""
    assert accepts(Field(("x",), "whole number", minimum=7, maximum=35, unit=("day", "days"))).startswith(
        "7 to 35 days"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field(("x",), "text", allowed=("small", "large")), "small"),
        (Field(("x",), "whole number", default=7, minimum=1), 7),
        (Field(("x",), "true or false", default=False), False),
        (Field(("x",), "text", pattern="a+", pattern_example="aa", default=None), "aa"),
        (Field(("x",), "text", example="trip"), "trip"),
        (Field(("x",), "whole number", minimum=3), 3),
        (Field(("x",), "number", above=0.5), 1),
        (Field(("x",), "number", above=1), 2),
        (Field(("x",), "whole number"), 0),
        (Field(("x",), "text"), "text"),
        (Field(("x",), "true or false"), False),
        (Field(("x",), "map"), {}),
        (Field(("x",), "list"), []),
        (Field(("x",), "anything"), None),
    ],
)
def test_an_example_fits_its_field(field: Field, value: Any) -> None:
    """What the field names itself, else the least that it takes."""
    assert example(field) == value


def test_a_list_is_shown_by_what_it_may_hold() -> None:
    """Its default, else one item."""
    item = Field(("x", 0), "text", example="a")
    assert sample_list(Field(("x",), "list", default=["b", "c"]), item) == "[b, c]"
    assert sample_list(Field(("x",), "list", default=[]), item) == "[a]"
    assert sample_list(Field(("x",), "list"), None) == "[...]"


def test_the_nearest_words_come_first() -> None:
    """Whatever their case; what is not alike is not named."""
    assert near("Zones", ["subnets", "zone", "zones"]) == ["zones", "zone"]
    assert near("xyz", ["subnets", "zones"]) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "a map"),
        ([1], "a list"),
        ("a", '"a"'),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        (10**59, "1" + "0" * 59),
        (10**60, "1" + "0" * 59 + "... (61 digits)"),
    ],
)
def test_a_value_in_a_message(value: Any, text: str) -> None:
    """Short, and on one line."""
    assert shown(value) == text


def test_a_long_text_loses_its_middle() -> None:
    """From sixty letters on; control codes are written by their numbers."""
    assert quoted("a" * 60) == f'"{"a" * 60}"'
    assert quoted("a" * 49 + "b" * 12) == f'"{"a" * 40}...{"b" * 12}" (61 characters)'
    assert quoted("a\nb") == '"a\\u000ab"'
