"""What was taken apart of an SDK's files, kept in the user's cache by file, version and interpreter."""

from __future__ import annotations

import marshal
import os
import sys
import tempfile
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SWITCH: Final = "JIBAN_LAZY_SDK"
"""Environment variable; `0` has everything loaded, and compiled, as Python does."""
_SHAPE: Final = 3
"""Changes with what is written, so that nobody reads what an older version wrote."""
_MOST_SECONDS: Final = 30 * 24 * 3600
"""Age at which a file is removed when another one is written: it costs little to make it again."""
_LENGTH_BYTES: Final = 8
_SUM_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Parts:
    """A file that was taken apart."""

    head: Any
    """What is needed at once; what `marshal` can write."""
    body: memoryview
    """What is read piece by piece."""


def folder() -> Path:
    """Return the user's folder for what can be made again: `$XDG_CACHE_HOME/jiban`, or in `~/.cache`."""
    set_by_user = os.environ.get("XDG_CACHE_HOME")
    return (Path(set_by_user) if set_by_user else Path.home() / ".cache") / "jiban"


def parts(source: str, take_apart: Callable[[], tuple[Any, bytes] | None]) -> Parts | None:
    """Return the parts of a file; None where it is not as the generator writes it.

    Args:
        source: path of the Python file.
        take_apart: returns its head and body, or None; asked once for each version of the file.
    """
    file = _file(source)
    kept = read(file) if file else None
    if kept is None:
        kept = _pack(take_apart())
        if file:
            write(file, kept)
            _tidy(file)
    return _unpack(memoryview(kept))


def _tidy(file: Path) -> None:
    """Remove what stands for other versions of the same file of an SDK, and what is old."""
    beginning = f"{file.name.partition('-')[0]}-{file.name.split('-')[1]}-"
    too_old = time.time() - _MOST_SECONDS
    with suppress(OSError), os.scandir(file.parent) as found:
        for each in found:
            is_other = each.name.startswith(beginning) and each.name != file.name
            if is_other or each.stat().st_mtime < too_old:
                Path(each.path).unlink(missing_ok=True)


def _file(source: str) -> Path | None:
    """Return where the parts are kept; None where nothing can be."""
    try:
        # A base is planned with the packages of the working tree, by a link that is another each time.
        source = os.path.realpath(source)
        # What a package exports stands in other files of its folder, whose time tells when one was replaced.
        times = (os.stat(source), os.stat(os.path.dirname(source)))  # noqa: PTH116, PTH120 - a Path is slow
        which = "-".join(
            f"{number:x}"
            for number in (
                zlib.crc32(source.encode(errors="replace")),
                times[0].st_size,
                *(each.st_mtime_ns for each in times),
            )
        )
        code = f"{sys.implementation.cache_tag}-{sys.flags.optimize}"
        return folder() / f"sdk-{_SHAPE}-{code}" / f"{Path(source).parent.name}-{which}"
    except (OSError, RuntimeError):
        return None


def read(file: Path) -> bytes | None:
    """Return what is in the file; None where it is not whole, or somebody else could have written it."""
    try:
        with file.open("rb") as opened:
            if not _is_ours(opened.fileno()):
                return None
            data = opened.read()
    except OSError:
        return None
    sum_, data = data[:_SUM_BYTES], data[_SUM_BYTES:]
    return data if sum_ == _sum(data) else None


def _is_ours(descriptor: int) -> bool:
    """Return whether nobody else could have written a file."""
    status = os.fstat(descriptor)
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def write(file: Path, data: bytes) -> None:
    """Write the file whole or not at all; a full disk or a folder that is closed costs time, and no plan."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(_sum(data) + data)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _sum(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(_SUM_BYTES, "little")


def _pack(made: tuple[Any, bytes] | None) -> bytes:
    if made is None:
        return b""
    head = marshal.dumps(made[0])
    return len(head).to_bytes(_LENGTH_BYTES, "little") + head + made[1]


def _unpack(whole: memoryview) -> Parts | None:
    if not whole:
        return None
    end = _LENGTH_BYTES + int.from_bytes(whole[:_LENGTH_BYTES], "little")
    return Parts(marshal.loads(whole[_LENGTH_BYTES:end]), whole[end:])  # noqa: S302 - this user wrote it
