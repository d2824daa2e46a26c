"""The orders of changes that are not safe as one deployment, held against steps that were written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.jiban.diff.samples import compared
from tests.jiban.diff.test_scenarios import plan

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).with_name("scenarios") / "orders.yaml").read_text()
)


@pytest.mark.parametrize("case", [pytest.param(each, id=each["case"]) for each in CASES])
def test_the_steps_of_a_change(case: dict[str, Any]) -> None:
    """What is said first, and each step in its place; nothing where one deployment is as safe."""
    found = compared(plan(case["before"]), plan(case["after"])).orders
    assert [each.title for each in found] == [each["title"] for each in case["orders"]]
    for order, right in zip(found, case["orders"], strict=True):
        assert list(order.steps) == right.get("steps", list(order.steps))
