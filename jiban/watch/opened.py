"""The files that a process reads, and the folders that it lists: what a change of makes another plan."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any, Final

from jiban import user_cache
from jiban.plan.source_lines import is_library, library_folders

_LISTS: Final = frozenset({"os.listdir", "os.scandir"})
_OUTSIDE: Final = _LISTS | {
    "open",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "socket.connect",
    "sqlite3.connect",
    "subprocess.Popen",
    "urllib.Request",
}
_NEVER: Final = ("/proc/", "/dev/", "/sys/")
_TOOL: Final = Path(__file__).resolve().parents[1]
_CACHE: Final = "__pycache__"


class Opened:
    """What has been read since it was made. Python forgets no audit hook, so a process has one."""

    def __init__(self) -> None:
        """Begin to take note."""
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self.heard = 0
        """How often something was opened, listed or asked of another process."""
        sys.addaudithook(self._heard)

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _OUTSIDE:
            self.heard += 1
        if event == "open":
            path, mode, flags = args
            if isinstance(path, str) and (mode is None or "r" in mode) and not flags & os.O_ACCMODE:
                self._files.add(path)
        elif event in _LISTS and isinstance(args[0], str):
            self._folders.add(args[0])

    def told(self, folder: Path) -> tuple[frozenset[str], frozenset[str]]:
        """Return the files that were read and the folders that were listed, by their absolute paths.

        What belongs to Python, to installed packages or to this tool is left out.

        Args:
            folder: that relative paths are relative to. Folders that are not in its repository are left out,
                too: much comes and goes elsewhere.
        """
        modules = (getattr(each, "__file__", None) for each in list(sys.modules.values()))
        files = {*self._files, *(file for file in modules if isinstance(file, str))}
        top = _repository(folder)
        listed = {each for each in _own(self._folders, folder) if Path(each).is_relative_to(top)}
        return _own(files, folder), frozenset(listed)


def is_own(file: str) -> bool:
    """Return whether a file is somebody's own: not Python's, an installed package's or this tool's."""
    real = os.path.realpath(file)
    return not (
        is_library(file, _LIBRARIES)
        or is_library(real, _LIBRARIES)
        or Path(real).is_relative_to(_TOOL)
        or Path(real).is_relative_to(os.path.realpath(user_cache.folder()))  # another command may write there
        or real.startswith(_NEVER)
    )


_LIBRARIES: Final = library_folders()


def _repository(folder: Path) -> Path:
    """Return the folder at the top of a repository, or the folder itself where it is in none."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


def _own(names: set[str], folder: Path) -> frozenset[str]:
    found: set[str] = set()
    for name in names:
        path = os.path.join(folder, name)  # noqa: PTH118 - some thousand paths
        if f"{os.sep}{_CACHE}{os.sep}" in path:
            try:
                path = importlib.util.source_from_cache(path)
            except ValueError:
                continue
        if f"{os.sep}.git{os.sep}" not in path and is_own(path):
            found.add(os.path.normpath(path))
    return frozenset(found)
