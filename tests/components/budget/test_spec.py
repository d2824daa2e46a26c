from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from jiban.components.budget.spec import BudgetSpec

LEAST: dict[str, Any] = {"monthly": 100, "first_month": "2026-12"}


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-1", "26-12", "2026-12-01", "December"])
def test_a_month_is_one_of_the_calendar(month: str) -> None:
    """Year and month, with a hyphen."""
    with pytest.raises(ValidationError):
        BudgetSpec.model_validate({**LEAST, "first_month": month})


@pytest.mark.parametrize("amount", [0, -1, float("nan"), float("inf"), 1_000_000_001])
def test_an_amount_is_more_than_nothing(amount: float) -> None:
    """And a number that there is."""
    with pytest.raises(ValidationError):
        BudgetSpec.model_validate({**LEAST, "monthly": amount})


def told(spent: list[int], forecast: list[int]) -> str:
    """What is said of a budget with these shares; nothing of a good one."""
    fields = {**LEAST, "spent_percent": tuple(spent), "forecast_percent": tuple(forecast)}
    try:
        BudgetSpec.model_validate(fields)
    except ValidationError as error:
        return str(error)
    return ""


@given(st.lists(st.integers(1, 1000), max_size=5), st.lists(st.integers(1, 1000), max_size=5))
def test_one_to_five_notices(spent: list[int], forecast: list[int]) -> None:
    """Of both kinds together are taken."""
    assert (told(spent, forecast) == "") is (1 <= len(spent) + len(forecast) <= 5)


@pytest.mark.parametrize(
    ("spent", "forecast", "said"),
    [
        ([], [], "spent_percent and forecast_percent are empty, so nobody is ever told; give one"),
        ([50, 80, 100], [90, 100, 120], "are 3 + 3 = 6 notices, and a budget has 5 at most; take some out"),
    ],
)
def test_too_many_and_none_are_refused(spent: list[int], forecast: list[int], said: str) -> None:
    """With the sum."""
    assert said in told(spent, forecast)
