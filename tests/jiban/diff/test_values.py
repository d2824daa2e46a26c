"""Differences of two values: which there are, how certain they are, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.diff.paths import reaches
from jiban.diff.values import MISSING, ItemKey, at, differences, parse_path
from jiban.model.placeholders import MarkedText
from jiban.model.plan import UNKNOWN, Secret

Told = list[tuple[tuple[str | int, ...], Any, Any, bool, str]]


def told(old: Any, new: Any, *, deployed: bool = False) -> Told:
    """Path, both sides, certainty and note of each difference."""
    return [
        (each.path, each.before, each.after, each.certain, each.note)
        for each in differences((), old, new, deployed=deployed)
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Secret("a"), Secret("a"), []),
        (Secret("a"), Secret("b"), [((), Secret("a"), Secret("b"), True, "")]),
        (Secret(UNKNOWN), Secret("b"), []),
        (Secret("a"), Secret(UNKNOWN), []),
        (Secret("a"), "a", [((), Secret("a"), Secret("a"), True, "is no longer secret")]),
        ("a", Secret("a"), [((), Secret("a"), Secret("a"), True, "becomes secret")]),
        (None, Secret("a"), [((), MISSING, Secret("a"), True, "")]),
        (Secret("a"), None, [((), Secret("a"), MISSING, True, "")]),
        (Secret("a"), UNKNOWN, [((), Secret("a"), Secret(UNKNOWN), False, "")]),
        (UNKNOWN, Secret("a"), [((), Secret(UNKNOWN), Secret("a"), False, "")]),
    ],
)
def test_a_secret_against_something_else(old: Any, new: Any, expected: Told) -> None:
    """The side that is not secret is hidden too: it may be the very value."""
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a", UNKNOWN, []),
        (Secret("a"), UNKNOWN, []),
        (None, UNKNOWN, [((), MISSING, UNKNOWN, False, "")]),
        (None, Secret(UNKNOWN), [((), MISSING, Secret(UNKNOWN), True, "")]),
        ({"a": "x"}, {"a": UNKNOWN}, []),
        ([{"name": "a", "x": 1}], [{"name": "a", "x": UNKNOWN}], []),
        ({}, {"a": UNKNOWN}, [(("a",), MISSING, UNKNOWN, False, "")]),
        (["x", "y"], [UNKNOWN, "y"], []),
        (["x"], ["x", UNKNOWN], [((), ["x"], ["x", UNKNOWN], False, "")]),
        (UNKNOWN, "a", [((), UNKNOWN, "a", False, "")]),
        (Secret("a"), "b", [((), Secret("a"), Secret("b"), True, "is no longer secret")]),
        (Secret("a"), None, [((), Secret("a"), MISSING, True, "")]),
        ("a", "b", [((), "a", "b", True, "")]),
    ],
)
def test_a_deployment_against_what_is_asked_for(old: Any, new: Any, expected: Told) -> None:
    """It knows what a plan does not; whatever the plan does know counts as ever."""
    assert told(old, new, deployed=True) == expected


@pytest.mark.parametrize(
    ("old", "new", "certain", "note"),
    [
        (["a", "b"], ["b", "a"], True, "order only"),
        ([Secret("a"), "b"], ["b", Secret("a")], True, "order only"),
        ([Secret("a"), "b"], ["b", Secret("c")], True, ""),
        (["a", "b"], ["a"], True, ""),
        (["a", UNKNOWN], ["a"], False, ""),
        (["a"], ["a", UNKNOWN], False, ""),
        (["a", "a"], ["a", "b"], True, ""),
        (["a", UNKNOWN], [UNKNOWN, "a"], False, ""),
        (["a", "b"], ["a", UNKNOWN], False, ""),
        ([1, True], [True, 1], True, "order only"),
        ([1], [True], True, ""),
    ],
)
def test_a_list_of_plain_values_is_told_as_a_whole(
    old: list[Any],
    new: list[Any],
    *,
    certain: bool,
    note: str,
) -> None:
    """Whether its order alone is another can be said where all of it is known."""
    assert told(old, new) == [((), old, new, certain, note)]


def test_items_that_change_their_order_alone() -> None:
    """They are told by what identifies them; where one of them changes too, that is told alone."""
    one, two = {"name": "one", "size": 1}, {"name": "two", "size": 2}
    assert told([one, two], [two, one]) == [((), ["one", "two"], ["two", "one"], True, "order only")]
    changed = {"name": "two", "size": 3}
    assert told([one, two], [changed, one]) == [((ItemKey("two"), "size"), 2, 3, True, "")]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ([{"key": "a", "v": 1}], [{"key": "a", "v": 2}], ("a", "v")),
        ([{"id": 1, "v": 1}], [{"id": 1, "v": 2}], ("1", "v")),
        ([{"mountPath": "/x", "v": 1}], [{"mountPath": "/x", "v": 2}], ("/x", "v")),
        ([{"containerPort": 80, "v": 1}], [{"containerPort": 80, "v": 2}], ("80", "v")),
        ([{"port": 80, "v": 1}], [{"port": 80, "v": 2}], ("80", "v")),
        ([{"topologyKey": "z", "v": 1}], [{"topologyKey": "z", "v": 2}], ("z", "v")),
        ([{"ip": "::1", "v": 1}], [{"ip": "::1", "v": 2}], ("::1", "v")),
        ([{"name": UNKNOWN, "key": "k", "v": 1}], [{"name": UNKNOWN, "key": "k", "v": 2}], ("k", "v")),
        ([{"other": "a", "v": 1}], [{"other": "a", "v": 2}], (0, "v")),
        ([{"name": "a", "v": 1}, {"v": 1}], [{"name": "a", "v": 2}, {"v": 1}], (0, "v")),
    ],
)
def test_what_identifies_an_item(before: list[Any], after: list[Any], path: tuple[str | int, ...]) -> None:
    """The first field that every item has by a value of its own, else the position."""
    assert [each[0] for each in told(before, after)] == [path]


ORDER = ("name", "key", "id", "mountPath", "containerPort", "port", "topologyKey", "ip")
"""What identifies an item: those of the clouds first, then those by which Kubernetes merges lists."""


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_of_several_fields_the_first_identifies_an_item(first: int) -> None:
    """A port of a container has a name and a number; a variable is its name."""
    fields = {field: f"by-{field}" for field in reversed(ORDER[first:])}
    changed = told([{**fields, "v": 1}], [{**fields, "v": 2}])
    assert [each[0] for each in changed] == [(f"by-{ORDER[first]}", "v")]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a[0].b", ("a", 0, "b")),
        ("a[12]", ("a", 12)),
        ('a["c.d"]', ("a", "c.d")),
        ('a["say \\"it\\""]', ("a", 'say "it"')),
        ("a[*].b", ("a", "*", "b")),
        ("a.*.b", ("a", "*", "b")),
        ('["a"].b', ("a", "b")),
    ],
)
def test_a_path_in_pulumis_syntax(text: str, path: tuple[str | int, ...]) -> None:
    """Names, positions, quoted keys, and `*` for any."""
    assert parse_path(text) == path


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        (("a",), ("a",), True),
        (("a",), ("a", "b"), True),
        (("a", "b"), ("a",), False),
        (("a", "b"), ("a", "c"), False),
        (("a", "*", "b"), ("a", 3, "b"), True),
        (("a", "*"), ("a", "x", "y"), True),
        (("*",), ("a",), True),
        ((), ("a",), True),
    ],
)
def test_a_pattern_reaches_what_is_below_it(
    pattern: tuple[str | int, ...],
    path: tuple[str | int, ...],
    *,
    found: bool,
) -> None:
    """It is the path, or leads to something above it."""
    assert reaches(pattern, path) is found


@pytest.mark.parametrize(("literal", "found"), [(True, True), (False, False)])
def test_a_star_in_the_path_itself(*, literal: bool, found: bool) -> None:
    """It is any item only where it is said to be."""
    assert reaches(("a", 3, "b"), ("a", "*", "b"), literal=literal) is found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), {"a": [{"b": 1}, {"b": 2}, {"c": 3}], "u": UNKNOWN, "s": Secret("x"), "n": None}),
        (("a", 0, "b"), 1),
        (("a", 2, "b"), MISSING),
        (("a", 3), MISSING),
        (("a", 2), {"c": 3}),
        (("a", "*", "b"), [1, 2]),
        (("a", "*", "d"), MISSING),
        (("u", "x"), UNKNOWN),
        (("s", "x"), Secret("x")),
        (("n",), MISSING),
        (("x", "y"), MISSING),
    ],
)
def test_what_stands_at_a_path(path: tuple[str | int, ...], value: Any) -> None:
    """An unknown or a secret on the way is what is there; null is nothing."""
    whole = {"a": [{"b": 1}, {"b": 2}, {"c": 3}], "u": UNKNOWN, "s": Secret("x"), "n": None}
    assert at(whole, path) == value


def test_items_of_one_name_are_told_apart_by_their_place() -> None:
    """A name that two items have identifies none of them, and no change of one is lost."""
    before, after = ([{"name": "a", "x": x}, {"name": "a", "x": 2}] for x in (1, 9))
    assert [each.path for each in differences((), before, after, deployed=False)] == [(0, "x")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (MarkedText("a"), MarkedText("a"), []),
        (MarkedText("a"), MarkedText("b"), [((), "a", "b", True, "")]),
        (MarkedText("a"), "a", []),
        ("a", MarkedText("a"), []),
        (MarkedText("a"), "b", [((), "a", "b", False, "")]),
        ("a", MarkedText("b"), [((), "a", "b", False, "")]),
        (None, MarkedText("a"), [((), MISSING, "a", False, "")]),
        (MarkedText("a"), None, [((), "a", MISSING, False, "")]),
        (Secret("a"), MarkedText("b"), [((), Secret("a"), "b", False, "")]),
        (UNKNOWN, MarkedText("b"), [((), UNKNOWN, "b", False, "")]),
        (["a"], [MarkedText("a")], []),
    ],
)
def test_what_comes_from_a_placeholder(old: Any, new: Any, expected: Told) -> None:
    """Its change is certain where both sides come from one, for both hold the same placeholders."""
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a", MarkedText("b"), []),
        (MarkedText("a"), MarkedText("b"), []),
        (None, MarkedText("b"), [((), MISSING, "b", False, "")]),
        (MarkedText("a"), "b", [((), "a", "b", False, "")]),
    ],
)
def test_a_placeholder_against_a_deployment(old: Any, new: Any, expected: Told) -> None:
    """The deployment holds what the cloud gave, which a placeholder does not contradict."""
    assert told(old, new, deployed=True) == expected
