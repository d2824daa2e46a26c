"""Which stacks are production."""

import pytest

from jiban.policy.facts.tier import is_production
from jiban.policy.testing import resource
from jiban.policy.view import StackView


def named(name: str) -> StackView:
    """A stack of a name."""
    return StackView([resource("a:b:C", stack=name)])


@pytest.mark.parametrize("name", ["prod", "PROD", "eu-prod", "prod-2", "prod2", "prd_kr", "live"])
def test_production(name: str) -> None:
    """By a word of the name."""
    assert is_production(named(name))


@pytest.mark.parametrize(
    "name", ["dev", "staging", "pre-prod", "preprod", "nonprod", "non-prod", "products", "deliver", ""]
)
def test_no_production(name: str) -> None:
    """Neither a part of a word, nor what comes before it."""
    assert not is_production(named(name))


def test_a_team_may_say_which() -> None:
    """And then nothing else is."""
    stack = named("blue")
    stack.production = ("bl*",)
    assert is_production(stack)
    stack.production = ("green",)
    assert not is_production(stack)
    other = named("prod")
    other.production = ("green",)
    assert not is_production(other)
