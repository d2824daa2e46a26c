"""Where values stand, and patterns of such places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys of maps and positions in lists, from the outside in."""


def reaches(pattern: Path, path: Path, *, literal: bool = False) -> bool:
    """Return whether a pattern is the path or leads to something above it.

    Args:
        pattern: steps, of which `*` stands for any.
        path: the steps of a value.
        literal: whether `*` among the steps of `path` stands for any, too.
    """
    if len(pattern) > len(path):
        return False
    return all(
        step in ("*", given) or (literal and given == "*") for step, given in zip(pattern, path, strict=False)
    )


@dataclass(slots=True)
class Patterns:
    """Many patterns, against all of which a path is held at once."""

    steps: dict[str | int, Patterns] = field(default_factory=dict[str | int, "Patterns"])
    """What follows a step."""
    ends: bool = False
    """Whether a pattern ends here."""

    @classmethod
    def of(cls, patterns: Iterable[Path]) -> Patterns:
        """Keep patterns by their steps."""
        found = cls()
        for pattern in patterns:
            at = found
            for step in pattern:
                at = at.steps.setdefault(step, cls())
            at.ends = True
        return found

    def reach(self, path: Path) -> bool:
        """Return whether any of the patterns is the path or leads to something above it."""
        waiting = [self]
        for step in path:
            if any(each.ends for each in waiting):
                return True
            next_steps = {step, "*"}
            waiting = [each.steps[one] for each in waiting for one in next_steps if one in each.steps]
        return any(each.ends for each in waiting)
