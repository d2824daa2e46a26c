"""Answers of providers' functions: the project's own lookups, then the planner's table, and nothing beyond.

The planner makes up answers from the SDK's types and says so; here a function without an answer is an error
that names it, because nobody looks at a rehearsal's notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jiban.plan.lookups import FILE, Lookups, arguments_match, listed_placeholder, read_lookups
from jiban.project.project import find_project


class NoResultError(Exception):
    """Nobody has said what a function gives; the text says which and where to say it."""


@cache
def _lookups(project: Path) -> Lookups:
    return read_lookups(find_project(project))


def look_up(token: str, args: Mapping[str, Any], project: Path | None, region: str) -> Mapping[str, Any]:
    """Answer a function.

    Args:
        token: the function, such as `aws:index/getRegion:getRegion`.
        args: its arguments.
        project: folder of the project whose `lookups.yaml` counts first.
        region: AWS region that answers are for.

    Raises:
        NoResultError: there is none.
    """
    for entry in _lookups(project).invokes if project is not None else ():
        if entry.token == token and arguments_match(entry.args, args):
            return entry.result
    found = listed_placeholder(token, region)
    if found is None:
        raise NoResultError(
            f"the simulated cloud has no answer for {token}: put one into {FILE} beside "
            "Pulumi.yaml, under `invokes`"
        )
    return {**args, **found}
