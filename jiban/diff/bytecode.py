"""Bytecode of the working tree for an earlier state of it, so that Python compiles only what differs.

Python keeps the bytecode of a module beside it, with the time of the source. Git gives every file that it
lays out the time of now, so without this a base would compile all of its program anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_CACHE: Final = "__pycache__"
_SOURCE: Final = ".py"


def lend_bytecode(top: Path, tree: Path, changed: Collection[Path], modules: Collection[str] = ()) -> None:
    """Link the bytecode of files that are the same in both, and give these files the same time.

    What cannot be linked is compiled, as it would be without this. Python itself refuses bytecode whose
    source has another size or time than it was made of.

    Args:
        top: of the working tree.
        tree: the earlier state of it.
        changed: files in which the two differ, relative to either.
        modules: the files that are likely to be imported, relative to either; none for any.
    """
    differing = {str(path) for path in changed}
    if modules:
        by_folder: dict[str, set[str]] = {}
        for each in set(modules) - differing:
            folder, _, name = each.rpartition(os.sep)
            if os.path.isfile(f"{tree}{os.sep}{each}"):  # noqa: PTH113 - some hundred files
                by_folder.setdefault(folder, set()).add(name)
        for folder, names in by_folder.items():
            _lend(f"{top}{os.sep}{folder}", f"{tree}{os.sep}{folder}", names)
        return
    for folder, folders, names in os.walk(tree):
        below = os.path.relpath(folder, tree)
        there = os.path.normpath(os.path.join(top, below))  # noqa: PTH118 - some thousand files
        folders[:] = [name for name in folders if name not in {_CACHE, ".git"}]
        sources = {name for name in names if name.endswith(_SOURCE)}
        same = {name for name in sources if os.path.normpath(os.path.join(below, name)) not in differing}  # noqa: PTH118 - as above
        if same:
            _lend(there, folder, same)


def _lend(there: str, here: str, sources: Collection[str]) -> None:
    cache, linked = os.path.join(there, _CACHE), os.path.join(here, _CACHE)  # noqa: PTH118 - some thousand files
    try:
        compiled = os.listdir(cache)  # noqa: PTH208 - some thousand files
        os.makedirs(linked, exist_ok=True)  # noqa: PTH103 - some thousand files
    except OSError:
        return
    for name in compiled:
        source = f"{name.partition('.')[0]}{_SOURCE}"
        if source in sources and name.endswith(".pyc"):
            with suppress(OSError):
                time = os.stat(f"{there}{os.sep}{source}").st_mtime_ns  # noqa: PTH116 - some thousand files
                os.utime(f"{here}{os.sep}{source}", ns=(time, time))
                os.symlink(f"{cache}{os.sep}{name}", f"{linked}{os.sep}{name}")  # noqa: PTH211 - some thousand files
