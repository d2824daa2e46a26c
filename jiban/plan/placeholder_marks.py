"""Marks in a plan what comes from placeholders, by planning once more with others."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jiban.model.placeholders import Outline, with_placeholder_paths
from jiban.model.plan import Diagnostic
from jiban.plan.errors import PlanError
from jiban.plan.other_run import WhichPlaceholders, said_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.model.plan import Plan


LONGEST: Final = 60.0
"""Seconds of a first run after which there is no second one."""
_NOT_TOLD: Final = "what is computed from placeholders is not marked, and is judged as if it were known: "


def marked(plan_in: Callable[[WhichPlaceholders], Plan]) -> Plan:
    """Plan a program, and mark what comes from placeholders where it has got any.

    The program runs a second time then, from its first placeholder on. Its messages are those of the first
    run. What differs from run to run by itself after that, as the time does, is marked too.

    Raises:
        PlanError: the first run fails.
    """
    first = WhichPlaceholders(parts=True)
    begin = time.monotonic()
    try:
        plan = plan_in(first)
        seconds = time.monotonic() - begin
        if not any(each.computed_with for each in plan.placeholders):
            return plan
        if seconds > LONGEST:
            return _not_told(plan, f"the program took {seconds:.0f} s, too long to run it with others")
        other = first.result() or _once_more(plan_in)
    finally:
        first.end()
    if isinstance(other, str):
        return _not_told(plan, f"with others the program fails: {other}")
    return with_placeholder_paths(plan, other)


def _once_more(plan_in: Callable[[WhichPlaceholders], Plan]) -> Outline | str:
    try:
        return Outline.of(plan_in(WhichPlaceholders(other=True)))
    except PlanError as error:
        return said_of(error)


def _not_told(plan: Plan, why: str) -> Plan:
    return replace(plan, diagnostics=(*plan.diagnostics, Diagnostic("warning", _NOT_TOLD + why)))
