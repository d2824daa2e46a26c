"""What can be asked for of a budget, on any cloud."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.units import EmailAddress

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month of the calendar, quoted: `"2026-12"`."""
Share = Annotated[int, Field(ge=1, le=1000)]
"""Percent of the month's amount."""

MOST_NOTICES = 5
"""Notices that a budget has at most (Azure consumption API 2024-08-01, `notifications`; AWS has as many,
`API_budgets_CreateBudget`, unverified)."""


class BudgetSpec(Spec):
    """What an environment may cost in a month. It tells somebody, and stops nothing."""

    monthly: Annotated[float, Field(gt=0, le=1_000_000_000)]
    """Amount for one month: on Azure in the currency in which the subscription is billed, which no setting
    changes; on AWS in US dollars."""
    first_month: Month
    """Month in which it begins, quoted, such as "2026-12": that of its first deployment or one of the twelve
    after it, as Azure takes none that is over. It is read when the budget is made, and never again."""
    spent_percent: Annotated[tuple[Share, ...], Field(max_length=MOST_NOTICES)] = (80, 100)
    """Percent of the amount at which somebody is told what has been spent. The clouds look some hours later.
    Default: 80 and 100."""
    forecast_percent: Annotated[tuple[Share, ...], Field(max_length=MOST_NOTICES)] = (100,)
    """Percent of the amount at which somebody is told that the month is going to end there. Default: 100."""
    emails: Annotated[tuple[EmailAddress, ...], Field(max_length=10)] = ()
    """Mailboxes that are told. Default: none beside those who hear of alerts (`observability.alerts`)."""

    @model_validator(mode="after")
    def _notices(self) -> Self:
        count = len(self.spent_percent) + len(self.forecast_percent)
        if not count:
            raise ValueError("spent_percent and forecast_percent are empty, so nobody is ever told; give one")
        if count > MOST_NOTICES:
            raise ValueError(
                f"spent_percent and forecast_percent are {len(self.spent_percent)} + "
                f"{len(self.forecast_percent)} = {count} notices, and a budget has {MOST_NOTICES} at most; "
                "take some out"
            )
        return self
