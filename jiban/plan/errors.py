"""What can keep a plan from being made: each error says what happened, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jiban.project.errors import ConfigFileError, JibanError

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
