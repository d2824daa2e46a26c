"""Objects that the program leaves without a name get one that is the same each time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import UNKNOWN, Secret
from jiban.render.names import StableNames, name_of
from tests.jiban.render.samples import an_object


def test_settings_are_named_after_what_they_hold() -> None:
    """Other settings are another object, to which pods then move."""
    one = name_of(an_object("web-settings", {"data": {"A": "1"}}))
    assert one == "web-settings-89e32d5c61"
    assert name_of(an_object("web-settings", {"data": {"A": "2"}})) != one


def test_the_order_of_settings_does_not_count() -> None:
    """The same settings are the same object."""
    assert name_of(an_object("web", {"data": {"A": "1", "B": "2"}})) == name_of(
        an_object("web", {"data": {"B": "2", "A": "1"}})
    )


def test_other_objects_are_named_after_the_resource() -> None:
    """A Service keeps its name when its ports change."""
    assert name_of(an_object("web", {"spec": {"ports": [1]}}, "core/v1:Service")) == "web"


def test_settings_that_are_not_known_have_no_name() -> None:
    """No hash is known of them, nor may one be told of a secret."""
    assert name_of(an_object("web", {"data": {"A": UNKNOWN}})) is None
    assert name_of(an_object("web", {"data": {"A": Secret("hunter2")}})) is None


@given(st.text(max_size=100), st.text(max_size=100))
def test_names_are_legal_and_apart(one: str, other: str) -> None:
    """One label of DNS, and another one for another resource."""
    names = [name_of(an_object(name, {}, "core/v1:Service")) for name in (one, other)]
    for name in names:
        assert name is not None
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name)
    assert (names[0] == names[1]) == (one == other)


def test_only_a_missing_name_is_assumed() -> None:
    """What has one, is no object or is not known stays as it is in a plan."""
    names = StableNames()
    assert names.of(an_object("web", {"metadata": {"name": "own"}})) is None
    assert names.of(an_object("web", {"metadata": UNKNOWN})) is None
    assert names.of(an_object("web", {"data": {"A": UNKNOWN}})) is None
    found = names.of(an_object("web", {}, "core/v1:Service"))
    assert found is not None
    assert found.outputs["metadata"] == {"name": "web"}
    assert not names.gives("kubernetes:core/v1:Service", "metadata")


@pytest.mark.parametrize("key", ["data", "binaryData", "spec"])
@pytest.mark.parametrize(("kind", "counts"), [("ConfigMap", True), ("Job", True), ("Service", False)])
def test_whose_content_is_in_the_name(kind: str, key: str, *, counts: bool) -> None:
    """Of settings and of jobs, whose pods do not look again; of each place where it may stand."""
    one, other = (
        name_of(an_object("web", {"kind": kind, key: {"A": value}}, f"core/v1:{kind}")) for value in "12"
    )
    assert (one != other) is counts


@pytest.mark.parametrize(
    ("length", "kept"),
    [(63, True), (64, False)],
)
def test_a_name_has_63_letters_at_most(length: int, *, kept: bool) -> None:
    """One label of DNS; a longer one is cut, with a hash behind it."""
    found = name_of(an_object("a" * length, {}, "core/v1:Service"))
    assert found is not None
    assert (found == "a" * length) is kept
    assert len(found) == 63
    settings = name_of(an_object("a" * length, {"data": {}}))
    assert settings is not None
    assert len(settings) == 63
