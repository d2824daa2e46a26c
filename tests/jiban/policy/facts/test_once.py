"""How a fact is asked: once for a stack, and with the name of whose value is not known."""

from __future__ import annotations

import pytest

from jiban.model.plan import UNKNOWN, Unknown
from jiban.policy.facts.once import of, once, origins
from jiban.policy.view import NotKnownError, ResourceView, StackView
from tests.policies.samples import SUBNET, resource, stack

ASKED: list[str] = []


@once
def size(stack: StackView, subnet: ResourceView, *, plus: int = 0) -> int:
    """A fact about a subnet."""
    del stack
    ASKED.append(subnet.name)
    return subnet["size"].number() + plus


def test_a_fact_is_found_out_once_for_a_stack() -> None:
    """Another stack, another subject or another question is asked anew."""
    ASKED.clear()
    one, other = resource(SUBNET, "one", {"size": 1}), resource(SUBNET, "other", {"size": 2})
    first, second = stack(one, other), stack(one, other)
    assert [size(first, one), size(first, one), size(first, other), size(first, one, plus=4)] == [1, 1, 2, 5]
    assert size(second, one) == 1
    assert ASKED == ["one", "other", "one", "one"]


def test_what_is_not_known_is_found_out_once_too() -> None:
    """Each who asks hears of it by an exception of its own."""
    ASKED.clear()
    dark = resource(SUBNET, "dark", {"size": UNKNOWN})
    view = stack(dark)
    raised: list[NotKnownError] = []
    for _ in range(2):
        with pytest.raises(NotKnownError, match="size") as caught:
            size(view, dark)
        raised.append(caught.value)
    assert raised[0] is not raised[1]
    assert ASKED == ["dark"]


def test_the_innermost_name_is_told() -> None:
    """Where facts ask each other, the value's own resource counts."""
    inner, outer = resource(SUBNET, "inner", {"size": UNKNOWN}), resource(SUBNET, "outer")
    with pytest.raises(NotKnownError) as caught, of(outer), of(inner):
        inner["size"].number()
    assert (caught.value.path, caught.value.why) == ("size of inner", "is not known before deployment")


def test_where_an_input_comes_from() -> None:
    """By the value's own word where it has one, else by the property's; others of the types wait in line."""
    one, other = resource(SUBNET, "one"), resource(SUBNET, "other")
    user = resource(
        "x:y:Z",
        "user",
        {"list": [{"a": Unknown(sources=(one.urn,)), "b": UNKNOWN}]},
        comes_from={"list": [one.urn, other.urn]},
    )
    found = stack(one, other, user)
    [entry] = user["list"].each()
    assert origins(found, user, entry["a"], SUBNET) == (one,)
    assert origins(found, user, entry["b"], SUBNET) == (one, other)
    assert origins(found, user, entry["a"], "x:y:Other") == ()
