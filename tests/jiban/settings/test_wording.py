"""Values, fields and limits in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.settings.fields import Field
from jiban.settings.wording import (
    accepts,
    bounds,
    example,
    listed,
    near,
    quoted,
    required,
    sample_list,
    shown,
    unit,
)


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


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field(("x",), "fields", fields=("a", "b")), "a map with a or b"),
        (Field(("x",), "map"), "a map"),
        (Field(("x",), "list"), "a list"),
        (Field(("x",), "text"), "text"),
        (Field(("x",), "whole number"), "a whole number"),
        (Field(("x",), "number"), "a number"),
        (Field(("x",), "true or false"), "true or false"),
        (Field(("x",), "anything"), "a value"),
        (Field(("x",), "text", form="uuid"), "a UUID"),
        (Field(("x",), "text", form="date"), "text"),
        (Field(("x",), "text", pattern="a+"), "text that matches a+"),
        (Field(("x",), "text", pattern="a+", pattern_words="some a"), "some a"),
        (Field(("x",), "text", allowed=("a", "b"), pattern="a+"), "a or b"),
        (Field(("x",), "whole number", minimum=2, unit=("day", "days")), "2 or more days"),
        (Field(("x",), "text", repeats=True), "text, or a list of them"),
        (Field(("x",), "list", repeats=True), "a list, or one of its items alone"),
        (Field(("x",), "text", optional=True), "text, or null for none"),
    ],
)
def test_what_a_field_takes(field: Field, words: str) -> None:
    """Its choices, else its limits, its pattern, its form, and at last its kind."""
    assert accepts(field) == words


def test_a_missing_value_is_told_by_its_meaning() -> None:
    """Where the kind of it says little; the first sentence, without a capital letter."""
    owner = Field(("owner",), "text", meaning="Who owns it. A mail address.")
    assert required(owner) == "who owns it"
    assert required(replace(owner, allowed=("a", "b"))) == "a or b"
    assert required(replace(owner, meaning="")) == "text"


def test_alternatives_are_listed_up_to_twelve() -> None:
    """Of more, the rest is counted."""
    assert listed([]) == "nothing"
    assert listed(["a"]) == "a"
    assert listed(["a", 2, True]) == "a, 2 or true"
    twelve = [chr(97 + at) for at in range(12)]
    assert listed(twelve) == "a, b, c, d, e, f, g, h, i, j, k or l"
    assert listed([*twelve, "m"]) == "a, b, c, d, e, f, g, h, i, j, k, l or 1 more"


def test_an_example_of_a_form() -> None:
    """A UUID that is nobody's."""
    assert example(Field(("x",), "text", form="uuid")) == "00000000-0000-0000-0000-000000000000"


def test_three_words_are_near_at_most() -> None:
    """The best of them."""
    assert near("zone", ["zone1", "zone2", "zone3", "zone4", "zone"])[0] == "zone"
    assert len(near("zone", ["zone1", "zone2", "zone3", "zone4", "zone"])) == 3
