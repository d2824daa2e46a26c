"""What a process can load before a program runs in it, and what one says that it has loaded.

A process that has planned a program tells which modules it has loaded and which classes of SDKs it has made.
Libraries do not change while somebody watches, so the process that every plan is a fork of loads them. The
program's own modules are loaded by a process that is made anew whenever one of their files changes, and only
as far as they do nothing but define: what asks for the stack, its configuration or a resource while it is
imported runs with each plan.
"""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
import warnings
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban import tables
from jiban.lazy_sdk import classes
from jiban.plan import libraries, sdk, shortcuts
from jiban.plan.sandbox import modules_of_programs
from jiban.watch.opened import is_own

if TYPE_CHECKING:
    from jiban.project.project import Project

_OF_A_STACK: Final = ("get_project", "get_stack", "get_organization", "get_root_directory", "export")
_MOST_PATTERNS: Final = 400
"""Python keeps 512 and then forgets the oldest."""
_OF_THE_ENGINE: Final = ("invoke", "invoke_async", "invoke_output", "call")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a process has loaded for a plan."""

    libraries: tuple[str, ...] = ()
    """Modules of Python, of installed packages and of this tool, in the order in which they were loaded."""
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Classes that were made of modules that make them on demand, by module."""
    typed: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()
    """Types that were read of classes of libraries: the reader, the module, the class, and inputs."""
    own: tuple[tuple[str, str], ...] = ()
    """Modules of the program, with their files."""
    tables: tuple[tuple[str, str], ...] = ()
    """Tables and folders of tables that were read, by package and file."""
    patterns: tuple[tuple[str | bytes, int], ...] = ()
    """Regular expressions that were compiled, with their flags."""

    @classmethod
    def here(cls, before: frozenset[str]) -> Loaded:
        """Return what this process has loaded, but for libraries that were there before."""
        files = {name: _file_of(each) for name, each in list(sys.modules.items()) if name != "__main__"}
        own = {name: file for name, file in files.items() if file is not None and is_own(file)}
        own |= modules_of_programs()
        return cls(
            tuple(name for name in files if name not in own and name not in before),
            tuple(classes.made()),
            tuple(each for each in shortcuts.read_types() if each[1] not in own),
            tuple(own.items()),
            tables.asked(),
            tuple(_patterns()),
        )

    def and_of_program(self, other: Loaded) -> Loaded:
        """Return this, and what another one has that it lacks but for libraries, which stay loaded."""
        return Loaded(
            typed=tuple(dict.fromkeys((*self.typed, *other.typed))),
            own=tuple(dict.fromkeys((*self.own, *other.own))),
            tables=tuple(dict.fromkeys((*self.tables, *other.tables))),
            patterns=tuple(dict.fromkeys((*self.patterns, *other.patterns)))[:_MOST_PATTERNS],
        )


def _file_of(module: Any) -> str | None:
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def _patterns() -> Iterator[tuple[str | bytes, int]]:
    """Yield what Python has compiled: it keeps the last of them, by type, text and flags."""
    kept: Any = vars(re).get("_cache", {})
    for key in list(kept):
        match key:
            case (_, str() | bytes() as text, int() as flags):
                yield text, int(flags)
            case _:
                pass


def load_libraries(loaded: Loaded) -> None:
    """Load what is no program's own; what cannot be loaded by itself is left to the program."""
    libraries.load(loaded.libraries, loaded.classes, loaded.typed)


class NotYet(BaseException):
    """A module asks, while it is imported, for what only a plan has."""


class _NoImports:
    """Finds no module: an import of one that is not loaded yet raises `NotYet`."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def find_spec(self, name: str, *_: Any) -> NoReturn:
        self.refused.append(name)
        raise NotYet


@contextlib.contextmanager
def no_imports() -> Generator[list[str]]:
    """Load nothing in the block; yields the names of what was asked for."""
    finder: Any = _NoImports()
    sys.meta_path.insert(0, finder)
    try:
        yield finder.refused
    except NotYet:
        if not finder.refused:
            raise
    finally:
        sys.meta_path.remove(finder)


def load_own(loaded: Loaded, project: Project) -> None:
    """Load modules of a program as far as they only define, as its plan will find them, and its tables."""
    with _place_of(project, loaded.own), _refused():
        for name, _ in loaded.own:
            with contextlib.suppress(BaseException):
                importlib.import_module(name)
        for text, flags in loaded.patterns:
            with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
                re.compile(text, flags)
        for package, file in loaded.tables:
            with contextlib.suppress(Exception):
                tables.ask(package, file)
        _complete_models()


def _complete_models() -> None:
    """Build models of pydantic that are built when they are used for the first time."""
    pydantic = sys.modules.get("pydantic")
    waiting: list[Any] = [pydantic.BaseModel] if pydantic is not None else []
    for each in waiting:
        waiting += each.__subclasses__()
        if not each.__pydantic_complete__:
            with contextlib.suppress(Exception):
                each.model_rebuild()


@contextlib.contextmanager
def _place_of(project: Project, modules: Sequence[tuple[str, str]]) -> Generator[None]:
    """Stand where the program stands when it runs, and find the modules where it finds them."""
    roots = dict.fromkeys(_root_of(name, file) for name, file in modules)
    with contextlib.chdir(project.main_dir):
        before = list(sys.path)
        entries = dict.fromkeys([".", *(entry for entry in before if entry), *roots])
        sys.path[:] = list(entries)
        sys.path_importer_cache.pop(".", None)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path[:] = before
            sys.path_importer_cache.pop(".", None)


def _root_of(name: str, file: str) -> str:
    """Return the folder that a module was found from."""
    path = Path(file)
    return str(path.parents[name.count(".") + (path.name == "__init__.py")])


@contextlib.contextmanager
def _refused() -> Generator[None]:
    """Refuse what only a plan has."""

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotYet

    places: list[tuple[Any, str]] = [
        *((owner, name) for name in _OF_A_STACK for owner in (sdk.pulumi, sdk.runtime, sdk.settings)),
        *((owner, name) for name in _OF_THE_ENGINE for owner in (sdk.invoke, sdk.runtime)),
        (sdk.pulumi.Config, "__init__"),
        (sdk.pulumi.Resource, "__init__"),
    ]
    there: list[tuple[Any, str, Any]] = [
        (owner, name, vars(owner)[name]) for owner, name in places if name in vars(owner)
    ]
    for owner, name, _ in there:
        setattr(owner, name, refuse)
    try:
        yield
    finally:
        for owner, name, value in there:
            setattr(owner, name, value)
