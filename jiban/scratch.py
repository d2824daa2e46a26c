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
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - made by mkdtemp
"""Where Linux has files in memory."""
_SHARE: Final = 8
"""Part of the free memory that one folder may take."""
_YOUNG: Final = 10.0
"""Seconds in which a folder may not be locked yet by the run that makes it."""


@contextmanager
def scratch_folder(room: int | None = None) -> Generator[Path]:
    """Yield an empty folder, and remove it afterwards; what killed runs have left is removed first.

    Args:
        room: bytes of many small files that it will hold. It is in memory where there is plenty, unless
            TMPDIR says where temporary files go: some disks take ten times as long. None for the usual place.
    """
    remove_leftovers()
    place = _MEMORY if room is not None and _has_plenty(_MEMORY, room) else None
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place)).resolve()
    with (folder / _LOCK).open("w") as lock:
        _try(lock)
        _locks.append(lock.fileno())
        try:
            yield folder
        finally:
            _locks.remove(lock.fileno())
            shutil.rmtree(folder, ignore_errors=True)


_locks: list[int] = []
"""Descriptors of the locks of folders that this process has now."""


def leave() -> None:
    """Hold no folder any more, in a fork that is to be as a new process: the run is its parent's."""
    for lock in _locks:
        os.close(lock)
    _locks.clear()


def remove_leftovers() -> None:
    """Remove the folders of runs of this user that were killed, and end the processes that work in them."""
    places = {Path(tempfile.gettempdir()).resolve(), _MEMORY}
    for folder in (each for place in places for each in place.glob(f"{_PREFIX}*")):
        with contextlib.suppress(OSError):
            if _is_own(folder) and _is_left(folder):
                for process in _processes_in(folder):
                    os.kill(process, signal.SIGKILL)
                shutil.rmtree(folder, ignore_errors=True)


def _has_plenty(place: Path, room: int) -> bool:
    """Return whether a folder can hold so many bytes, and programs that are started from there."""
    if os.environ.get("TMPDIR"):
        return False
    try:
        found = os.statvfs(place)
    except OSError:
        return False
    return not found.f_flag & os.ST_NOEXEC and _SHARE * room < found.f_bavail * found.f_frsize


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
