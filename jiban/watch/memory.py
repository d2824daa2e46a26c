"""The memory of a fork, which it shares with its parent until one of them writes to it.

Python counts references in the objects themselves, so a plan writes to most of what it only reads. The kernel
copies each page at its first write, one by one, which costs a plan a tenth of its time. A fork that waits has
them copied beforehand.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from typing import Any, Final

_MAPS: Final = "/proc/self/smaps"
_POPULATE_WRITE: Final = 23
"""Of madvise, since Linux 5.14; an older one refuses it."""
MOST: Final = 512 << 20
"""Bytes from which nothing is copied: memory may be what is short then."""


def have_own() -> int:
    """Copy what this process shares with its parent and may write to; return how many bytes that is.

    Nothing is copied where the system has no way to, or where it would be more than `MOST`.
    """
    if sys.platform != "linux":
        return 0
    with contextlib.suppress(OSError, ValueError, AttributeError):
        asked = list(_writable())
        if sum(end - start for start, end in asked) <= MOST:
            advise: Any = ctypes.CDLL(None).madvise
            advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
            return sum(
                end - start for start, end in asked if advise(start, end - start, _POPULATE_WRITE) == 0
            )
    return 0


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
