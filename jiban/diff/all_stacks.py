"""Compares all stacks of a project with a commit, and all projects of a repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.diff.ahead import Ahead
from jiban.diff.every_base import planning_each
from jiban.diff.model import NotCompared
from jiban.diff.run import Comparing
from jiban.project.errors import JibanError
from jiban.report.failures import failure_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from jiban.diff.every_base import EveryBase
    from jiban.diff.model import Comparison
    from jiban.diff.run import DiffRequest


def compare_stacks(request: DiffRequest, today: date) -> Iterator[Comparison | NotCompared]:
    """Compare all stacks of a project with a commit, those too that one side alone has.

    A stack that cannot be planned on either side keeps no other one from being compared.

    Args:
        request: what to compare; its stack says nothing.
        today: the day that waivers are held against.

    Raises:
        DiffError: there is no such base.
        WaiverFileError: the file of waivers cannot be used.
    """
    comparing = Comparing.of(request, today)
    if comparing.repository is None:  # pragma: no cover - the command asks for a commit
        raise ValueError("all stacks are compared with a commit")
    with (
        Ahead() as ahead,
        planning_each(
            comparing.repository,
            request.ref or "",
            comparing.project,
            flags=comparing.flags,
            fingerprints=comparing.fingerprints,
            seconds=request.timeout,
            keeps=request.keeps,
            ahead=ahead,
        ) as (bases, names),
    ):
        for stack in names:
            yield _one(comparing, bases, stack)
        ahead.keep()


def _one(comparing: Comparing, bases: EveryBase, stack: str) -> Comparison | NotCompared:
    stacks = comparing.project.stacks()
    there = stack in stacks or (not stacks and stack not in bases.stacks)
    try:
        side = comparing.side(comparing.head(stack, there=there))
        return comparing.compare(stack, bases.result(stack), side, there=there)
    except JibanError as error:
        failure = failure_of(error)
        return NotCompared(comparing.project.name, stack, failure.message, failure.exit_code)
