"""Problems in a file of a project or on the command line, for users."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Layer = Literal["default", "preset", "extended stack file", "stack file", "command line"]
"""Where a value comes from, lowest first: each layer counts over the ones before it."""

WIDTH: Final = 110
"""Columns a message is wrapped at."""
_INDENT: Final = "\n    "


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place."""

    file: str
    """File that holds it, named from the project's folder; empty for the command line."""
    reason: str
    """What is wrong: a phrase, no full stop."""
    line: int = 0
    """From 1; 0 where no line can be named."""
    column: int = 0
    path: str = ""
    """Dotted path of the value, `jiban:postgres.version`; empty for the file as a whole."""
    value: str = ""
    """The value as it may be shown, short and quoted; empty for maps, lists, secrets and what is missing."""
    remedy: str = ""
    """What to do: an imperative phrase, no full stop."""
    layer: Layer = "stack file"

    @property
    def place(self) -> str:
        """`file:line`, `file:line:column` for a fault of the text itself, or `command line`."""
        if not self.file:
            return "command line"
        column = f":{self.column}" if self.column and not self.path else ""
        return f"{self.file}:{self.line}{column}" if self.line else self.file

    def __str__(self) -> str:
        """Return the problem on one line: place, value, reason and remedy."""
        what = f"{self.path} = {self.value}" if self.value else self.path
        said = f"{self.reason}; {self.remedy}" if self.remedy else self.reason
        return ": ".join([self.place, *([what] if what else []), said])

    def paragraph(self) -> str:
        """Return the problem wrapped, further lines indented."""
        lines = textwrap.wrap(str(self), WIDTH - 4, break_long_words=False, break_on_hyphens=False)
        if lines[0] == f"{self.place}:":  # a long name must not separate the place from the message
            lines[:2] = [" ".join(lines[:2])]
        return _INDENT.join(lines)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems sorted by place, each once, those of the command line last."""
    return tuple(
        sorted(dict.fromkeys(problems), key=lambda p: (not p.file, p.file, p.line, p.column, p.path))
    )
