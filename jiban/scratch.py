"""Temporary folders that a run removes at its end, and the next one where it was killed.

A folder is held by a lock as long as its run lives. The system takes the lock from a process that dies, so
what is not locked was left behind, whichever process or container looks.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_PREFIX: Final = "jiban-run-"
_LOCK: Final = ".lock"
_YOUNG: Final = 10.0
"""Seconds in which a folder may not be locked yet by the run that makes it."""


@contextmanager
def scratch_folder() -> Generator[Path]:
    """Yield an empty folder, and remove it afterwards; what killed runs have left is removed first."""
    remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    with (folder / _LOCK).open("w") as lock:
        _try(lock)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers() -> None:
    """Remove the folders of runs of this user that were killed, and end the processes that work in them."""
    for folder in Path(tempfile.gettempdir()).resolve().glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if _is_own(folder) and _is_left(folder):
                for process in _processes_in(folder):
                    os.kill(process, signal.SIGKILL)
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    found = folder.lstat()
    return found.st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()


def _is_left(folder: Path) -> bool:
    if time.time() - folder.stat().st_ctime < _YOUNG:
        return False
    lock = folder / _LOCK
    if not lock.exists():
        return True
    with lock.open() as file:
        return _try(file)


def _try(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _processes_in(folder: Path) -> Iterator[int]:
    """Return the processes whose command names a folder, on a system that tells."""
    name = os.fsencode(folder) + os.sep.encode()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            command = file.read_bytes().replace(b"\0", os.sep.encode())
            if name in command and int(file.parent.name) != os.getpid():
                yield int(file.parent.name)
