"""Bytecode of the working tree for an earlier state of it, so that Python compiles only what differs.

Python keeps the bytecode of a module beside it, with the time of the source. Git gives every file that it
lays out the time of now, so without this a base would compile all of its program anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

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
        folders: dict[str, set[str]] = {}
        for each in set(modules) - differing:
            folder, name = os.path.split(each)
            if os.path.isfile(os.path.join(tree, each)):  # noqa: PTH113, PTH118 - some hundred files
                folders.setdefault(folder, set()).add(name)
        for folder, names in folders.items():
            _lend(top / folder, tree / folder, names)
        return
    for folder, folders, names in os.walk(tree):
        below = os.path.relpath(folder, tree)
        there = os.path.normpath(os.path.join(top, below))  # noqa: PTH118 - some thousand files
        folders[:] = [name for name in folders if name not in {_CACHE, ".git"}]
        sources = {name for name in names if name.endswith(_SOURCE)}
        same = {name for name in sources if os.path.normpath(os.path.join(below, name)) not in differing}  # noqa: PTH118 - as above
        if same:
            _lend(Path(there), Path(folder), same)


def _lend(there: Path, here: Path, sources: Collection[str]) -> None:
    try:
        compiled = os.listdir(there / _CACHE)  # noqa: PTH208 - names are wanted
        (here / _CACHE).mkdir(exist_ok=True)
    except OSError:
        return
    for name in compiled:
        source = f"{name.partition('.')[0]}{_SOURCE}"
        if source in sources and name.endswith(".pyc"):
            with suppress(OSError):
                time = (there / source).stat().st_mtime_ns
                os.utime(here / source, ns=(time, time))
                (here / _CACHE / name).symlink_to(there / _CACHE / name)
