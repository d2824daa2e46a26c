"""Settings that cannot be used, with everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.project.errors import JibanError
from jiban.project.problem import Problem, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable


class ConfigurationError(JibanError):
    """A configuration that cannot be built, with all its problems."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted by place, each once."""
        self.problems = in_order(problems)
        super().__init__(text(self.problems))


def text(problems: tuple[Problem, ...]) -> str:
    """Return all problems for a person, grouped by file, with a closing line that counts them."""
    lines: list[str] = []
    file = None
    for problem in problems:
        if file is not None and problem.file != file:
            lines.append("")
        file = problem.file
        lines.append(problem.paragraph())
    files = len({problem.file for problem in problems if problem.file})
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines.append(
        f"{count} in {files} files; nothing was planned" if files > 1 else f"{count}; nothing was planned"
    )
    return "\n".join(lines)
