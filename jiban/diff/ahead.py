"""What both sides of a comparison load is loaded once: while git lays the base out, and before the base is
forked from the process of the head.

Of SDKs that is what the last head of the same stack has loaded. Which that was is kept in the user's cache;
it tells what is worth loading, and no plan hangs on it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from jiban import forked, user_cache
from jiban.diff.kept_bases import packages_of, tidy
from jiban.lazy_sdk import finder
from jiban.plan.source_lines import in_folder, is_library, library_folders
from jiban.project import streams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jiban.diff.git import Contents
    from jiban.project.project import Project

_PLANNER: Final = "jiban.plan.run"
_TOOL: Final = __name__.partition(".")[0]
_FORM: Final = 1
"""Of what is kept: another number makes all that is there worthless."""
_CODE: Final = (".py", ".pyc", ".so", ".pyd")
"""Endings of files that can be imported."""


class Ahead:
    """What is loaded ahead of the plans. Its block begins with Pulumi, and ends when all is there."""

    def __init__(self) -> None:
        """Begin with the threads that are there."""
        self._threads = threading.active_count()
        self._loading: list[threading.Thread] = []
        self._libraries: Libraries | None = None

    def __enter__(self) -> Self:
        """Load Pulumi, while something else is done."""
        self._load(lambda: importlib.import_module(_PLANNER))
        return self

    def __exit__(self, *_of_error: object) -> None:
        """Wait until all is loaded."""
        self._wait()

    def libraries(self, project: Project, stack: str, contents: Contents, top: Path) -> Sequence[str]:
        """Load what the last plan of a stack has loaded of SDKs, while something else is done.

        Args:
            project: as it is now.
            stack: its name; empty for all.
            contents: of the commit. Where a file of either side could be imported under the name of a
                library, the library is left to the program.
            top: of the working tree.

        Returns:
            The files of the program's own modules that the last plan has loaded, relative to the top.
        """
        # In somebody else's process nothing is loaded that was not asked for.
        if not streams.is_kept() or os.environ.get(user_cache.SWITCH) == "0":
            return ()
        found = self._libraries = Libraries.of(project, stack)
        taken = importable((*contents.files, *map(str, contents.changed))) | importable(_beside(project))
        self._load(lambda: found.load(taken))
        beginning = in_folder(top)
        return [each.removeprefix(beginning) for each in found.own if each.startswith(beginning)]

    def may_fork(self) -> bool:
        """Wait until all is loaded, and return whether a fork of this process would be as a new one."""
        self._wait()
        return os.environ.get(user_cache.SWITCH) != "0" and forked.can_fork(self._threads)

    def keep(self) -> None:
        """Keep what this process has loaded of SDKs by now, where it is not what is kept."""
        if self._libraries is not None:
            self._libraries.write()

    def _load(self, load: Callable[[], object]) -> None:
        before = self._loading[-1:]

        def in_turn() -> None:
            for each in before:
                each.join()
            with contextlib.suppress(Exception):  # whoever needs it says what is wrong
                load()

        self._loading.append(threading.Thread(target=in_turn, daemon=True))
        self._loading[-1].start()

    def _wait(self) -> None:
        for each in self._loading:
            each.join()


@dataclass(slots=True)
class Libraries:
    """What plans of a stack load of SDKs."""

    file: Path
    modules: list[str]
    made: list[tuple[str, tuple[str, ...]]]
    read: list[tuple[str, str, str, tuple[str, ...]]]
    own: list[str]
    """Files of the program's own modules."""

    @classmethod
    def of(cls, project: Project, stack: str) -> Libraries:
        """Return what is kept of a stack. It begins anew each week, as nothing is taken out of it."""
        week = datetime.now(UTC).isocalendar()[:2]
        packages = list(packages_of(project, os.environ))
        on = [_FORM, week, str(project.root), stack, sys.version, sys.prefix, packages]
        name = hashlib.sha256(json.dumps(on).encode("utf-8", "surrogatepass")).hexdigest()
        file = user_cache.folder() / "libraries" / name
        try:
            found = json.loads(user_cache.read(file) or b"{}")
            return cls(
                file,
                [*found.get("modules", ())],
                [(module, tuple(names)) for module, names in found.get("made", ())],
                [
                    (reader, module, name, tuple(inputs))
                    for reader, module, name, inputs in found.get("read", ())
                ],
                [*found.get("own", ())],
            )
        except (ValueError, TypeError, AttributeError):
            return cls(file, [], [], [], [])

    def load(self, taken: frozenset[str]) -> None:
        """Load them, but for those whose name is taken."""
        from jiban.plan import libraries  # noqa: PLC0415 - loads Pulumi

        def is_free(module: str) -> bool:
            return module.partition(".")[0] not in taken

        finder.install()
        libraries.load(
            filter(is_free, libraries.harmless(self.modules)),
            (each for each in self.made if is_free(each[0])),
            (each for each in self.read if is_free(each[1])),
        )

    def write(self) -> None:
        """Keep what this process has loaded."""
        from jiban.plan import libraries  # noqa: PLC0415 - as above
        from jiban.plan.sandbox import modules_of_programs  # noqa: PLC0415 - as above

        folders = library_folders()
        modules = [name for name in libraries.harmless(sys.modules) if _is_library(name, folders)]
        there = frozenset(modules)
        made = [each for each in libraries.made() if each[0] in there]
        read = [each for each in libraries.read() if each[1] in there]
        # A program may have modules of the name of this tool's, as its own repository has.
        tool = (_file_of(name) for name in sys.modules if name.partition(".")[0] == _TOOL)
        own = sorted({*modules_of_programs().values(), *(file for file in tool if file)})
        same = (
            there == frozenset(self.modules)
            and (set(made), set(read)) == (set(self.made), set(self.read))
            and own == self.own
        )
        if not same:
            found = {"modules": modules, "made": made, "read": read, "own": own}
            user_cache.write(self.file, json.dumps(found).encode())
            with contextlib.suppress(OSError):
                tidy(self.file.parent, "*")


def _file_of(module: str) -> str | None:
    file = getattr(sys.modules.get(module), "__file__", None)
    return file if isinstance(file, str) else None


def _is_library(module: str, folders: tuple[str, ...]) -> bool:
    file = _file_of(module)
    return file is None or is_library(file, folders)


def importable(files: Iterable[str]) -> frozenset[str]:
    """Return all names that one of some files could be imported by, or by which a folder of one could be."""
    found: set[str] = set()
    folders: set[str] = set()
    for file in files:
        if file.endswith(_CODE):
            folder, _, name = file.rpartition("/")
            folders.add(folder)
            found.add(name.partition(".")[0])
    return frozenset(found.union(*(folder.split("/") for folder in folders if folder)))


def _beside(project: Project) -> Iterable[str]:
    """Yield what git may not know of in the folders that a program is likely to import from."""
    for folder in {project.root, project.main_dir}:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):  # noqa: PTH208 - names are wanted
                yield name
                yield f"{name}/__init__.py"
