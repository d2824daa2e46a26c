"""Where values stand, and patterns of such places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    number: int | None = None
    """Of the first pattern that ends here; None where none does."""

    @classmethod
    def of(cls, patterns: Iterable[Path]) -> Patterns:
        """Keep patterns by their steps."""
        found = cls()
        for number, pattern in enumerate(patterns):
            at = found
            for step in pattern:
                at = at.steps.setdefault(step, cls())
            at.number = number if at.number is None else at.number
        return found

    def reach(self, path: Path) -> bool:
        """Return whether any of the patterns is the path or leads to something above it."""
        return any(each.number is not None for row in self._along(path) for each in row)

    def touching(self, path: Path) -> list[int]:
        """Return the numbers of the patterns that reach a path, or may lead to something inside of it."""
        *above, last = [*self._along(path)]
        found = {each.number for row in above for each in row}
        if len(above) == len(path):
            found |= {number for each in last for number in each.below()}
        else:
            found |= {each.number for each in last}
        return sorted(number for number in found if number is not None)

    def below(self) -> Iterator[int | None]:
        """Yield the numbers of all patterns that are here or go on from here."""
        yield self.number
        for each in self.steps.values():
            yield from each.below()

    def _along(self, path: Path) -> Iterator[list[Patterns]]:
        """Yield where the patterns are after each step of a path, as long as there are any."""
        row: list[Patterns] = [self]
        yield row
        for step in path:
            row = [each.steps[one] for each in row for one in {step, "*"} if one in each.steps]
            if not row:
                return
            yield row
