"""What is said of a name that a table of facts does not have."""

from collections.abc import Iterable
from difflib import get_close_matches


class NotInTableError(ValueError):
    """A name that a table of facts does not have."""

    def __init__(self, what: str, name: str, known: Iterable[str], table: str) -> None:
        """Make the error.

        Args:
            what: what kind of thing was asked for: `machine`.
            name: the name asked for.
            known: the names there are.
            table: path of the table in the repository.
        """
        self.name = name
        self.near = tuple(near_matches(name, known))
        self.table = table
        super().__init__(
            f"no {what} {name!r} in {table}" + (f"; near it: {', '.join(self.near)}" if self.near else "")
        )

    @property
    def remedy(self) -> str:
        """What to do about it, as an imperative phrase."""
        choice = f"set {' or '.join(self.near)}" if self.near else f"choose one of {self.table}"
        return f"{choice}, or add it to {self.table} with its source"


def near_matches(name: str, known: Iterable[str]) -> list[str]:
    """Return up to three of the known names that a person may have meant, the nearest first."""
    by_folded = {_folded(each): each for each in known}
    if _folded(name) in by_folded:
        return [by_folded[_folded(name)]]
    return [by_folded[near] for near in get_close_matches(_folded(name), by_folded, n=3, cutoff=0.7)]


def _folded(name: str) -> str:
    """Without what people most often get wrong: case, spaces, underscores, hyphens."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
