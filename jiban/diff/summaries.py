"""The counts of a diff in a sentence, of one stack and of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from jiban.diff.model import NotCompared
from jiban.diff.words import DOES, summary

if TYPE_CHECKING:
    from jiban.diff.model import Comparison
    from jiban.diff.resource_diff import Kind


def counted(counts: Mapping[Kind, int]) -> str:
    """Return counts by what happens, `2 to delete, 1 to update`."""
    return ", ".join(f"{counts[kind]} {does}" for kind, does in DOES.items() if counts.get(kind))


def whole_summary(found: Comparison) -> str:
    """Return the summary with what is not certain in it, what the guard stops, and the policy findings."""
    parts = [summary(found.diff)]
    unsure = sum(not each.certain for each in found.diff.of("replace"))
    if unsure:
        parts.append(f"{unsure} of the replacements not certain")
    if found.stopped:
        parts.append(f"{len(found.stopped)} blocked")
    for number, what in ((len(found.new), "new"), (len(found.fixed), "fixed")):
        if number:
            parts.append(f"{number} {what} policy {'finding' if number == 1 else 'findings'}")
    return "; ".join(parts)


def stacks(number: int) -> str:
    """Return a number of stacks in words."""
    return f"{number} {'stack' if number == 1 else 'stacks'}"


def all_verdicts(found: Sequence[Comparison | NotCompared]) -> str:
    """Say how many of several stacks are blocked, change, stay as they are, and could not be compared."""
    compared = [each for each in found if not isinstance(each, NotCompared)]
    numbers = {
        "not compared": len(found) - len(compared),
        "blocked": sum(bool(each.stopped) for each in compared),
        "with changes": sum(not each.diff.empty and not each.stopped for each in compared),
        "without changes": sum(each.diff.empty and not each.stopped for each in compared),
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number) or "none to compare"


def all_counts(found: Sequence[Comparison]) -> str:
    """Return the counts of several stacks together."""
    total: Counter[Kind] = Counter()
    for each in found:
        total.update(each.diff.counts())
    parts = [
        counted(total) or "no resource changes",
        f"{sum(each.diff.unchanged for each in found)} unchanged",
    ]
    stopped, new = sum(len(each.stopped) for each in found), sum(len(each.new) for each in found)
    if stopped:
        parts.append(f"{stopped} blocked")
    if new:
        parts.append(f"{new} new policy {'finding' if new == 1 else 'findings'}")
    return "; ".join(parts)
