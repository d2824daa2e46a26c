"""Availability of a whole from that of its parts."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.policy.facts.availability import down_minutes, k_of_n, parallel, percent, series, shown

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=10_000)
PARTS = st.lists(SHARES, max_size=6)


def of(*texts: str) -> list[Fraction]:
    """Availabilities in percent."""
    return [percent(text) for text in texts]


def test_a_chain_is_the_product_of_its_links() -> None:
    """Worked out by hand: 0.9999 x 0.9995 x 0.9999 x 0.9995 is 0.99880..."""
    assert shown(series(of("99.99", "99.95", "99.99", "99.95"))) == "99.88"


def test_the_chain_of_the_aws_document() -> None:
    """A balancer, EC2 over zones, RDS and ElastiCache of several zones: 99.92 %, 35 minutes a month."""
    found = series(of("99.99", "99.99", "99.95", "99.99"))
    assert (shown(found), down_minutes(found)) == ("99.92", 35)


def test_two_regions_fail_together_seldom() -> None:
    """1 - (1 - 0.996305)^2 is 0.9999863."""
    assert shown(parallel(of("99.6305", "99.6305"))) == "99.998"


def test_two_of_three() -> None:
    """3 x 0.9^2 x 0.1 + 0.9^3 is 0.972."""
    assert k_of_n(2, of("90", "90", "90")) == Fraction("0.972")


def test_what_is_shown_is_never_more() -> None:
    """99.9996 % is not shown as 100 %."""
    assert shown(percent("99.9999")) == "99.999"


@pytest.mark.parametrize("text", ["-1", "100.1"])
def test_a_share_of_more_than_all_is_none(text: str) -> None:
    """Nor one of less than nothing."""
    with pytest.raises(ValueError, match="is no share of time in percent"):
        percent(text)


@given(PARTS)
def test_a_chain_is_no_better_than_its_worst_link(parts: list[Fraction]) -> None:
    """And copies are no worse than the best of them."""
    assert series(parts) <= min(parts, default=Fraction(1))
    assert parallel(parts) >= max(parts, default=Fraction(0))


@given(PARTS)
def test_a_chain_needs_all_and_copies_need_one(parts: list[Fraction]) -> None:
    """They are the two ends of k of n, and what needs none is always there."""
    assert k_of_n(len(parts), parts) == series(parts)
    assert k_of_n(0, parts) == 1
    missing = series(1 - part for part in parts)
    assert parallel(parts) == 1 - missing


@given(SHARES, st.integers(0, 6), st.integers(0, 6))
def test_equal_parts_are_binomial(part: Fraction, number: int, least: int) -> None:
    """The textbook's sum of n over i p^i (1-p)^(n-i)."""
    wanted = sum(
        (comb(number, i) * part**i * (1 - part) ** (number - i) for i in range(least, number + 1)),
        Fraction(0),
    )
    assert k_of_n(least, [part] * number) == wanted


@given(PARTS, st.integers(0, 6))
def test_needing_more_is_never_better(parts: list[Fraction], least: int) -> None:
    """One part more that is needed makes a whole no better."""
    assert k_of_n(least + 1, parts) <= k_of_n(least, parts)


@given(SHARES)
def test_downtime_covers_what_is_not_promised(part: Fraction) -> None:
    """Minutes are rounded up, so what is told is never too little."""
    assert Fraction(down_minutes(part)) >= (1 - part) * 43_200 > down_minutes(part) - 1
