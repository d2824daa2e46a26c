"""What a change makes of a stack as a whole, held against figures that were written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jiban.diff.figures import words
from jiban.diff.figures.model import Figures
from tests.jiban.diff.samples import compared
from tests.jiban.diff.test_scenarios import cases, plan

CASES = cases("figures.yaml")
LEAST = 12


def told(found: Figures) -> Iterator[str]:
    """What is said of figures, notes set in."""
    if not found.told:
        return
    for each in words.shown(found):
        yield words.line(each)
        yield from (f"  {note}" for note in words.notes(each))
    yield from words.rest(found)


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_told_by_its_figures(case: dict[str, Any]) -> None:
    """Each figure that differs, with what it comes from and what is not counted, and no other one."""
    found = compared(plan(case["before"]), plan(case["after"]))
    assert list(told(found.figures)) == case["says"]


def test_there_are_enough_scenarios() -> None:
    """A kind of figure without a case that was reckoned by hand is an opinion."""
    assert len(CASES) >= LEAST
