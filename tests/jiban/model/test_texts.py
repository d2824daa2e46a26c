"""Texts of a plan: its keys, the parts of its names, and a plan with others."""

from __future__ import annotations

from typing import Any

import pytest

from jiban.model.plan import UNKNOWN, Plan, Resource, Secret
from jiban.model.texts import keys, name_parts, with_texts


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"a": {"b": 1}, "c": [{"d": 1}, ({"e": 1},)]}, ["a", "b", "c", "d", "e"]),
        ({"a": Secret({"b": 1})}, ["a"]),
        ([{"a": 1}, {"a": 2}], ["a", "a"]),
        ("a", []),
        (None, []),
    ],
)
def test_the_keys_of_a_value(value: Any, found: list[str]) -> None:
    """At every depth, and not inside of a secret."""
    assert list(keys(value)) == found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("urn:pulumi:dev::shop::a:b:C::d", ["urn:pulumi:dev", "shop", "a:b:C", "d"]),
        ("urn:pulumi:dev::shop::a:b:C::d::e", ["urn:pulumi:dev", "shop", "a:b:C", "d::e"]),
        ("a::b", ["a::b"]),
        ("", [""]),
    ],
)
def test_the_parts_of_a_name(text: str, parts: list[str]) -> None:
    """Four of a URN, the last of which may hold more; any other text is one."""
    assert name_parts(text) == parts


def test_every_text_of_a_plan_is_changed() -> None:
    """Keys too, in tuples as in lists; what is secret or unknown stays as it is."""
    thing = Resource(
        "urn:pulumi:dev::shop::a:b:C::d",
        "a:b:C",
        "d",
        custom=True,
        inputs={"a": ["b", 1, True, None], "c": Secret("d"), "e": UNKNOWN},
        aliases=("f",),
    )
    found = with_texts(Plan("shop", "dev", (thing,), outputs={"g": "h"}), str.upper)
    assert (found.project, found.stack, found.outputs) == ("SHOP", "DEV", {"G": "H"})
    [other] = found.resources
    assert (other.urn, other.type, other.name) == ("URN:PULUMI:DEV::SHOP::A:B:C::D", "A:B:C", "D")
    assert other.inputs == {"A": ["B", 1, True, None], "C": Secret("d"), "E": UNKNOWN}
    assert other.aliases == ("F",)
    assert other.custom is True
