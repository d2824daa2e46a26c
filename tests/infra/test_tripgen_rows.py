"""The table of infra/README.md that says which resources hold which requirement, against the plans."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from jiban.model.plan import Plan

_PAGE = (Path(__file__).parents[2] / "infra" / "README.md").read_text(encoding="utf-8")
_TABLE = _PAGE.partition("### What holds a row")[2].partition("\n## ")[0]
ROWS = {
    f"T{number}": re.findall(r"`([^`]+)`", names)
    for number, names in re.findall(r"^\| T(\d+) \| (.+) \|$", _TABLE, re.MULTILINE)
}
WITHOUT_RESOURCES = {"T18"}
"""Availability is a figure about the others."""


def names(plan: Plan) -> list[str]:
    """The logical names of what a deployment makes; components are the parts' own parents."""
    return [each.name for each in plan.resources if each.custom and "StackReference" not in each.type]


@pytest.mark.parametrize(("row", "pattern"), [(row, each) for row, all_of in ROWS.items() for each in all_of])
def test_a_row_has_its_resources(prod: Plan, row: str, pattern: str) -> None:
    """Each pattern matches something of production."""
    assert [each for each in names(prod) if fnmatchcase(each, pattern)], f"{row}: {pattern}"


def test_every_resource_has_a_row(prod: Plan) -> None:
    """Nothing is made that no requirement asks for."""
    patterns = [each for all_of in ROWS.values() for each in all_of]
    assert [each for each in names(prod) if not any(fnmatchcase(each, one) for one in patterns)] == []


def test_no_row_is_left_out() -> None:
    """Every requirement of which resources can speak has a line."""
    assert {f"T{number}" for number in range(1, 21)} - set(ROWS) == WITHOUT_RESOURCES
