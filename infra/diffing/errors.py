"""What can keep a diff from being made, for a person."""

from __future__ import annotations


class DiffError(Exception):
    """A diff that could not be made. `exit_code` is Pulumi's: 1 an error, 2 flags or configuration."""

    exit_code: int = 1


class RefNotFound(DiffError):  # noqa: N818 - the name says what happened; "Error" would add nothing
    """The base is no commit of the repository."""

    exit_code: int = 2


class NoRepository(DiffError):  # noqa: N818 - as above
    """The project is not in a git repository, or git is not there."""


class BaseError(DiffError):
    """The base could not be planned or read."""
