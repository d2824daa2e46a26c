"""The folder that files are written into: what is in it already, and what is written, all or nothing.

A list in it names the files that were written, so that those which are no longer wanted are taken away and
nothing else is touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from jiban.project.files import NotReadable, read_file
from jiban.report.failures import CommandError
from jiban.report.terminal import printable

LIST: Final = ".jiban-render"
"""Name of the list. It has no ending, so that nothing takes it for a manifest."""
_TITLE: Final = (
    "# Files that `jiban render` has written for {}; it takes away those that it no longer writes.\n"
)
_MAX_BYTES: Final = 16 * 1024 * 1024
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Changes:
    """How a folder differs from what is to be in it. Paths are sorted."""

    missing: tuple[str, ...]
    differing: tuple[str, ...]
    left_over: tuple[str, ...]
    """Written before, and no longer wanted."""
    same: tuple[str, ...]
    listed: bool
    """Whether the list is as it would be written."""

    @property
    def none(self) -> bool:
        """Whether nothing is to be done."""
        return self.listed and not (self.missing or self.differing or self.left_over)


class Folder:
    """A folder of manifests of one stack.

    Raises:
        CommandError: it is none, or one that nothing may be written into.
    """

    def __init__(self, path: str, stack: str) -> None:
        """Look at the folder, which need not exist.

        Args:
            path: of the folder.
            stack: whose manifests they are, `project/stack`.
        """
        self._shown = printable(path)
        if not path.strip():
            raise CommandError("the folder's path is empty (a variable that is not set?)", exit_code=2)
        try:
            self._root = Path(path).resolve()
            is_folder = self._root.is_dir()
            is_there = os.path.lexists(path)
        except (OSError, ValueError) as error:
            raise self._fault(_reason(error)) from error
        if is_there and not is_folder:
            raise self._fault("it is not a folder")
        if ".git" in self._root.parts:
            raise self._fault("it is inside of .git, which is Git's own; choose a folder of the working tree")
        self._title = _TITLE.format(stack)
        self._listed = self._read_list()

    def compare(self, files: Mapping[str, str]) -> Changes:
        """Return how the folder differs from files, by path.

        Raises:
            CommandError: something else stands where a file is to be, or one cannot be read.
        """
        missing: list[str] = []
        differing: list[str] = []
        same: list[str] = []
        foreign: list[str] = []
        for path, text in sorted(files.items()):
            found = self._content(path)
            if found is None:
                missing.append(path)
            elif found == text.encode():
                same.append(path)
            elif path in (self._listed or ()):
                differing.append(path)
            else:
                foreign.append(path)
        if foreign:
            raise self._fault(
                f"{_names(foreign)} stand where manifests would, and `jiban render` has not written them; "
                "move them, or choose another folder"
            )
        before = [path for path in self._listed or () if path not in files]
        left_over = [path for path in before if self._content(path) is not None]
        return Changes(
            tuple(missing),
            tuple(differing),
            tuple(left_over),
            tuple(same),
            listed=self._listed is not None and sorted(self._listed) == sorted(files),
        )

    def write(self, files: Mapping[str, str], changes: Changes) -> None:
        """Make the folder hold the files.

        All of them are written beside their places first, so that a full disk changes nothing.

        Raises:
            CommandError: it cannot be written.
        """
        fresh = [*changes.missing, *changes.differing]
        staging = self._root / f"{LIST}.{os.getpid()}.new"
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            staging.mkdir()
            for number, path in enumerate(fresh):
                (staging / str(number)).write_bytes(files[path].encode())
                (self._root / path).parent.mkdir(parents=True, exist_ok=True)
            # Until the end the list names what was there and what comes: no file is ever nobody's.
            self._write_list(staging, {*files, *changes.left_over})
            for number, path in enumerate(fresh):
                (staging / str(number)).replace(self._root / path)
            for path in changes.left_over:
                self._take_away(self._root / path)
            self._write_list(staging, files)
        except OSError as error:
            raise self._fault(f"cannot write: {_reason(error)}") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _write_list(self, staging: Path, paths: Iterable[str]) -> None:
        text = self._title + "".join(f"{path}\n" for path in sorted(paths))
        beside = staging / "list"
        beside.write_bytes(text.encode())
        beside.replace(self._root / LIST)

    def _take_away(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self._root:
                return
            with contextlib.suppress(OSError):  # something else is in it
                folder.rmdir()

    def _read_list(self) -> tuple[str, ...] | None:
        """Return the paths that the list names; None where there is no list."""
        place = self._root / LIST
        if not os.path.lexists(place):
            return None
        self._refuse_link(place)
        try:
            text = read_file(place, _MAX_BYTES).decode()
        except NotReadable as error:
            raise self._fault(f"{LIST}: {error.reason}") from error
        except UnicodeDecodeError as error:
            raise self._fault(f"{LIST} is not UTF-8; delete it, and what was written with it") from error
        title, *paths = text.splitlines() or [""]
        if f"{title}\n" != self._title:
            raise self._fault(
                f"{LIST} begins with {printable(title)!r}: the folder is another stack's, or the list is "
                "damaged; choose another folder, or delete the list and what was written with it"
            )
        bad = [path for path in paths if not _is_below(path)]
        if bad:
            raise self._fault(
                f"{LIST} names {printable(bad[0])!r}, which is no path below the folder; delete the list and "
                "what was written with it"
            )
        return tuple(paths)

    def _content(self, path: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        place = self._root
        for part in PurePosixPath(path).parts:
            place /= part
            if not os.path.lexists(place):
                return None
            self._refuse_link(place)
        try:
            return read_file(place, _MAX_BYTES)
        except NotReadable as error:
            raise self._fault(f"{printable(path)}: {error.reason}") from error

    def _refuse_link(self, place: Path) -> None:
        if place.is_symlink():
            raise self._fault(
                f"{printable(str(place.relative_to(self._root)))} is a symbolic link, and what it leads to "
                "is not this folder's; delete it"
            )

    def _fault(self, reason: str) -> CommandError:
        return CommandError(f"{self._shown}: {reason}")


def _is_below(path: str) -> bool:
    found = PurePosixPath(path)
    return (
        bool(path)
        and "\0" not in path
        and "\\" not in path
        and not found.is_absolute()
        and ".." not in found.parts
        and ".git" not in found.parts
        and path.endswith(".yaml")
    )


def _names(paths: list[str]) -> str:
    shown = [printable(path) for path in paths[:_SHOWN]]
    more = len(paths) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "the path holds a NUL character" if "null" in str(error) else str(error)
