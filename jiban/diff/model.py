"""What `jiban diff` has found: what happens to a stack, and what the policies say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jiban.diff.figures.model import NO_FIGURES
from jiban.policy.codes import RULE_ERROR

if TYPE_CHECKING:
    from jiban.diff.compare import Diff
    from jiban.diff.figures.model import Figures
    from jiban.diff.orders import Order
    from jiban.diff.roots import Root
    from jiban.policy.inprocess import Finding, WaiverFinding


STOPPED: Final = 5
"""Exit code of a policy violation."""
CHANGED: Final = 7
"""Exit code of `--expect-no-changes` where there are some."""


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A stack of several that could not be compared."""

    project: str
    stack: str
    reason: str
    exit_code: int = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """A diff with its judgement."""

    diff: Diff
    note: str = ""
    """Why one of the sides is empty, where it is."""
    roots: tuple[Root, ...] = ()
    """What the changes come from, the most consequential first."""
    stopped: tuple[Finding, ...] = ()
    """What the guard stops: losses that no waiver covers."""
    orders: tuple[Order, ...] = ()
    """The steps of what is not safe as one deployment."""
    waived: tuple[Finding, ...] = ()
    """Losses that a waiver covers."""
    expired: tuple[WaiverFinding, ...] = ()
    """Waivers of losses that have expired or name no rule."""
    new: tuple[Finding, ...] = ()
    """Findings of the policies that the base does not have."""
    fixed: tuple[Finding, ...] = ()
    """Findings of the policies that only the base has."""
    standing: int = 0
    """Findings of the policies that both sides have."""

    errors: tuple[Finding, ...] = ()
    """Rules that could not be run on the plan after."""
    figures: Figures = NO_FIGURES
    """Cost, availability, capacity, addresses and recovery of both sides, where they differ."""

    @property
    def folded(self) -> frozenset[str]:
        """Return the URNs of the resources of which their root says enough."""
        return frozenset(each.urn for root in self.roots for each in root.folded)

    def exit_code(self, *, expect_no_changes: bool = False) -> int:
        """Return what the command exits with, in Pulumi's codes.

        Args:
            expect_no_changes: whether any change is one too many.
        """
        if self.stopped:
            return STOPPED
        if self.errors:
            return RULE_ERROR
        return CHANGED if expect_no_changes and not self.diff.empty else 0
