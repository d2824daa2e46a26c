"""What can keep a plan from being made: each error says what happened, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.project.errors import ConfigFileError, JibanError, exit_code_of, problems_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class PlanError(JibanError):
    """A plan that could not be made."""


class LookupsError(ConfigFileError):
    """A fault in the project's lookups.yaml."""


class ReferenceCycle(PlanError):  # noqa: N818 - as above
    """A cycle of stack references: stacks that read each other's outputs."""


class DuplicateUrn(PlanError):  # noqa: N818 - as above
    """Two resources of the same type, parent and name."""


class ProgramError(PlanError):
    """The program being planned failed.

    `lines` are the program's own traceback lines, ready to print; `cause` is the exception itself. Where that
    carries `exit_code` or `problems`, as jiban's own do, they are taken over.
    """

    def __init__(self, message: str, lines: Sequence[str] = (), cause: BaseException | None = None) -> None:
        """Keep the exception and what it says about itself."""
        super().__init__("\n".join([*lines, message]) if lines else message)
        self.summary = message
        self.lines = tuple(lines)
        self.cause = cause
        self.exit_code = exit_code_of(cause) or 1
        self.problems = problems_of(cause)
