"""The base of all errors for users, and errors of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.project.problem import Problem


_CODES: Final = 256
"""Exit codes of a process are below."""


class JibanError(Exception):
    """What happened, where, and what to do, in words for whoever ran the command.

    Anything else that is raised is a fault of jiban itself.
    """

    exit_code: int = 1
    """Pulumi's own: 1 an error, 2 configuration or flags."""
    problems: Sequence[Problem] = ()
    """The faults of files, where that is what happened; the message then begins with their places."""


def exit_code_of(error: BaseException | None) -> int | None:
    """Return the code of a failure that an exception carries, whoever made it; None where it has none."""
    code = _attribute(error, "exit_code")
    return code if isinstance(code, int) and not isinstance(code, bool) and 0 < code < _CODES else None


def problems_of(error: BaseException | None) -> tuple[Any, ...]:
    """Return the problems that an exception lists, whoever made it."""
    found = _attribute(error, "problems")
    return tuple(cast("Sequence[Any]", found)) if isinstance(found, list | tuple) else ()


def _attribute(error: BaseException | None, name: str) -> Any:
    try:
        return getattr(error, name, None)
    except Exception:  # noqa: BLE001 - a program's exception may do anything
        return None


class ProjectNotFound(JibanError):  # noqa: N818 - the name says what happened; "Error" would add nothing
    """There is no Pulumi.yaml in the folder or above it."""


class StackNotFound(JibanError):  # noqa: N818 - as above
    """The project has no such stack, or several and none was named."""

    def __init__(self, message: str, stacks: tuple[str, ...]) -> None:
        """Keep the stacks there are, beside the text."""
        super().__init__(message)
        self.stacks = stacks


class ConfigFileError(JibanError):
    """One or several faults in Pulumi.yaml, a stack file, lookups.yaml or the flags that override them."""

    exit_code: int = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Hold all faults; the text has one line for each."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
