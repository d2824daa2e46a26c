"""What can keep a diff from being made, for a person."""

from __future__ import annotations

from jiban.project.errors import JibanError


class DiffError(JibanError):
    """A diff that could not be made."""


class RefNotFound(DiffError):  # noqa: N818 - the name says what happened; "Error" would add nothing
    """The base is no commit of the repository."""

    exit_code = 2


class NoRepository(DiffError):  # noqa: N818 - as above
    """The project is not in a git repository, or git is not there."""


class BaseError(DiffError):
    """The base could not be planned or read."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Keep the code to exit with beside the message."""
        super().__init__(message)
        self.exit_code = exit_code
