from typing import Any

import pytest

from jiban.model.plan import Secret
from jiban.rehearse.differ import Difference, differences


def test_each_changed_path_is_given_with_its_kind() -> None:
    """Added, changed and removed properties, in maps and lists."""
    olds = {"tags": {"a": "1", "b": "2"}, "ports": [1, 2]}
    news = {"tags": {"a": "3", "c": "4"}, "ports": [1]}
    assert differences(olds, news, ()) == (
        Difference("ports[1]", "delete", replaces=False),
        Difference("tags.a", "update", replaces=False),
        Difference("tags.b", "delete", replaces=False),
        Difference("tags.c", "add", replaces=False),
    )


def test_a_key_that_is_no_name_is_quoted() -> None:
    """The engine reads `labels["a/b"]`, and would take `labels.a/b` for something else."""
    (found,) = differences({"labels": {}}, {"labels": {"a/b": "1"}}, ())
    assert found.path == 'labels["a/b"]'


def test_a_replacing_path_counts_for_all_below_it_and_all_above() -> None:
    """A change inside of it replaces, and so does the removal of what holds it."""
    inside = differences(
        {"spec": {"selector": {"app": "a"}}}, {"spec": {"selector": {"app": "b"}}}, ["spec.selector"]
    )
    above = differences({"spec": {"selector": {}}}, {}, ["spec.selector"])
    beside = differences({"spec": {"replicas": 1}}, {"spec": {"replicas": 2}}, ["spec.selector"])
    assert [found[0].replaces for found in (inside, above, beside)] == [True, True, False]


def test_a_secret_is_compared_by_what_is_in_it() -> None:
    """That a value has become secret is no change for a cloud."""
    assert differences({"password": "a"}, {"password": Secret("a")}, ()) == ()


def test_a_name_that_begins_like_a_replacing_path_replaces_nothing() -> None:
    """`nameservers` is not below `name`, and `spec` not above `specification.name`."""
    assert [each.replaces for each in differences({"nameservers": "a"}, {"nameservers": "b"}, ["name"])] == [
        False
    ]
    assert [each.replaces for each in differences({"spec": 1}, {"spec": 2}, ["specification.name"])] == [
        False
    ]


def test_any_of_several_replacing_paths_replaces() -> None:
    """In any item of a list, whatever its position."""
    olds, news = {"rules": [{"port": 1}, {"port": 2}]}, {"rules": [{"port": 1}, {"port": 3}]}
    (found,) = differences(olds, news, ["name", "rules.port"])
    assert found == Difference("rules[1].port", "update", replaces=True)


def test_what_is_null_or_false_is_there() -> None:
    """Only a key that is missing is added or removed."""
    assert differences({"a": None}, {"a": False}, ()) == (Difference("a", "update", replaces=False),)
    assert differences({}, {"a": False}, ()) == (Difference("a", "add", replaces=False),)
    assert differences({"a": None}, {}, ()) == (Difference("a", "delete", replaces=False),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a"], {"0": "a"}),
        ({"0": "a"}, ["a"]),
        (["a"], "a"),
        ("a", ["a"]),
        ({}, None),
    ],
)
def test_a_value_of_another_kind_is_another_value(old: Any, new: Any) -> None:
    """Told as a whole."""
    assert differences({"x": old}, {"x": new}, ()) == (Difference("x", "update", replaces=False),)


def test_a_list_that_grows_and_changes() -> None:
    """Each place by itself."""
    assert [
        (each.path, each.kind) for each in differences({"x": [1, {"a": 1}]}, {"x": [2, {"a": 2}, 3]}, ())
    ] == [
        ("x[0]", "update"),
        ("x[1].a", "update"),
        ("x[2]", "add"),
    ]
