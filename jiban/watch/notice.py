"""What the kernel says of a folder as soon as something in it changes, on Linux.

Only for the time: a watch looks at its files in any case, as a file system of another computer tells nothing.
"""

from __future__ import annotations

import ctypes
import os
import select
import sys
import time
from collections.abc import Iterable
from typing import Any, Final

_FLAGS: Final = os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)
_EVENTS: Final = 0x00000004 | 0x00000008 | 0x00000040 | 0x00000080 | 0x00000100 | 0x00000200
"""Of inotify: a file's times or rights, closed after writing, moved away, moved here, made, removed."""
_CHUNK: Final = 1 << 16


class Notice:
    """Waits for a change in folders, at most for a while."""

    def __init__(self) -> None:
        """Ask the kernel for word; where it has none, waiting is sleeping."""
        self._libc: Any = None
        self._number = -1
        if sys.platform == "linux":
            try:
                self._libc = ctypes.CDLL(None)
                self._number = self._libc.inotify_init1(_FLAGS)
            except (OSError, AttributeError):
                self._number = -1

    def about(self, paths: Iterable[str], folders: Iterable[str]) -> None:
        """Be told of these files and of what comes into these folders, too."""
        if self._number < 0:
            return
        asked = {os.path.dirname(path) for path in paths} | set(folders)  # noqa: PTH120 - some hundred texts
        for folder in asked:
            # Again each time: a folder may have been made anew.
            self._libc.inotify_add_watch(self._number, os.fsencode(folder), _EVENTS)

    def wait(self, seconds: float) -> bool:
        """Wait until something has changed, or for so many seconds; return whether something has."""
        if self._number < 0:
            time.sleep(seconds)
            return False
        if not select.select([self._number], [], [], seconds)[0]:
            return False
        self._forget()
        return True

    def _forget(self) -> None:
        """Take what was said. Which file it is about is found by looking at them."""
        try:
            while os.read(self._number, _CHUNK):
                pass
        except BlockingIOError:
            return
        except OSError:
            self._number = -1
