"""What was taken apart of an SDK's files, kept in the user's cache by file, version and interpreter."""

from __future__ import annotations

import marshal
import os
import shutil
import struct
import sys
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban import user_cache

if TYPE_CHECKING:
    from collections.abc import Callable

_SHAPE: Final = 4
"""Changes with what is written, so that nobody reads what an older version wrote."""
_FOLDER: Final = "sdk-"
"""Beginning of the name of the folder that all is kept in."""
_MOST_SECONDS: Final = 30 * 24 * 3600
"""Age at which a file is removed when another one is written: it costs little to make it again."""
_START: Final = struct.Struct("<II")
"""Sum and length of what is read at once."""
_ENTRY: Final = struct.Struct("<III")
"""Of a piece: where it begins after what is read at once, its length and its sum."""

TakenApart = tuple[Any, list[bytes]] | None
"""What is needed of a file at once, which `marshal` can write, and what is read piece by piece; None for one
that is not as the generator writes it.
"""


class Parts:
    """A file that was taken apart. Its pieces stay on disk until they are asked for."""

    def __init__(self, head: Any, pieces: list[bytes] | _Pieces, again: Callable[[], TakenApart]) -> None:
        """Take what is needed at once, the pieces, and what takes the file apart again."""
        self.head = head
        self._pieces = pieces
        self._again = again

    def piece(self, number: int) -> bytes:
        """Return a piece.

        Raises:
            ImportError: it was removed or damaged on disk since, and the file is another one now.
        """
        if isinstance(self._pieces, _Pieces):
            found = self._pieces.read(number)
            if found is not None:
                return found
            made = self._again()
            if made is None or made[0] != self.head:
                raise ImportError("a file of the SDK has changed while the program was running: run it again")
            self._pieces = made[1]
        return self._pieces[number]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Pieces that are on disk."""

    file: Path
    begin: int
    index: bytes

    def read(self, number: int) -> bytes | None:
        """Return a piece; None where it is not as it was written."""
        begins, length, sum_ = _ENTRY.unpack_from(self.index, number * _ENTRY.size)
        try:
            opened = os.open(self.file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                os.lseek(opened, self.begin + begins, os.SEEK_SET)
                data = os.read(opened, length) if user_cache.is_ours(opened) else b""
            finally:
                os.close(opened)
        except OSError:
            return None
        return data if zlib.crc32(data) == sum_ and len(data) == length else None


def parts(source: str, take_apart: Callable[[], TakenApart]) -> Parts | None:
    """Return the parts of a file; None where it is not as the generator writes it.

    Args:
        source: path of the Python file.
        take_apart: takes it apart; asked once for each version of the file.
    """
    file = _file(source)

    def made() -> TakenApart:
        found = take_apart()
        if file:
            _write_parts(file, found)
            _tidy(file)
        return found

    kept = _read_parts(file) if file else None
    if file and kept is not None:
        head, begin, index = kept
        return None if head is None else Parts(head, _Pieces(file, begin, index), made)
    new = made()
    return None if new is None else Parts(*new, made)


def _write_parts(file: Path, made: TakenApart) -> None:
    """Keep what was taken apart, or that it could not be."""
    head, pieces = made or (None, [])
    index = bytearray()
    begins = 0
    for piece in pieces:
        index += _ENTRY.pack(begins, len(piece), zlib.crc32(piece))
        begins += len(piece)
    first = marshal.dumps((head, bytes(index)))
    user_cache.write_whole(file, (_START.pack(zlib.crc32(first), len(first)), first, *pieces))


def _read_parts(file: Path) -> tuple[Any, int, bytes] | None:
    """Return what is needed at once (None if it cannot be taken apart), where the pieces begin, their index.

    None where they are not whole, or somebody else could have written them.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(_START.size)
            if len(start) < _START.size or not user_cache.is_ours(opened.fileno()):
                return None
            sum_, length = _START.unpack(start)
            first = opened.read(length)
    except OSError:
        return None
    if len(first) != length or zlib.crc32(first) != sum_:
        return None
    head, index = marshal.loads(first)  # noqa: S302 - this user wrote it
    return head, _START.size + length, index


def _tidy(file: Path) -> None:
    """Remove what stands for other versions of the same file of an SDK, and what is old."""
    beginning = f"{file.name.partition('-')[0]}-{file.name.split('-')[1]}-"
    too_old = time.time() - _MOST_SECONDS
    with suppress(OSError), os.scandir(file.parent) as found:
        for each in found:
            is_other = each.name.startswith(beginning) and each.name != file.name
            if is_other or each.stat().st_mtime < too_old:
                Path(each.path).unlink(missing_ok=True)
    # What an earlier version of this tool, or of Python, has kept.
    with suppress(OSError), os.scandir(file.parent.parent) as folders:
        for each in folders:
            if each.name.startswith(_FOLDER) and each.stat().st_mtime < too_old:
                shutil.rmtree(each.path, ignore_errors=True)


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
        return user_cache.folder() / f"{_FOLDER}{_SHAPE}-{code}" / f"{Path(source).parent.name}-{which}"
    except (OSError, RuntimeError):
        return None
