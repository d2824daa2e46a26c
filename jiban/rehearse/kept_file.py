"""A small file that another process may write between two calls, read again only when it has been."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return what tells a file from what stands in its place later; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked at every call, and a Path is slow
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class KeptFile(Generic[T]):
    """What a file says."""

    def __init__(self, path: Path, read: Callable[[Path], T]) -> None:
        """Take the file, and what reads it, also where there is none."""
        self._path = path
        self._read = read
        self._known: tuple[Stamp | None, T] | None = None

    def get(self) -> T:
        """Return what it says now; whatever reading raises is raised."""
        # Before it is read: what is written meanwhile is read the next time.
        stamp = stamp_of(self._path)
        known = self._known
        if known is None or known[0] != stamp:
            known = self._known = (stamp, self._read(self._path))
        return known[1]
