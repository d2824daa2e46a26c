"""Files that somebody else has written: read whole, bounded, and only where they are files."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

from jiban.project.errors import JibanError

if TYPE_CHECKING:
    from pathlib import Path

_NAMED_KINDS: Final = (
    (stat.S_ISDIR, "it is a folder, not a file"),
    (stat.S_ISFIFO, "it is a named pipe; write what comes out of it to a file, and give that"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
)
_AT_ONCE: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening a named pipe would wait for somebody who writes to it."""
_MEGABYTE: Final = 1024 * 1024


class NotReadable(JibanError):  # noqa: N818 - the name says what happened; "Error" would add nothing
    """There is something by a name that cannot be read as a file."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the reason, a phrase, for a message that names the file by itself."""
        super().__init__(f"{path}: {reason}")
        self.reason = reason


def is_there(path: Path) -> bool:
    """Return whether there is something by a name, be it a folder or a link that leads nowhere.

    Raises:
        NotReadable: that cannot be told: no permission, a name that is too long.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise NotReadable(path, reason_of(error)) from error
    return True


def read_file(path: Path, limit: int) -> bytes:
    """Read a regular file.

    Args:
        path: of the file, or of a link to it.
        limit: bytes that it may have at most.

    Raises:
        NotReadable: there is none, it is something else than a file, it is too large, it may not be read.
    """
    try:
        descriptor = os.open(path, _AT_ONCE)
    except (OSError, ValueError) as error:
        raise NotReadable(path, reason_of(error)) from error
    try:
        status = os.fstat(descriptor)
        kind = next((words for is_kind, words in _NAMED_KINDS if is_kind(status.st_mode)), "")
        if kind:
            raise NotReadable(path, kind)
        content = b""
        if status.st_size <= limit:
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise NotReadable(path, reason_of(error)) from error
    finally:
        os.close(descriptor)
    if max(status.st_size, len(content)) > limit:
        size = limit // _MEGABYTE
        raise NotReadable(path, f"the file is larger than {size} MB, which is the most that is read")
    return content


def reason_of(error: Exception) -> str:
    """Return why the operating system has refused a file, as a phrase."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    # `ValueError: embedded null byte` is all that Python has for a path besides.
    return (
        "the path holds a NUL character, which no name of a file can" if "null" in str(error) else str(error)
    )
