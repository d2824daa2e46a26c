"""Results of providers' functions: the project's own lookups, what is computed, then the planner's table.

The planner also makes placeholders from the SDK's types and lists them; here a function without a result is
an error that names it, because nobody reads the notes of a rehearsal.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jiban.model.plan import Unknown
from jiban.plan.answers import Answers
from jiban.plan.functions import compute
from jiban.plan.lookups import FILE, listed_placeholder, read_lookups
from jiban.project.project import find_project


class NoResultError(Exception):
    """There is no result for a function; the text names it and the file to add it to."""


@cache
def _answers(project: Path) -> Answers:
    return Answers(read_lookups(find_project(project)).invokes)


def look_up(token: str, args: Mapping[str, Any], project: Path | None, region: str) -> Mapping[str, Any]:
    """Return the result of a function.

    Args:
        token: the function, such as `aws:index/getRegion:getRegion`.
        args: its arguments.
        project: folder of the project whose `lookups.yaml` counts first.
        region: AWS region that results are for.

    Raises:
        NoResultError: there is none.
        ArgumentError: the provider would refuse the arguments.
    """
    entry = _answers(project).first(token, args) if project is not None else None
    if entry is not None:
        return entry.result
    computed = compute(token, args, {"region": region})
    if computed is not None and not isinstance(computed, Unknown):
        return computed
    found = listed_placeholder(token, region)
    if found is None:
        raise NoResultError(
            f"the simulated cloud has no result for {token}: add one to {FILE} beside "
            "Pulumi.yaml, under `invokes`"
        )
    return {**args, **found}
