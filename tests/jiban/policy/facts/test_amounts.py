"""Amounts and quantities: numbers, percentages and units."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.model.plan import UNKNOWN
from jiban.policy.facts.amounts import amount, quantity, written
from jiban.policy.view import Node, NotKnownError


@pytest.mark.parametrize(
    ("text", "number", "up", "down"),
    [("3", 10, 3, 3), ("25%", 3, 1, 0), ("67%", 3, 3, 2), ("100%", 3, 3, 3), ("0%", 3, 0, 0), (2, 9, 2, 2)],
)
def test_an_amount_of_a_number(text: object, number: int, up: int, down: int) -> None:
    """A part of one is rounded up, or down where that is asked for."""
    assert amount(Node(text, "a"), number) == up
    assert written(Node(text, "a")).of(number, rounded_down=True) == down


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("256Mi", 256 * 1024**2),
        (268435456, 256 * 1024**2),
        ("1G", 10**9),
        ("250m", Fraction(1, 4)),
        ("1.5", Fraction(3, 2)),
        (".5", Fraction(1, 2)),
        ("1e3", 1000),
        ("1E", 10**18),
        ("2E3", 2000),
        ("5n", Fraction(5, 10**9)),
    ],
)
def test_a_quantity(text: object, number: Fraction) -> None:
    """With a suffix by tens or by twos, or an exponent."""
    assert quantity(Node(text, "a")) == number


@pytest.mark.parametrize("bad", ["", "much", "1Q", "1mi", "-1", "1 Gi", "1e", True, UNKNOWN, "9" * 400])
def test_what_is_no_quantity(bad: object) -> None:
    """It is not known what the API makes of it."""
    with pytest.raises(NotKnownError):
        quantity(Node(bad, "a"))


@given(st.one_of(st.text(), st.integers(), st.none(), st.booleans(), st.floats()))
def test_nothing_takes_it_down(value: object) -> None:
    """It is a number, or it is said to be none."""
    for read in (quantity, written):
        with suppress(NotKnownError):
            read(Node(value, "a"))
