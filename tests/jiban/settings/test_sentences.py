"""What is said of a value that a field does not take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.settings.fields import Field
from jiban.settings.sentences import Sentence, sentence

DAYS = Field(("days",), "whole number", minimum=1, maximum=35)
SHARE = Field(("share",), "number", above=0)
SIZE = Field(("size",), "text", allowed=("small", "large"))
VERSION = Field(("version",), "whole number", allowed=(16, 17))
FLAG = Field(("flag",), "true or false")
NAMES = Field(("names",), "list", shortest=1, longest=3)
WORD = Field(("word",), "text", shortest=2, longest=5)
MANY = Field(("many",), "map", shortest=2)


def said(field: Field, value: Any, kind: str = "wrong", **context: Any) -> tuple[str, str]:
    """Reason and remedy."""
    found = sentence(kind, "Wrong", context, value, field=field, item=None)
    assert isinstance(found, Sentence)
    return found.reason, found.remedy


@pytest.mark.parametrize(
    ("field", "value", "reason", "remedy"),
    [
        (DAYS, 0, "at least 1", "set 1 to 35"),
        (DAYS, 36, "at most 35", "set 1 to 35"),
        (DAYS, 1.5, "expected a whole number", "set 1 to 35"),
        (DAYS, True, "expected a whole number, got true", "set 1 to 35"),
        (DAYS, "7", "expected a number, got quoted text", "write 7 without quotes"),
        (DAYS, "", "expected a whole number, got empty text", "set 1 to 35"),
        (SHARE, 0, "it must be more than 0", "set more than 0"),
        (SHARE, float("inf"), "expected a finite number", "set more than 0"),
        (SIZE, "smal", "unknown value", "set small or large"),
        (SIZE, "larg", "unknown value", "set large or small"),
        (VERSION, "17", "expected a number, got quoted text", "write 17 without quotes"),
        (VERSION, "18", "unknown value", "set 16 or 17"),
        (FLAG, "yes", "expected true or false, got text", "write true, without quotes"),
        (FLAG, "Off", "expected true or false, got text", "write false, without quotes"),
        (FLAG, 1, "expected true or false, got the number 1", "write true or false, without quotes"),
        (WORD, 17, "expected text, got the number 17 without quotes", 'write it in quotes: "17"'),
        (WORD, True, "expected text, got true without quotes", 'write it in quotes: "true"'),
        (WORD, ["a"], "expected text, got a list", "give text"),
        (NAMES, {"a": 1}, "expected a list, got a map", "write it as a list, such as [...]"),
        (NAMES, "a", "expected a list, got text", "write it as a list, such as [...]"),
    ],
)
def test_what_is_wrong_and_what_to_write(field: Field, value: Any, reason: str, remedy: str) -> None:
    """By the kind of the field and of what stands there."""
    assert said(field, value) == (reason, remedy)


@pytest.mark.parametrize(
    ("field", "value", "kind", "reason", "remedy"),
    [
        (NAMES, [], "too_short", "it is empty", "give 1 to 3 items"),
        (MANY, {"a": 1}, "too_short", "it is too short", "give at least 2 entries"),
        (WORD, "a", "string_too_short", "it is too short", "give 2 to 5 characters"),
        (WORD, "abcdef", "string_too_long", "it is too long", "give 2 to 5 characters"),
    ],
)
def test_what_is_too_short_or_too_long(field: Field, value: Any, kind: str, reason: str, remedy: str) -> None:
    """In items, entries or characters."""
    assert said(field, value, kind) == (reason, remedy)


def test_a_list_that_is_too_long_is_told_its_length() -> None:
    """As the check counted it."""
    assert said(NAMES, [1, 2, 3, 4], "too_long", actual_length=4)[0] == "it has 4 items"


@pytest.mark.parametrize(
    ("shortest", "longest", "remedy"),
    [
        (1, 3, "give 1 to 3 items"),
        (None, 3, "give at most 3 items"),
        (1, None, "give at least 1 item"),
        (2, None, "give at least 2 items"),
        (None, None, "give at least 1 item"),
    ],
)
def test_the_limits_of_a_length(shortest: int | None, longest: int | None, remedy: str) -> None:
    """Those that there are."""
    field = Field(("names",), "list", shortest=shortest, longest=longest)
    assert said(field, [], "too_short")[1] == remedy


def test_a_variant_that_there_is_not_names_those_there_are() -> None:
    """In the words of any other choice, not in pydantic's."""
    tags = "'rolling', 'canary', 'blue_green'"
    field = Field(("rollout", "kind"), "text")
    assert said(field, "sideways", "union_tag_invalid", expected_tags=tags) == (
        "unknown value",
        "set rolling, canary or blue_green",
    )


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        *((word, "true") for word in ("yes", "on", "y", "YES", "true", "True")),
        *((word, "false") for word in ("no", "off", "n", "No", "false")),
        *((word, "true or false") for word in ("1", "enabled", "")),
    ],
)
def test_the_truth_values_of_older_yaml(word: str, meant: str) -> None:
    """Each is told as what it meant; any other word is not guessed at."""
    assert said(FLAG, word)[1] == f"write {meant}, without quotes"


