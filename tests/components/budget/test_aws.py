from __future__ import annotations

from typing import Any

import pytest

from jiban.components.budget.aws import Budget, BudgetArgs
from jiban.components.budget.spec import BudgetSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import AWS_SITE


def planned() -> ProgramPlan:
    """What a budget asks for."""
    spec = BudgetSpec(monthly=99.5, first_month="2026-12", emails=("pay@example.com",))
    return plan_program(lambda: Budget("budget", BudgetArgs(spec=spec, site=AWS_SITE)) and None, resolve=True)


@pytest.fixture(scope="module")
def inputs() -> Any:
    """The inputs of the budget."""
    return planned().resource("budgets/budget:Budget", "budget-budget").inputs


def test_it_is_of_a_month_in_dollars(inputs: Any) -> None:
    """AWS writes amounts as text, with cents."""
    assert (inputs["limitAmount"], inputs["limitUnit"], inputs["timeUnit"]) == ("99.50", "USD", "MONTHLY")
    assert inputs["timePeriodStart"] == "2026-12-01_00:00"


def test_it_counts_the_account(inputs: Any) -> None:
    """No filter: costs by tag are empty until somebody activates the tags."""
    assert "costFilters" not in inputs


def test_who_hears_of_it(inputs: Any) -> None:
    """The mailboxes, at each share of what is spent, and of what the month is going to cost."""
    assert [
        (each["notificationType"], each["threshold"], each["subscriberEmailAddresses"])
        for each in inputs["notifications"]
    ] == [
        ("ACTUAL", 80, ["pay@example.com"]),
        ("ACTUAL", 100, ["pay@example.com"]),
        ("FORECASTED", 100, ["pay@example.com"]),
    ]
