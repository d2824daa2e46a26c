"""The budget on AWS: of the whole account."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import budgets

from jiban.components.base import refuse_beyond
from jiban.components.budget.limits import LIMITS
from jiban.components.budget.spec import BudgetSpec
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class BudgetArgs:
    """What a budget is made from."""

    spec: BudgetSpec
    site: Site


class Budget(pulumi.ComponentResource):
    """A monthly budget. It counts the account: costs by tag need tags that the payer has activated by hand,
    and without them it would count nothing and be silent.
    """

    def __init__(self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the budget.

        Raises:
            SpecRefusedError: when the specification asks for what AWS cannot do.
        """
        refuse_beyond(LIMITS, "aws", name, args.spec)
        super().__init__("jiban:budget:Budget", name, None, opts)
        spec, site = args.spec, args.site
        made = budgets.Budget(
            f"{name}-budget",
            name=site.naming.physical("budgets.Budget"),
            budget_type="COST",
            limit_amount=f"{spec.monthly:.2f}",
            limit_unit="USD",
            time_unit="MONTHLY",
            time_period_start=f"{spec.first_month}-01_00:00",
            notifications=[
                budgets.BudgetNotificationArgs(
                    comparison_operator="GREATER_THAN",
                    notification_type=kind,
                    threshold=share,
                    threshold_type="PERCENTAGE",
                    subscriber_email_addresses=list(spec.emails),
                )
                for kind, shares in (("ACTUAL", spec.spent_percent), ("FORECASTED", spec.forecast_percent))
                for share in shares
            ],
            tags=site.ownership.tags("budget", f"{name}-budget"),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["timePeriodStart"]),
        )
        self.register_outputs({"budget_id": made.id})
