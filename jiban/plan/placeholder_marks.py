"""Marks in a plan what comes from placeholders, by planning once more with others."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from jiban.model.placeholders import with_placeholder_paths
from jiban.model.plan import Diagnostic
from jiban.plan.errors import PlanError, ProgramError

if TYPE_CHECKING:
    from typing import Protocol

    from jiban.model.plan import Plan

    class Planner(Protocol):
        """Plans a program; `other` asks for other placeholders, and for silence of the program."""

        def __call__(self, *, other: bool = False) -> Plan:
            """Return the plan."""
            ...


LONGEST: Final = 60.0
"""Seconds of a first run after which there is no second one."""
_NOT_TOLD: Final = "what is computed from placeholders is not marked, and is judged as if it were known: "


def marked(run: Planner) -> Plan:
    """Plan a program, and mark what comes from placeholders where it has got any.

    The program runs a second time then. Its messages are those of the first run. What differs from run to run
    by itself, as the time does, is marked too.

    Raises:
        PlanError: the first run fails.
    """
    begin = time.monotonic()
    plan = run()
    seconds = time.monotonic() - begin
    if not any(each.computed_with for each in plan.placeholders):
        return plan
    if seconds > LONGEST:
        return _not_told(plan, f"the program took {seconds:.0f} s, too long to run it with others")
    try:
        other = run(other=True)
    except PlanError as error:
        said = error.summary if isinstance(error, ProgramError) else str(error)
        return _not_told(plan, f"with others the program fails: {said.splitlines()[0]}")
    return with_placeholder_paths(plan, other)


def _not_told(plan: Plan, why: str) -> Plan:
    return replace(plan, diagnostics=(*plan.diagnostics, Diagnostic("warning", _NOT_TOLD + why)))
