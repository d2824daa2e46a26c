"""The page of changes says what the tests of `jiban diff` say."""

from __future__ import annotations

import pytest

from tools.diff_cases import CASES, PAGE, page


def test_the_page_is_current() -> None:
    """`make docs` writes it."""
    assert PAGE.read_text("utf-8") == page()


@pytest.mark.parametrize("name", ["conditions", "stacks"])
def test_every_case_has_a_row(name: str) -> None:
    """None is left out."""
    cases = (CASES / f"{name}.yaml").read_text("utf-8").count("- case: ")
    part = {"conditions": "## One resource", "stacks": "## A stack"}[name]
    rows = [
        line for line in page().partition(part)[2].split("\n## ")[0].splitlines() if line.startswith("| ")
    ]
    assert len(rows) - 1 == cases
