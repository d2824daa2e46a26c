"""Patterns of places in values, one at a time and many at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.diff.paths import Path, Patterns, reaches

PATHS = st.lists(st.sampled_from(["a", "b", "*", 0]), max_size=3).map(tuple)
PLAIN = st.lists(st.sampled_from(["a", "b", 0]), max_size=3).map(tuple)


@given(st.lists(PATHS, max_size=5), PATHS)
def test_many_patterns_reach_what_one_of_them_does(patterns: list[Path], path: Path) -> None:
    """The answer is that of each pattern by itself."""
    assert Patterns.of(patterns).reach(path) == any(reaches(each, path) for each in patterns)


@given(st.lists(PATHS, max_size=5, unique=True), PLAIN)
def test_patterns_touch_what_they_reach_and_what_they_lead_into(patterns: list[Path], path: Path) -> None:
    """In their own order."""
    expected = [
        number
        for number, each in enumerate(patterns)
        if reaches(each, path) or reaches(path, each[: len(path)], literal=True)
    ]
    assert Patterns.of(patterns).touching(path) == expected


@pytest.mark.parametrize(
    ("path", "touching"),
    [
        (("tags",), [0, 1]),
        (("tags", "owner"), [0, 1]),
        (("tags", "team", "x"), [1]),
        (("name",), []),
        ((), [0, 1, 2]),
    ],
)
def test_what_is_touched(path: Path, touching: list[int]) -> None:
    """A pattern above, one inside, and one that ends beside."""
    assert Patterns.of([("tags", "owner"), ("tags", "*"), ("size",)]).touching(path) == touching
