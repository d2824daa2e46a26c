"""Arithmetic of address ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.policy.facts.network.ranges import EVERYTHING, Range, Reach, cover, meet, parse, remove, show

spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: (min(ends), max(ends)))


def points(found: list[Range]) -> set[int]:
    """All addresses of some ranges."""
    return {point for low, high in found for point in range(low, high + 1)}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10.0.1.0/24", (0x0A000100, 0x0A0001FF)),
        ("10.0.1.7", (0x0A000107, 0x0A000107)),
        ("10.0.1.7/24", (0x0A000100, 0x0A0001FF)),
        (" 10.0.1.7\n", (0x0A000107, 0x0A000107)),
        ("0.0.0.0/0", EVERYTHING),
        ("::/0", None),
        ("Internet", None),
        ("10.0.0.0/33", None),
    ],
)
def test_what_is_a_range(text: str, span: Range | None) -> None:
    """A block or an address of IPv4 is a range, nothing else is."""
    assert parse(text) == span


@pytest.mark.parametrize("text", ["10.0.1.0/24", "10.0.1.7/32", "0.0.0.0/0"])
def test_a_block_is_shown_as_it_is_written(text: str) -> None:
    """Reading a block and showing it gives the same text."""
    assert show(parse(text) or (0, 0)) == text


def test_what_is_no_block_is_shown_by_its_ends() -> None:
    """A range that is no CIDR block is shown as first and last address."""
    assert show((0x0A000001, 0x0A000003)) == "10.0.0.1-10.0.0.3"


@given(st.lists(spans), st.lists(spans))
def test_what_is_left_is_what_was_not_taken(found: list[Range], taken: list[Range]) -> None:
    """Taking ranges out leaves the addresses that are in none of them."""
    assert points(remove(found, taken)) == points(found) - points(taken)


@given(spans, spans)
def test_two_ranges_meet_where_both_are(one: Range, other: Range) -> None:
    """What two ranges have in common is in both."""
    common = meet(one, other)
    assert points([common] if common else []) == points([one]) & points([other])


@given(spans, st.lists(spans))
def test_how_much_is_covered(target: Range, found: list[Range]) -> None:
    """All, none or some of the addresses are in one of the ranges."""
    inside = points([target]) & points(found)
    wanted = Reach.OPEN if inside == points([target]) else Reach.PARTLY if inside else Reach.CLOSED
    assert cover(target, found) is wanted
