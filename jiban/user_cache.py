"""The user's folder for what can be made again: what is kept there saves time, and may be lost."""

from __future__ import annotations

import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SWITCH: Final = "JIBAN_LAZY_SDK"
"""Environment variable; `0` has everything loaded, and compiled, as Python does."""
_SUM_BYTES: Final = 4


def folder() -> Path:
    """Return the folder: `$XDG_CACHE_HOME/jiban`, or in `~/.cache`."""
    set_by_user = os.environ.get("XDG_CACHE_HOME")
    return (Path(set_by_user) if set_by_user else Path.home() / ".cache") / "jiban"


def read(file: Path) -> bytes | None:
    """Return what is in a file; None where it is not whole, or somebody else could have written it."""
    try:
        with file.open("rb") as opened:
            if not is_ours(opened.fileno()):
                return None
            data = opened.read()
    except OSError:
        return None
    sum_, data = data[:_SUM_BYTES], data[_SUM_BYTES:]
    return data if sum_ == _sum(data) else None


def write(file: Path, data: bytes) -> None:
    """Write a file that `read` reads, whole or not at all.

    A full disk or a folder that is closed costs time, and no plan.
    """
    write_whole(file, (_sum(data), data))


def write_whole(file: Path, parts: Iterable[bytes]) -> None:
    """Write what a file holds, one after the other, whole or not at all."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.writelines(parts)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def is_ours(descriptor: int) -> bool:
    """Return whether nobody else could have written a file."""
    status = os.fstat(descriptor)
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_SUM_BYTES, "little")
