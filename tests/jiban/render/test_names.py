"""Objects that the program leaves without a name get one that is the same each time."""

from __future__ import annotations

import re

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
