"""The tables of infra/README.md: what holds each requirement, and where the design document is wrong."""

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


FINDINGS = {
    "N": range(1, 27),
    "P": range(1, 11),
    "R": range(1, 9),
    "B": range(1, 8),
    "S": (1, 2, 3, 4, 5, 7),
    "M": range(1, 7),
    "G": range(1, 4),
    "D": (1, 2, 3, 4, 6),
}
"""What was found wrong in the design document, by mark; S6 and D5 are none of its faults."""


@pytest.mark.parametrize(
    "mark", [f"{letter}{number}" for letter, numbers in FINDINGS.items() for number in numbers]
)
def test_a_finding_has_a_row(mark: str) -> None:
    """Each wrong value says what is built in its place, and why."""
    marks = re.findall(r"^\| ([A-Z0-9, ]+) \|", _PAGE.partition("## Requirements")[0], re.MULTILINE)
    assert mark in ", ".join(marks).split(", ")
