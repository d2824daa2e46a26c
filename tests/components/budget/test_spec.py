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


@given(st.lists(st.integers(1, 1000), max_size=5), st.lists(st.integers(1, 1000), max_size=5))
def test_one_to_five_notices(spent: list[int], forecast: list[int]) -> None:
    """Of both kinds together; more are refused with the sum, and so are none."""
    fields = {**LEAST, "spent_percent": tuple(spent), "forecast_percent": tuple(forecast)}
    count = len(spent) + len(forecast)
    if 1 <= count <= 5:
        assert BudgetSpec.model_validate(fields).spent_percent == tuple(spent)
        return
    with pytest.raises(ValidationError) as caught:
        BudgetSpec.model_validate(fields)
    said = f"{len(spent)} + {len(forecast)} = {count} notices" if count else "nobody is ever told"
    assert said in str(caught.value)