@pytest.mark.parametrize("kind", ["value_error", "assertion_error"])
@pytest.mark.parametrize(
    ("message", "example", "sentence_of_it"),
    [
        ("Value error, it is odd; give an even one", "", ("it is odd", "give an even one")),
        ("Assertion failed, a; b; c", "", ("a; b", "c")),
        ("Value error, it is odd", "", ("it is odd", "correct it")),
        ("Value error, it is odd", "2", ("it is odd", "write it like 2")),
    ],
)
def test_a_specification_has_its_own_words(
    kind: str, message: str, example: str, sentence_of_it: tuple[str, str]
) -> None:
    """The reason, and behind the last semicolon what to do."""
    field = Field(("x",), "text", pattern_example=example)
    found = sentence(kind, message, {}, "a", field=field)
    assert (found.reason, found.remedy) == sentence_of_it


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        (DAYS, "give 1 to 35"),
        (Field(("x",), "text", default="a"), "give text, or remove the line for the default"),
        (Field(("x",), "text", default="a", optional=True), "give text, or remove the line for the default"),
    ],
)
def test_null_where_a_value_is_wanted(field: Field, remedy: str) -> None:
    """A default is taken where nothing stands."""
    assert said(field, None) == ("expected a value, got null", remedy)


@pytest.mark.parametrize(
    ("field", "value", "reason", "remedy"),
    [
        (
            MANY,
            "a",
            "expected a map, got text",
            "write it as a map, each entry's name with a colon",
        ),
        (
            MANY,
            ["a"],
            "expected a map, got a list",
            "write it as a map, each entry's name with a colon",
        ),
        (
            Field(("x",), "fields", fields=("a", "b")),
            3,
            "expected a map, got the number 3",
            "write it as a map with a or b",
        ),
        (SIZE, {"a": 1}, "expected one value, got a map", "give small or large"),
        (DAYS, [7], "expected a whole number, got a list", "give 1 to 35"),
    ],
)
def test_a_map_or_a_list_and_what_is_none(field: Field, value: Any, reason: str, remedy: str) -> None:
    """What it is, and how to write it."""
    found = said(field, value)
    assert (found[0], found[1][: len(remedy)]) == (reason, remedy)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (replace(DAYS, unit=("day", "days")), 0, "at least 1 day"),
        (replace(DAYS, unit=("day", "days")), 36, "at most 35 days"),
        (replace(SHARE, above=1, unit=("%", "%")), 1, "it must be more than 1%"),
        (Field(("x",), "text", form="uuid"), "x", "not a UUID"),
        (Field(("x",), "text", pattern="a", pattern_words="small letters"), "X", "expected small letters"),
        (Field(("x",), "text", pattern="a", pattern_words="the name of it"), "X", "not the name of it"),
        (Field(("x",), "anything"), "x", "wrong"),
    ],
)
def test_a_fault_in_the_words_of_its_field(field: Field, value: Any, reason: str) -> None:
    """With its unit, its form, or what its pattern asks for."""
    assert said(field, value)[0] == reason
