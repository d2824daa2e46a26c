"""How the work of a piece of code grows with its input: calls are counted, as times hang on the machine."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

FEW, MANY = 200, 800
"""Four times as many; what takes their square takes sixteen times the calls."""


def calls(work: Callable[[], object]) -> int:
    """Return how many functions a piece of work calls."""
    profile = cProfile.Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def growth(work: Callable[[int], object]) -> float:
    """Return how many times the calls of few things many things take."""
    work(2)  # what is read once is read before
    return calls(lambda: work(MANY)) / calls(lambda: work(FEW))
