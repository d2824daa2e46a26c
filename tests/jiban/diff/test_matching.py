"""What finds the first value that is alike has the answers of a search through all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.matching import Candidates
from jiban.diff.paths import Path
from jiban.diff.values import differences
from jiban.model.placeholders import MarkedText
from jiban.model.plan import UNKNOWN, Secret
from tests.jiban.diff.value_strategies import INPUTS, VALUES

SETS: list[Path] = [("a",), ("name", "*", "a")]
LISTS = st.lists(VALUES | INPUTS, max_size=6)


def alike(kept: Any, asked: Any, *, lenient: bool) -> bool:
    """Whether there is no difference from the value that is asked for to the one that is kept."""
    return not any(True for _ in differences((), asked, kept, deployed=lenient, sets=SETS))


def taken(kept: list[Any], asked: list[Any], *, lenient: bool = False) -> list[int | None]:
    """The numbers of those that are found, one after the other."""
    found = Candidates(lambda one, other: alike(one, other, lenient=lenient), sets=SETS, lenient=lenient)
    for value in kept:
        found.add(value)
    return [found.take(value) for value in asked]


def plainly(kept: list[Any], asked: list[Any], *, lenient: bool) -> list[int | None]:
    """The same by its definition."""
    left = list(enumerate(kept))
    found: list[int | None] = []
    for value in asked:
        first = next((each for each in left if alike(each[1], value, lenient=lenient)), None)
        if first is not None:
            left.remove(first)
        found.append(None if first is None else first[0])
    return found


@given(LISTS, LISTS, st.booleans())
def test_the_answers_are_those_of_a_search(kept: list[Any], asked: list[Any], lenient: bool) -> None:  # noqa: FBT001 - hypothesis gives it by position
    """Whatever stands in the values, sets inside of them too."""
    assert taken(kept, asked, lenient=lenient) == plainly(kept, asked, lenient=lenient)


def test_of_several_the_first_is_taken() -> None:
    """Each once."""
    assert taken(["a", "b", "a"], ["a", "a", "a"]) == [0, 2, None]


def test_the_order_of_a_set_says_nothing() -> None:
    """That of another list does."""
    assert taken([{"a": [1, 2]}], [{"a": [2, 1]}]) == [0]
    assert taken([{"b": [1, 2]}], [{"b": [2, 1]}]) == [None]


def test_a_secret_that_could_not_be_read_is_like_any() -> None:
    """One that could be read is like its equal alone."""
    kept = [{"a": Secret(1), "b": Secret(2)}, {"a": Secret(UNKNOWN), "b": Secret(2)}]
    assert taken(kept, [{"a": Secret(3), "b": Secret(2)}, {"a": Secret(UNKNOWN), "b": Secret(2)}]) == [1, 0]


def test_what_is_not_known_is_like_all_where_one_is_lenient() -> None:
    """At its place alone; and what comes from a placeholder."""
    kept = [{"a": UNKNOWN, "b": 1}, {"a": MarkedText("x"), "b": 2}]
    asked = [{"a": 5, "b": 2}, {"a": 5, "b": 1}]
    assert taken(kept, asked, lenient=True) == [1, 0]
    assert taken(kept, asked) == [None, None]
