"""Plans of the repository's own stacks, each made once in a process: it takes seconds, and many ask."""

from functools import cache
from pathlib import Path

from jiban.model.plan import Plan
from jiban.plan.run import plan


@cache
def planned(project: Path, stack: str) -> Plan:
    """The plan of a stack as its files have it."""
    return plan(project, stack)
