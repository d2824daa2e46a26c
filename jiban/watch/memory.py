"""The memory of a fork, which it shares with its parent until one of them writes to it.

Python counts references in the objects themselves, so a plan writes to most of what it only reads. The kernel
copies each page at its first write, one by one, which costs a plan a tenth of its time. A fork that waits has
them copied beforehand, and into large pages where the system has them: those are found in less time.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

_MAPS: Final = "/proc/self/smaps"
_LARGE_PAGES: Final = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_POPULATE_WRITE: Final = 23
_COLLAPSE: Final = 25
"""Of madvise, since Linux 5.14 and 6.1; older ones refuse them."""
_LARGE: Final = 2 << 20
_PIECE: Final = 4 * _LARGE
"""Bytes that are copied in one go: a few milliseconds."""
MOST: Final = 512 << 20
"""Bytes from which nothing is copied: memory may be what is short then."""


def have_own(is_enough: Callable[[], bool] = lambda: False) -> int:
    """Copy what this process shares with its parent and may write to; return how many bytes that is.

    Nothing is copied where the system has no way to, or where it would be more than `MOST`.

    Args:
        is_enough: asked now and then whether to stop, as something is to be done.
    """
    copied = 0
    if sys.platform != "linux":
        return copied
    with contextlib.suppress(OSError, ValueError, AttributeError):
        asked = list(_writable())
        if sum(end - start for start, end in asked) > MOST:
            return copied
        advise: Any = ctypes.CDLL(None).madvise
        advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        has_large = "[never]" not in _LARGE_PAGES.read_text("ascii")
        for start, end in (piece for each in asked for piece in _pieces(*each)):
            if is_enough():
                break
            if has_large and end - start >= _LARGE:
                advise(start, end - start, _COLLAPSE)
            if advise(start, end - start, _POPULATE_WRITE) == 0:
                copied += end - start
    return copied


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a mapping: the middle in large pages, and what is left at both ends."""
    first, last = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
    if first >= last:
        yield start, end
        return
    if start < first:
        yield start, first
    for at in range(first, last, _PIECE):
        yield at, min(at + _PIECE, last)
    if last < end:
        yield last, end


def _writable() -> Iterator[tuple[int, int]]:
    """Yield the beginning and the end of each mapping that is private, can be written to, and is in use.

    Of what a library has only set aside, nothing is in memory yet, and so it stays.
    """
    start = end = 0
    with open(_MAPS, encoding="ascii", errors="replace") as file:  # noqa: PTH123 - no file of a person's
        for line in file:
            words = line.split()
            if words[0] == "Rss:":
                if end and 2 * int(words[1]) * 1024 >= end - start:
                    yield start, end
            elif not words[0].endswith(":"):
                first, _, last = words[0].partition("-")
                own = words[1].startswith("rw") and words[1].endswith("p") and "[stack]" not in words
                start, end = (int(first, 16), int(last, 16)) if own else (0, 0)
