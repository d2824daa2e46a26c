"""Where a plan stands on placeholders, and what it is without them."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import Any

import pytest

from jiban.model.digest import digest, read_digest
from jiban.model.placeholders import (
    Marked,
    Outline,
    marked,
    with_marks,
    with_placeholder_paths,
    without_placeholders,
)
from jiban.model.plan import UNKNOWN, Plan, Resource, Secret, SourceLine, Unknown
from tests.jiban.report.samples import plan_of, resource

DISK = "cloud:db:Disk"


def paths(ours: dict[str, Any], theirs: dict[str, Any]) -> tuple[tuple[str | int, ...], ...]:
    """Return where the inputs of a resource differ from those in the other plan."""
    found = with_placeholder_paths(
        plan_of(resource(DISK, "a", inputs=ours)), plan_of(resource(DISK, "a", inputs=theirs))
    )
    return found.resource(DISK, "a").placeholder_paths


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, (("b",),)),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, (("a", "b", 1),)),
        ({"a": [1]}, {"a": [1, 2]}, (("a",),)),
        ({"a": True}, {"a": 1}, (("a",),)),
        ({"a": 1}, {"a": 1.0}, ()),
        ({"a": UNKNOWN}, {"a": "x"}, (("a",),)),
        ({"a": UNKNOWN}, {"a": Unknown("why")}, ()),
        ({"a": Secret("x")}, {"a": Secret("y")}, (("a",),)),
        ({"a": Secret("x")}, {"a": Secret("x")}, ()),
        ({"a": {"b": 1}}, {"a": {}}, (("a", "b"),)),
        ({"a": {}}, {"a": {"b": 1}}, (("a", "b"),)),
    ],
)
def test_what_differs_comes_from_a_placeholder(
    ours: dict[str, Any], theirs: dict[str, Any], expected: tuple[tuple[str | int, ...], ...]
) -> None:
    """The innermost places that differ are told, and nothing beside them."""
    assert paths(ours, theirs) == expected


def test_a_resource_that_only_one_plan_has_is_told_as_a_whole() -> None:
    """That it is there comes from a placeholder, its inputs do not."""
    found = with_placeholder_paths(plan_of(resource(DISK, "a", inputs={"x": 1})), plan_of())
    assert found.resource(DISK, "a").placeholder_paths == ((),)


def test_a_name_from_a_placeholder_is_told_beside_the_inputs() -> None:
    """The resources of one line are each other's in their order, whatever they are called."""
    line = (SourceLine("main.py", 3),)
    ours, other = (
        plan_of(*(resource(DISK, name, inputs={"zone": name, "size": 1}, trace=line) for name in names))
        for names in ("ab", "no")
    )
    for told in (other, pickle.loads(pickle.dumps(Outline.of(other)))):  # noqa: S301 - made here
        found = with_placeholder_paths(ours, told)
        paths_of = [each.placeholder_paths for each in found.resources_of(DISK)]
        assert paths_of == [((), ("zone",)), ((), ("zone",))]


def test_outputs_of_the_stack_are_told_at_its_root() -> None:
    """They have no resource of their own."""
    ours, other = (replace(plan_of(), outputs={"a": value, "b": 1}) for value in ("x", "y"))
    root = with_placeholder_paths(ours, other).root
    assert root is not None
    assert root.placeholder_paths == (("a",),)


def on_placeholders(*found: tuple[str | int, ...], **inputs: Any) -> Resource:
    """Make a resource that stands on placeholders at some places."""
    return resource(DISK, "a", inputs=inputs, placeholder_paths=found)


@pytest.mark.parametrize(
    ("path", "inputs", "expected"),
    [
        (("a",), {"a": 1, "b": 2}, {"a": UNKNOWN, "b": 2}),
        (("a", 1), {"a": [1, 2]}, {"a": [1, UNKNOWN]}),
        (("a", "b"), {"a": {"b": 1, "c": 2}}, {"a": {"b": UNKNOWN, "c": 2}}),
        (("a", "b"), {"a": {}}, {"a": {"b": UNKNOWN}}),
        ((), {"a": 1}, {"a": 1}),
    ],
)
def test_without_placeholders_is_unknown(
    path: tuple[str | int, ...], inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    """What a placeholder has left out is unknown too; what is only there because of one keeps its inputs."""
    assert without_placeholders(on_placeholders(path, **inputs)).inputs == expected


def test_the_unknown_says_what_it_is() -> None:
    """A rule that cannot judge it can say why."""
    found = without_placeholders(on_placeholders(("a",), a=1)).inputs["a"]
    assert found.note == "comes from a placeholder, which an answer in lookups.yaml replaces"


@pytest.mark.parametrize("value", ["x", 3, 2.5, True, False])
def test_a_marked_value_is_still_the_value(value: Any) -> None:
    """It equals the plain one, which can be had of it in its own type."""
    found = marked(on_placeholders(("a",), a=value)).inputs["a"]
    assert isinstance(found, Marked)
    assert (found == value, found.plain, type(found.plain)) == (True, value, type(value))


def test_marks_stand_on_the_leaves() -> None:
    """Of a whole list or map that comes from a placeholder every leaf is marked, but secrets and unknowns."""
    found = marked(on_placeholders(("a",), a={"b": ["x", Secret("y"), UNKNOWN, None]}, c="z")).inputs
    assert [isinstance(each, Marked) for each in found["a"]["b"]] == [True, False, False, False]
    assert not isinstance(found["c"], Marked)


def test_marks_are_on_outputs_too() -> None:
    """Those of the stack, as its root tells."""
    ours, other = (replace(plan_of(), outputs={"a": value, "b": 1}) for value in ("x", "y"))
    found = with_marks(with_placeholder_paths(ours, other))
    assert [isinstance(found.outputs[key], Marked) for key in ("a", "b")] == [True, False]


def test_a_document_tells_the_places() -> None:
    """They come back from it, and marked values are written as they are."""
    plan = plan_of(on_placeholders(("a", 0), ("b",), a=[True], b=1))
    document = json.loads(json.dumps(digest(with_marks(plan))))
    back: Plan = read_digest(document)
    assert document["steps"][1]["newState"]["inputs"] == {"a": [True], "b": 1}
    assert back.resource(DISK, "a").placeholder_paths == (("a", 0), ("b",))
