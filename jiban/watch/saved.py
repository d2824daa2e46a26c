"""Waits for a file to be saved, by looking: that works on every file system, and for any editor."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Stamp = tuple[int, ...] | frozenset[str] | None
_SWAP: Final = (".swp", ".swx", ".tmp", ".bak", "~", ".pyc", ".new")
"""Endings of what editors leave for a moment."""

_UP: Final = 2
"""Folders above the project's up to which a path is relative to it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How files and folders stood at a moment."""

    stamps: Mapping[str, Stamp]

    @classmethod
    def of(cls, files: Iterable[str], folders: Iterable[str]) -> Seen:
        """Look at files and folders; those that are not there count, too."""
        return cls({**{each: _file(each) for each in files}, **{each: _folder(each) for each in folders}})

    def changed(self) -> frozenset[str]:
        """Return what is not as it was."""
        return frozenset(path for path, before in self.stamps.items() if _now(path, before) != before)

    def to(self, later: Seen) -> frozenset[str]:
        """Return what is another at a later look at the same."""
        return frozenset(path for path, stamp in self.stamps.items() if later.stamps[path] != stamp)

    def places(self) -> tuple[list[str], list[str]]:
        """Return the files, and the folders."""
        folders = {path for path, stamp in self.stamps.items() if isinstance(stamp, frozenset)}
        return [path for path in self.stamps if path not in folders], sorted(folders)

    def again(self) -> Seen:
        """Look again."""
        return Seen({path: _now(path, before) for path, before in self.stamps.items()})


def _now(path: str, before: Stamp) -> Stamp:
    return _folder(path) if isinstance(before, frozenset) else _file(path)


def _file(path: str) -> Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 - some hundred times a second
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _folder(path: str) -> frozenset[str]:
    """Return the names of what is in a folder, without what editors and Python leave there."""
    try:
        names = os.listdir(path)  # noqa: PTH208 - as above
    except (OSError, ValueError):
        return frozenset()
    return frozenset(
        name for name in names if not (name.startswith(".") or name.endswith(_SWAP) or name == "__pycache__")
    )


def shown(paths: Iterable[str], root: Path) -> list[str]:
    """Name files for a person: relative to the folder of the project, but for those that are far from it."""
    return sorted(_shown(path, os.path.relpath(path, root)) for path in paths)


def _shown(path: str, relative: str) -> str:
    return path if relative.count(f"..{os.sep}") > _UP else relative
