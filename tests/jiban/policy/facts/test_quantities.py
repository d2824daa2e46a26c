"""Quantities of Kubernetes."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.units import quantity as of_components
from jiban.policy.facts.quantities import quantity
from jiban.policy.view import Node, NotKnownError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250m", Fraction(1, 4)),
        ("1.5", Fraction(3, 2)),
        (".5", Fraction(1, 2)),
        ("512Mi", 2**29),
        ("1Gi", 2**30),
        ("1G", 10**9),
        ("1e3", 1000),
        ("100k", 100_000),
        (2, 2),
    ],
)
def test_a_quantity(text: object, number: Fraction) -> None:
    """As the API server reads it."""
    assert quantity(Node(text)) == number


@pytest.mark.parametrize("text", ["", "a lot", "1Mib", "1 Gi", "1K", "-", "0x10", True])
def test_what_is_none_is_not_known(text: object) -> None:
    """What the API server refuses nobody counts."""
    with pytest.raises(NotKnownError, match="cpu"):
        quantity(Node(text, "cpu"))


@given(st.integers(0, 10**6), st.sampled_from(["", "m", "k", "M", "G", "Ki", "Mi", "Gi"]))
def test_it_is_what_components_make_of_it(number: int, unit: str) -> None:
    """Two readers of one form agree."""
    assert quantity(Node(f"{number}{unit}")) == Fraction(Decimal(of_components(f"{number}{unit}")))
