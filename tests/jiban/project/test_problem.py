"""One thing wrong in one place, as it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.project.problem import Problem, in_order


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "a.yaml: it is wrong"),
        ({"file": ""}, "command line: it is wrong"),
        ({"line": 3}, "a.yaml:3: it is wrong"),
        ({"line": 3, "column": 5}, "a.yaml:3:5: it is wrong"),
        ({"line": 3, "column": 5, "path": "shop:size"}, "a.yaml:3: shop:size: it is wrong"),
        (
            {"line": 3, "path": "shop:size", "value": '"x"', "remedy": "set small"},
            'a.yaml:3: shop:size = "x": it is wrong; set small',
        ),
        ({"file": "", "line": 3, "path": "shop:size"}, "command line: shop:size: it is wrong"),
        ({"column": 5}, "a.yaml: it is wrong"),
    ],
)
def test_a_problem_on_one_line(fields: dict[str, Any], told: str) -> None:
    """Place, value, reason and remedy; a column only where the text itself is at fault."""
    problem = Problem("a.yaml", "it is wrong")
    assert str(replace(problem, **fields)) == told


def test_a_long_problem_is_wrapped() -> None:
    """Its further lines are indented, and no word of it is broken."""
    problem = Problem("a.yaml", "word " * 30 + "a-word-that-is-not-broken-" * 5, 3)
    lines = problem.paragraph().splitlines()
    assert lines[0].startswith("a.yaml:3: word word")
    assert all(line.startswith("    ") for line in lines[1:])
    assert max(map(len, lines[:-1])) <= 110
    assert "a-word-that-is-not-broken-" * 5 in lines[-1]


def test_a_long_name_stays_beside_its_place() -> None:
    """The place alone would be a line without a word."""
    problem = Problem("a.yaml", "it is wrong", 3, path="x" * 105)
    assert problem.paragraph().splitlines() == [f"a.yaml:3: {'x' * 105}:", "    it is wrong"]


def test_problems_are_told_by_place() -> None:
    """Those of the command line last, and none twice."""
    one, two, three, four = (
        Problem("a.yaml", "x", 2),
        Problem("a.yaml", "x", 10),
        Problem("b.yaml", "x", 1),
        Problem("", "x"),
    )
    columns = Problem("a.yaml", "x", 2, 1)
    assert in_order([four, three, two, columns, one, three]) == (one, columns, two, three, four)
    paths = [Problem("a.yaml", "x", 2, path=name) for name in "ba"]
    assert [each.path for each in in_order(paths)] == ["a", "b"]
