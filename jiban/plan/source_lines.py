"""Lines of the user's code that make a resource.

The SDK finds the line with `traceback.extract_stack`, which reads source files; at 60 frames that costs more
than the rest of a plan. Walking the frames and keeping file names and numbers costs a few microseconds.
"""

from __future__ import annotations

import inspect
import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban.model.plan import SourceLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

_TOOL: Final = Path(__file__).resolve().parents[1]
_OUTERMOST: Final = str(Path(__file__).resolve().with_name("run.py"))
"""The file that runs programs: what is above it on the stack belongs to no program."""
MAX_TRACE: Final = 50
"""Lines of a trace that are kept; deeper recursion of the program is cut."""


def in_folder(folder: Path) -> str:
    """Return the beginning of the names of all files in a folder."""
    return f"{folder}{os.sep}"


def library_folders() -> tuple[str, ...]:
    """Name the folders that hold Python and installed packages, with a final separator."""
    found = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(sorted(in_folder(Path(path)) for path in found if path))


def is_library(file: str, libraries: tuple[str, ...]) -> bool:
    """Return whether a file belongs to Python, an installed package or any virtualenv."""
    return file.startswith(libraries) or f"{os.sep}site-packages{os.sep}" in file or file.startswith("<")


class SourceLines:
    """Finds lines of the project in the running program."""

    def __init__(self, root: Path, folders: Sequence[Path]) -> None:
        """Take the project's folder, and all folders whose code counts as the project's."""
        self._root = root
        self._folders = tuple(in_folder(folder) for folder in folders)
        self._initial_path = frozenset(Path(entry).absolute() for entry in sys.path)
        self._libraries = library_folders()
        self._names: dict[str, str | None] = {}
        self._real: dict[str, str] = {}

    def shown(self, file: str) -> str | None:
        """Return a file's name relative to the project, or None where it is not the project's."""
        try:
            return self._names[file]
        except KeyError:
            name = self._names[file] = self._find(file)
            return name

    def _find(self, file: str) -> str | None:
        if not os.path.isabs(file):  # noqa: PTH117 - hundreds of files
            return None
        # In jiban's own repository the library is linked into the package, and is code of the project.
        file = self._real_file(file)
        if file.startswith(in_folder(_TOOL)) or is_library(file, self._libraries):
            return None
        if file.startswith(self._folders):
            return self._relative(file)
        # A program in `main: ../../infra/` may put a library beside it on the path; that is user code as
        # well.
        added = tuple(
            in_folder(path)
            for path in (Path(entry).absolute() for entry in sys.path)
            if path not in self._initial_path
        )
        return self._relative(file) if file.startswith(added) else None

    def _relative(self, file: str) -> str:
        return os.path.relpath(file, self._root).replace(os.sep, "/")

    def _real_file(self, file: str) -> str:
        """Return a file's name without links; those of its folder are looked up once."""
        folder, name = os.path.split(file)
        real = self._real.get(folder)
        if real is None:
            real = self._real[folder] = os.path.realpath(folder)
        found = os.path.join(real, name)  # noqa: PTH118 - as above
        return os.path.realpath(found) if os.path.islink(found) else found  # noqa: PTH114 - as above

    def trace(self) -> tuple[SourceLine, ...]:
        """Return the project's lines on the stack, innermost first."""
        found: list[SourceLine] = []
        frame: FrameType | None = inspect.currentframe()
        names = self._names
        while frame is not None:
            file = frame.f_code.co_filename
            if file == _OUTERMOST:
                break
            name = names[file] if file in names else self.shown(file)
            if name is not None:
                found.append(SourceLine(name, frame.f_lineno))
                if len(found) == MAX_TRACE:
                    break
            frame = frame.f_back
        return tuple(found)
