"""DSG-014: a stack costs no more in a month than its budget."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from jiban.policy.facts import costs
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    passed,
    unknown,
)
from jiban.policy.view import StackView

BUDGET: Final = Parameter(
    "monthly_usd",
    0,
    "US dollars that the stack may cost in a month. 0: the budget that the stack declares with its cloud.",
    minimum=0,
)
BY_USE: Final = Parameter(
    "by_use_usd",
    -1,
    "US dollars of a month for what is paid by use, and for what has no price here. -1: nobody has said it.",
    minimum=-1,
)
PRICES: Final = Parameter(
    "prices",
    (),
    "Prices in US dollars of what has none here, by the hour, or by the month where the key says so: "
    "ec2.m7i.xlarge=0.2478.",
)
_LISTED: Final = 3
_NAMED: Final = 8


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the stack as a whole."""
    if stack.of(*costs.PAID):
        yield Judgement(None, judged(_cost, stack))


def _cost(stack: StackView) -> Verdict:
    own = costs.budget(stack) if not BUDGET.of(stack) else None
    limit, whose = own or (Decimal(BUDGET.of(stack)), "the parameter monthly_usd")
    if not limit:
        return not_applicable("there is no budget: set the parameter monthly_usd of DSG-014, or declare one")
    bill, by_use = costs.bill(stack, PRICES.of(stack)), BY_USE.of(stack)
    known = bill.known + max(by_use, 0)
    largest = ", ".join(f"{name} {_shown(cost)}" for name, cost in bill.largest[:_LISTED])
    said = f"{_shown(known)} a month at the least, of {_shown(limit)} by {whose}; most is {largest}"
    if bill.elsewhere:
        said += "; some prices are of other regions"
    if known > limit:
        return failed(said)
    missing = _named("without a price: ", bill.unpriced) + _named("paid by use: ", bill.by_use)
    if bill.doubt is not None:
        return unknown(f"{said}; {bill.doubt.path} {bill.doubt.why}", bill.doubt.path)
    return unknown(f"{said}{missing}") if missing and by_use < 0 else passed(said)


def _named(what: str, names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    listed = ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"; {what}{listed}" if names else ""


def _shown(usd: Decimal) -> str:
    return f"{usd:,.0f} USD"


RULE: Final = StackRule(
    id="DSG-014",
    text="What a stack is sure to cost in a month is within its budget.",
    severity=Severity.HIGH,
    level=Level.ADVISORY,
    reason="A budget tells when the money is gone; a plan tells before anything is made.",
    remedy="Take smaller or fewer of the dearest, or raise the budget; policies.yaml gives missing prices.",
    link="https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets",
    types=costs.PAID,
    parameters=(BUDGET, BY_USE, PRICES),
    setting=("jiban:budget.monthly",),
    compliance={},
    check=check,
)
