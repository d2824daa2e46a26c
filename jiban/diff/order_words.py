"""The orders of a diff in words, the same for every form that it is shown in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jiban.diff.orders import Order

TITLE: Final = "Not safe as one deployment"
SHOWN: Final = 12
"""Orders that are said; beyond them there is a number."""


def numbered(order: Order) -> list[str]:
    """Return the steps with their numbers."""
    return [f"{number}. {step}" for number, step in enumerate(order.steps, 1)]


def told_by(order: Order) -> str:
    """Say where the steps are from, with the date of the page or else of the day on which it was read."""
    source = order.source
    dated = source.page or (f"read {source.read}" if source.read else "")
    return ", ".join(filter(None, (source.url, dated, "" if order.verified else "unverified")))
