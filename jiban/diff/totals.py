"""The counts of several stacks together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jiban.diff import summaries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.diff.told import Told


def all_verdicts(found: Sequence[Told]) -> str:
    """Say how many of several stacks are blocked, change, stay as they are, and could not be compared."""
    compared = [each for each in found if each.compared]
    numbers = {
        "not compared": len(found) - len(compared),
        "blocked": sum(bool(each.stopped) for each in compared),
        "with changes": sum(not each.empty and not each.stopped for each in compared),
        "without changes": sum(each.empty and not each.stopped for each in compared),
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number) or "none to compare"


def all_counts(found: Sequence[Told]) -> str:
    """Return the counts of several stacks together."""
    total: Counter[str] = Counter()
    for each in found:
        total.update(each.counts)
    unchanged = sum(each.unchanged for each in found)
    parts = [summaries.counted(total) or "no resource changes", f"{unchanged} unchanged"]
    stopped, new = sum(each.stopped for each in found), sum(each.new for each in found)
    if stopped:
        parts.append(f"{stopped} blocked")
    if new:
        parts.append(f"{new} new policy {'finding' if new == 1 else 'findings'}")
    return "; ".join(parts)
