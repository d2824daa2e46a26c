from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jiban.components.budget.azure import Budget, BudgetArgs
from jiban.components.budget.spec import BudgetSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

GROUPS = ("rg-trip-test", "rgaks-trip-test")


def planned(action_group: str | None = "group-of-alerts", **fields: Any) -> ProgramPlan:
    """What a budget of two resource groups asks for."""
    spec = BudgetSpec(monthly=3000, first_month="2026-12", **fields)
    site = replace(SITE, subscription="00000000-0000-4000-8000-000000000001")
    args = BudgetArgs(spec=spec, site=site, resource_groups=GROUPS, action_group=action_group)
    return plan_program(lambda: Budget("budget", args) and None, resolve=True)


def inputs(found: ProgramPlan) -> Any:
    """The inputs of the budget."""
    return found.resource("consumption:Budget", "budget-budget").inputs


@pytest.fixture(scope="module")
def plain() -> Any:
    """A budget as it comes."""
    return inputs(planned())


def test_it_stands_at_the_subscription(plain: Any) -> None:
    """A budget at the environment's own group would not count the nodes."""
    assert plain["scope"] == "/subscriptions/00000000-0000-4000-8000-000000000001"


def test_it_counts_the_environment_alone(plain: Any) -> None:
    """By its two resource groups, the cluster's among them."""
    assert plain["filter"] == {
        "dimensions": {"name": "ResourceGroupName", "operator": "In", "values": list(GROUPS)}
    }


def test_it_is_of_a_month(plain: Any) -> None:
    """The amount is new on each first day, from the first of the month that the stack file names."""
    assert (plain["amount"], plain["timeGrain"]) == (3000, "Monthly")
    assert plain["timePeriod"] == {"startDate": "2026-12-01T00:00:00Z"}


def test_its_beginning_is_sent_once() -> None:
    """Azure takes no beginning that is over, and a later plan is the same."""
    made = planned().resource("consumption:Budget", "budget-budget")
    assert made.options.ignore_changes == ("timePeriod",)


def test_who_hears_of_it(plain: Any) -> None:
    """At 80 and 100 percent of what is spent, and when the month is going to end at 100."""
    notices = plain["notifications"]
    assert {name: (each["thresholdType"], each["threshold"]) for name, each in notices.items()} == {
        "actual-80": ("Actual", 80),
        "actual-100": ("Actual", 100),
        "forecasted-100": ("Forecasted", 100),
    }
    assert {tuple(each["contactGroups"]) for each in notices.values()} == {("group-of-alerts",)}


def test_mailboxes_hear_of_it_without_alerts() -> None:
    """There is no group then."""
    notices = inputs(planned(None, emails=("pay@example.com",)))["notifications"]
    assert [(each["contactEmails"], "contactGroups" in each) for each in notices.values()] == [
        (["pay@example.com"], False)
    ] * 3
