"""Availability: what the parts on a request's way promise together, by their providers' agreements."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import Measure, hidden, lost, span
from jiban.policy.facts import request_path
from jiban.policy.facts.availability import down_minutes, percent, shown
from jiban.policy.facts.redundancy import PARTS
from jiban.policy.view import NotKnownError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.policy.facts.request_path import Part
    from jiban.policy.view import StackView

RULE: Final = "DSG-010"
"""The rule by which a project says what requests do not wait for."""
TYPES: Final = PARTS
"""What is measured."""
_WHAT: Final = "promised by the parts that a request needs"
_WITHOUT: Final = "not promised of a month"


def _share(part: Part) -> Fraction | None:
    """Return the percent that is promised of a part at the least; None where nobody promises anything."""
    sla = (part.least or part.standing).sla
    return None if sla is None else percent(sla) * 100


def measures(stack: StackView) -> Iterator[Measure]:
    """Yield the availability of a stack; none where it has no part of a request's way.

    Args:
        stack: all resources, with the values that are set for `RULE`.
    """
    here = partial(Measure, "availability")
    try:
        parts = request_path.parts(stack, tuple(stack.parameters.get("beside", request_path.BESIDE)))
    except NotKnownError as error:
        yield here(_WHAT, "", "%", why=lost(error))
        yield here(_WITHOUT, "", "minutes", why=lost(error))
        return
    if not parts:
        return
    best = request_path.composite(parts)
    at_least = {part.resource.urn: part.least for part in parts if part.least is not None}
    least = request_path.composite(parts, at_least) if at_least else best
    silent = {part.resource.name: 1 for part in parts if part.availability is None}
    unseen = hidden(stack, TYPES)
    missing = {why: some for why, some in (("without a promise", silent), ("not seen", unseen)) if some}
    shares = {part.resource.name: share for part in parts if (share := _share(part)) is not None}
    unread = sum(not part.standing.is_verified for part in parts)
    notes = (
        *(f"{part.resource.name}: {lost(part.doubt)}" for part in parts if part.doubt is not None),
        *((f"{unread} of {len(parts)} promises not verified",) if unread else ()),
    )
    text = shown(least) if least == best else f"{shown(least)} to {shown(best)}"
    yield here(
        _WHAT,
        f"at most {text}" if missing else text,
        "%",
        least=None if missing else least * Fraction(100),
        most=best * Fraction(100),
        missing=missing,
        parts=shares,
        notes=notes,
    )
    low, high = down_minutes(best), down_minutes(least)
    minutes = f"{'at least ' if missing else ''}{span(low, high)}"
    yield here(_WITHOUT, minutes, "minutes", least=low, most=None if missing else high)
