"""How a diff is reported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manner:
    """How stacks are reported."""

    verbose: bool = False
    expect_no_changes: bool = False
