"""What is shown of a resource: of each type what matters, of types that nobody listed what says something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiban.model.plan import UNKNOWN, Secret
from jiban.report.properties import brief, full
from tests.jiban.report.samples import resource

if TYPE_CHECKING:
    from jiban.model.plan import Resource

KIND = "test:index:Thing"


def thing(token: str = KIND, /, **inputs: Any) -> Resource:
    """A resource of a type that nobody listed."""
    return resource(token, "it", inputs=inputs)


def test_what_says_nothing_is_left_out() -> None:
    """Empty values, the name, tags and labels; zero and False do say something."""
    inputs = {
        "empty": "",
        "nothing": None,
        "none": [],
        "noMap": {},
        "title": "it",
        "tags": {"owner": "a"},
        "tagsAll": {"owner": "a"},
        "labels": {"owner": "a"},
        "metadata": {"labels": {"owner": "a"}},
        "off": False,
        "zero": 0,
    }
    assert brief(thing(**inputs), {}) == ["off: false", "zero: 0"]


def test_what_every_resource_of_a_package_has_is_left_out() -> None:
    """Its kind and version of Kubernetes, its group of Azure; of others the same names say something."""
    same = {"apiVersion": "v1", "kind": "Odd", "resourceGroupName": "rg", "size": 1}
    assert brief(thing("kubernetes:odd/v1:Odd", **same), {}) == ["resourceGroupName: rg", "size: 1"]
    azure = ["apiVersion: v1", "kind: Odd", "size: 1"]
    assert brief(thing("azure-native:odd:Odd", **same), {}) == azure
    assert len(brief(thing(**same), {})) == 4


def test_eight_properties_are_shown_and_the_rest_is_counted() -> None:
    """In the order of their names."""
    eight = {f"p{number}": number for number in range(8)}
    lines = [f"p{number}: {number}" for number in range(8)]
    assert brief(thing(**eight), {}) == lines
    assert brief(thing(**eight, p8=8, p9=9), {}) == [*lines, "... and 2 more (-v shows all)"]


def test_everything_is_shown_where_one_asks_for_it() -> None:
    """Also what is empty, and each part of a map under its own path."""
    shown = full(thing(b={"x": 1, "y": ""}, a=[], kind="k", secret=Secret("s"), later=UNKNOWN), {})
    assert shown == [
        "a: []",
        "b.x: 1",
        'b.y: ""',
        "kind: k",
        "later: (known after deployment)",
        "secret: [secret]",
    ]


def test_an_unknown_names_the_resource_that_it_comes_from() -> None:
    """Where the property comes from one alone."""
    other = resource(KIND, "other")
    waiting = resource(KIND, "it", inputs={"a": UNKNOWN}, property_dependencies={"a": (other.urn,)})
    assert brief(waiting, {other.urn: "other"}) == ["a: (known after other)"]
