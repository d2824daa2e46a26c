"""Errors that the planner raises: each says what happened, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file. Lines and columns begin at 1; 0 means that the place is the whole file."""

    file: str
    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Give `file:line:column: message`, leaving out what is not known."""
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return f"{place}: {self.message}"


class PlanError(Exception):
    """A plan that could not be made. `exit_code` is Pulumi's own: 1 an error, 2 configuration or flags."""

    exit_code: int = 1
    problems: Sequence[Any] = ()


class ProjectNotFound(PlanError):  # noqa: N818 - the name says what happened; "Error" would add nothing
    """There is no Pulumi.yaml in the folder or above it."""


class StackNotFound(PlanError):  # noqa: N818 - as above
    """The project has no such stack, or several and none was named."""

    def __init__(self, message: str, stacks: tuple[str, ...]) -> None:
        """Keep the stacks there are, beside the text."""
        super().__init__(message)
        self.stacks = stacks


class ConfigFileError(PlanError):
    """One or several faults in Pulumi.yaml, a stack file, lookups.yaml or the flags that override them."""

    exit_code: int = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Hold all faults; the text has one line for each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class LookupsError(ConfigFileError):
    """A fault in the project's lookups.yaml."""


class ReferenceCycle(PlanError):  # noqa: N818 - as above
    """Stacks that read each other's outputs in a circle."""


class DuplicateUrn(PlanError):  # noqa: N818 - as above
    """Two resources of the same type, parent and name."""


class ProgramError(PlanError):
    """The program being planned failed.

    `lines` are the program's own traceback lines, ready to print; `cause` is the exception itself. Where the
    exception carries `exit_code` or `problems`, they are taken over.
    """

    def __init__(self, message: str, lines: Sequence[str] = (), cause: BaseException | None = None) -> None:
        """Keep the exception and what it says about itself."""
        super().__init__("\n".join([*lines, message]) if lines else message)
        self.summary = message
        self.lines = tuple(lines)
        self.cause = cause
        code = getattr(cause, "exit_code", None)
        self.exit_code = code if isinstance(code, int) else 1
        found: Any = getattr(cause, "problems", None)
        self.problems = tuple(cast("list[Any]", found)) if isinstance(found, list | tuple) else ()
