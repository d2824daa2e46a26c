"""Cost: what a stack costs in a month, as far as prices are known.

It is a lower bound, so what has no price is said beside it: a machine that nobody knows the price of would
else make a stack cheaper.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import Measure, Number, fixed, hidden, lost
from jiban.policy.facts import costs
from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jiban.policy.view import StackView

RULE: Final = "DSG-014"
"""The rule by which a project says what it pays."""
TYPES: Final = costs.PAID
"""What is measured."""
_WHAT: Final = "cost a month"
_ELSEWHERE: Final = "some prices are of other regions"


def measures(stack: StackView) -> Iterator[Measure]:
    """Yield the cost of a stack; none where it has nothing that is paid for.

    Args:
        stack: all resources, with the values that are set for `RULE`.
    """
    try:
        bill = costs.bill(stack, tuple(stack.parameters.get("prices", ())))
    except NotKnownError as error:
        yield Measure("cost", _WHAT, "", "USD", why=lost(error))
        return
    missing: dict[str, Mapping[str, Number]] = {}
    if bill.missing:
        missing["without a price"] = {key: Fraction(number) for key, number in bill.missing}
    if bill.by_use:
        missing["paid by use"] = dict.fromkeys(bill.by_use, 1)
    if bill.doubts:
        missing["not known"] = {lost(each): 1 for each in bill.doubts}
    if unseen := hidden(stack, TYPES):
        missing["not seen"] = unseen
    if not bill.largest and not missing:
        return
    known = Fraction(bill.known)
    yield Measure(
        "cost",
        _WHAT,
        f"{'at least ' if missing else ''}{fixed(known, 2)}",
        "USD",
        least=known,
        most=None if missing else known,
        missing=missing,
        parts={name: Fraction(amount) for name, amount in bill.largest},
        dates=bill.dates,
        notes=(_ELSEWHERE,) if bill.elsewhere else (),
    )
