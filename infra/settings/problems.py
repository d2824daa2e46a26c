"""Faults of a configuration, told to a person: file, line, field, value, reason and what to set instead."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from infra.environment import NAMESPACE
from infra.settings.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.base import Path

Layer = Literal["default", "preset", "stack file", "command line"]
"""Where a value comes from, lowest first: each layer counts over the ones before it."""

WIDTH: Final = 110
"""Columns a message is wrapped at."""
_PLAIN_STEP: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_STEP: Final = 48


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a configuration."""

    file: str
    """File that holds the value, named from the project's folder; empty for the command line."""
    line: int
    """From 1; 0 where no line can be named."""
    column: int
    path: str
    """The value's dotted path, `jiban:postgres.backup_days`; empty for the file as a whole."""
    value: str
    """The value as it may be shown, short and quoted; empty for maps, lists, secrets and what is missing."""
    reason: str
    """Why it cannot stand: a phrase, no full stop."""
    remedy: str
    """What to do: an imperative phrase, no full stop."""
    layer: Layer = "stack file"

    @property
    def place(self) -> str:
        """`file:line`, or what stands for it."""
        if not self.file:
            return "command line"
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        """Give the problem as one paragraph, further lines indented."""
        what = f"{self.path} = {self.value}" if self.value else self.path
        parts = [
            self.place,
            *([what] if what else []),
            f"{self.reason}; {self.remedy}" if self.remedy else self.reason,
        ]
        lines = textwrap.wrap(": ".join(parts), WIDTH - 4, break_long_words=False, break_on_hyphens=False)
        if lines[0] == f"{self.place}:":  # a long name must not part the place from what is said of it
            lines[:2] = [" ".join(lines[:2])]
        return "\n    ".join(lines)


class ConfigurationError(Exception):
    """A configuration that cannot be built, with all its problems."""

    exit_code: Final = 2
    """What a command exits with: Pulumi's code for faults of configuration and flags."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted by place, each once."""
        self.problems = tuple(sorted(dict.fromkeys(problems), key=_order))
        super().__init__(text(self.problems))


def text(problems: tuple[Problem, ...]) -> str:
    """Return all problems for a person, grouped by file, with a closing line that counts them."""
    lines: list[str] = []
    file = None
    for problem in problems:
        if file is not None and problem.file != file:
            lines.append("")
        file = problem.file
        lines.append(str(problem))
    files = len({problem.file for problem in problems if problem.file})
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines.append(
        f"{count} in {files} files; nothing was planned" if files > 1 else f"{count}; nothing was planned"
    )
    return "\n".join(lines)


def dotted(path: Path) -> str:
    """Return a path from the root of an environment in the syntax of `pulumi config --path`."""
    if not path:
        return ""
    parts = [f"{NAMESPACE}:{_step(path[0])}"]
    for step in path[1:]:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_STEP.fullmatch(step) and len(step) <= _LONGEST_STEP:
            parts.append(f".{step}")
        else:
            parts.append(f"[{quoted(step)}]")
    return "".join(parts)


def _step(step: str | int) -> str:
    name = str(step)
    return name if _PLAIN_STEP.fullmatch(name) and len(name) <= _LONGEST_STEP else quoted(name)


def _order(problem: Problem) -> tuple[bool, str, int, int, str]:
    return (not problem.file, problem.file, problem.line, problem.column, problem.path)
