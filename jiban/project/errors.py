"""The base of all errors for users, and errors of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.project.problem import Problem


class JibanError(Exception):
    """What happened, where, and what to do, in words for whoever ran the command.

    Anything else that is raised is a fault of jiban itself.
    """

    exit_code: int = 1
    """Pulumi's own: 1 an error, 2 configuration or flags."""
    problems: Sequence[Problem] = ()
    """The faults of files, where that is what happened; the message then begins with their places."""


def is_ours(error: BaseException | None) -> bool:
    """Return whether an error is one of these, made for a person, and not one that looks like it.

    A program may run with a library of its own commit, where the class is the same by name alone.
    """
    return any(
        (kind.__module__, kind.__qualname__) == (JibanError.__module__, JibanError.__qualname__)
        for kind in type(error).__mro__
    )


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
