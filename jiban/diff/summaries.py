"""The counts of a diff in a sentence, of one stack and of several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jiban.diff.words import DOES, summary

if TYPE_CHECKING:
    from jiban.diff.model import Comparison


def counted(counts: Mapping[str, int]) -> str:
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
