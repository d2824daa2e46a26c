"""Values in trees of plain data: found, set and taken out by their paths."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.settings.provenance import Mark, _same, has, secure_paths, value_at, with_value, without

TREE: dict[str, Any] = {"pools": {"a": {"size": 1}, "b": None}, "zones": [1, 2, {"name": "x"}]}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), TREE),
        (("pools", "a", "size"), 1),
        (("pools", "b"), None),
        (("zones", 1), 2),
        (("zones", 2, "name"), "x"),
        (("zones", 3), Mark.ABSENT),
        (("zones", "name"), Mark.ABSENT),
        (("pools", "b", "size"), Mark.ABSENT),
        (("pools", "c"), Mark.ABSENT),
    ],
)
def test_a_value_at_a_path(path: tuple[str | int, ...], value: Any) -> None:
    """A null is one; what is not there is not."""
    assert value_at(TREE, path) == value
    assert has(TREE, path) is (value is not Mark.ABSENT)


def test_a_value_is_set_in_a_copy() -> None:
    """The maps above it are made where they lack, and nothing of the original changes."""
    before = {"pools": {"a": {"size": 1}}, "zones": [1, 2]}
    assert with_value(before, ("pools", "a", "size"), 2)["pools"]["a"] == {"size": 2}
    assert with_value(before, ("zones", 1), 3)["zones"] == [1, 3]
    assert with_value(before, ("new", "deep"), 1)["new"] == {"deep": 1}
    assert with_value(before, ("pools", "a"), Mark.ABSENT)["pools"] == {}
    assert with_value(before, ("pools", "c"), Mark.ABSENT)["pools"] == {"a": {"size": 1}}
    assert before == {"pools": {"a": {"size": 1}}, "zones": [1, 2]}


def test_several_values_are_taken_out_together() -> None:
    """Of maps in lists, too; what stands beside them stays."""
    tree = {"a": {"x": 1, "y": 2, "z": 3}, "b": [{"x": 1, "y": 2}, {"x": 3}], "c": 1}
    paths: list[tuple[str | int, ...]] = [("a", "x"), ("a", "z"), ("b", 0, "x"), ("b", 1, "x"), ("c",)]
    assert without(tree, paths) == {"a": {"y": 2}, "b": [{"y": 2}, {}]}
    assert tree["c"] == 1


def test_every_encrypted_value_is_found() -> None:
    """In maps and in lists, by its path."""
    tree = {"a": Mark.SECURE, "b": {"c": Mark.SECURE, "d": "plain"}, "e": [1, {"f": Mark.SECURE}]}
    assert secure_paths(tree) == [("a",), ("b", "c"), ("e", 1, "f")]


@pytest.mark.parametrize(
    ("written", "given", "same"),
    [
        ("a", "a", True),
        ("a", "b", False),
        (1, 1, True),
        (1, "1", False),
        (1, True, False),
        (Mark.SECURE, "whatever", True),
        ({}, {"a": 1}, True),
        ({}, "a", False),
        ([1], [2], True),
        ([1], {}, False),
        (None, None, True),
        (Mark.ABSENT, "a", False),
    ],
)
def test_what_is_given_is_the_file_s_where_it_is_the_same(written: Any, given: Any, *, same: bool) -> None:
    """By kind and value; of maps and lists each part is looked at by itself."""
    assert _same(written, given) is same
