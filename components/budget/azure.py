"""The budget on Azure: of the subscription, for the resource groups of one environment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import consumption

from jiban.components.base import refuse_beyond
from jiban.components.budget.limits import LIMITS
from jiban.components.budget.spec import BudgetSpec
from jiban.components.site import Site


@dataclass(frozen=True, kw_only=True)
class BudgetArgs:
    """What a budget is made from."""

    spec: BudgetSpec
    site: Site
    resource_groups: Sequence[str]
    """Names of the resource groups that it counts: nodes are in one that AKS makes."""
    action_group: pulumi.Input[str] | None = None
    """Id of the group of people that hears of alerts; none without alerts."""


class Budget(pulumi.ComponentResource):
    """A monthly budget, at the subscription: one at a resource group would not count the nodes."""

    def __init__(self, name: str, args: BudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the budget.

        Raises:
            SpecRefusedError: when the specification asks for what Azure cannot do.
        """
        refuse_beyond(LIMITS, "azure", name, args.spec)
        super().__init__("jiban:budget:Budget", name, None, opts)
        spec, site = args.spec, args.site
        made = consumption.Budget(
            f"{name}-budget",
            scope=pulumi.Output.concat("/subscriptions/", site.subscription or ""),
            budget_name=site.naming.physical("consumption.Budget"),
            category=consumption.CategoryType.COST,
            amount=spec.monthly,
            time_grain=consumption.TimeGrainType.MONTHLY,
            time_period=consumption.BudgetTimePeriodArgs(start_date=f"{spec.first_month}-01T00:00:00Z"),
            filter=consumption.BudgetFilterArgs(
                dimensions=consumption.BudgetComparisonExpressionArgs(
                    name="ResourceGroupName",
                    operator=consumption.BudgetOperatorType.IN_,
                    values=list(args.resource_groups),
                )
            ),
            notifications=dict(_notices(args)),
            # Azure adds an end, ten years on, and takes no beginning that is over: it is sent once.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["timePeriod"]),
        )
        self.register_outputs({"budget_id": made.id})


def _notices(args: BudgetArgs) -> Iterator[tuple[str, consumption.NotificationArgs]]:
    """Yield each notice and its name; two of one name would be one."""
    kinds = consumption.ThresholdType
    for kind, shares in (
        (kinds.ACTUAL, args.spec.spent_percent),
        (kinds.FORECASTED, args.spec.forecast_percent),
    ):
        for share in shares:
            yield (
                f"{kind.value.lower()}-{share}",
                consumption.NotificationArgs(
                    enabled=True,
                    operator=consumption.OperatorType.GREATER_THAN_OR_EQUAL_TO,
                    threshold=share,
                    threshold_type=kind,
                    contact_emails=list(args.spec.emails),
                    contact_groups=None if args.action_group is None else [args.action_group],
                ),
            )
