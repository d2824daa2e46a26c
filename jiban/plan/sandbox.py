"""The interpreter as a Pulumi program expects it, put back afterwards."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from jiban import secrecy
from jiban.plan.process_end import own_end_refused
from jiban.plan.source_lines import in_folder, is_library, library_folders
from jiban.process import FEW_COLLECTIONS
from jiban.project.descriptors import descriptors_masked
from jiban.project.streams import stdout_to_stderr

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from types import ModuleType

    from jiban.project.project import Project


@contextmanager
def sandbox(
    project: Project, environment: Mapping[str, str], *, nested: bool, silent: bool = False
) -> Generator[None]:
    """Enter a program's world: working folder, arguments, import path, environment, and modules of its own.

    Modules that do not come from a library are hidden where the project has modules of the same names, so
    that two projects with a package `components` each get their own; of a plan inside a plan all are hidden.
    What the program imports from outside the libraries is forgotten at the end. What it prints goes to
    stderr, as stdout belongs to the plan; if it is to be silent, nowhere.

    If the project has a virtualenv that is not the running one (`runtime.options.virtualenv`, or `.venv`
    beside Pulumi.yaml), its site-packages are added at the end of the import path: the program finds its own
    dependencies there, but Pulumi's SDK and whatever else is installed here comes from here.
    """
    before = _State()
    hidden = _hide(project, nested=nested)
    try:
        os.chdir(project.main_dir)
        os.environ.update(environment)
        sys.argv = [str(project.program)]
        sys.path[:] = [".", *(entry for entry in sys.path if entry), *_site_packages(project)]
        # The finder of "." remembers the folder that was current when it was made.
        sys.path_importer_cache.pop(".", None)
        importlib.invalidate_caches()
        gc.set_threshold(FEW_COLLECTIONS)
        with stdout_to_stderr(), _program_output(sys.stderr, silent=silent), _pythons_warnings():
            yield
    finally:
        before.restore(hidden)


@contextmanager
def _program_output(stream: TextIO, *, silent: bool) -> Generator[None]:
    """Send whatever the program prints to stderr, its subprocesses too, without the secrets in it."""
    show = _nothing if silent else secrecy.current().text
    masked: Any = secrecy.Masked(stream, show)
    with (
        descriptors_masked(show) as put_back,
        own_end_refused(put_back),  # where that fails, what the program has said goes out
        contextlib.redirect_stdout(masked),
        contextlib.redirect_stderr(masked),
    ):
        try:
            yield
        finally:
            masked.flush()


def _nothing(_text: str) -> str:
    return ""


@contextmanager
def _pythons_warnings() -> Generator[None]:
    """Show a program the warnings that Python shows by default, whatever this process asks for."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
        yield


class _State:
    """What a program may change."""

    def __init__(self) -> None:
        self._folder = Path.cwd()
        self._path = list(sys.path)
        self._argv = list(sys.argv)
        self._environment = dict(os.environ)
        self._modules = dict(sys.modules)
        self._gc = gc.get_threshold()
        self._excepthook = sys.excepthook

    def restore(self, hidden: Mapping[str, ModuleType]) -> None:
        os.chdir(self._folder)
        sys.path[:] = self._path
        sys.argv = self._argv
        gc.set_threshold(*self._gc)
        sys.excepthook = self._excepthook  # no thread can start without one
        for name in set(os.environ) - set(self._environment):
            del os.environ[name]
        for name, value in self._environment.items():
            if os.environ.get(name) != value:
                os.environ[name] = value
        libraries = library_folders()
        added = [name for name in sys.modules if sys.modules[name] is not self._modules.get(name)]
        for name in added:
            if name == "__main__" or name in hidden or not _from_library(sys.modules[name], libraries):
                module = sys.modules[name]
                file = _file_of(module)
                if (
                    name != "__main__"
                    and file is not None
                    and isinstance(getattr(module, "__file__", None), str)
                ):
                    _of_programs[name] = file
                _forget(name)
        _remember(
            {name: each for name, each in self._modules.items() if name in hidden or name == "__main__"}
        )
        sys.path_importer_cache.pop(".", None)


_of_programs: dict[str, str] = {}


def modules_of_programs() -> dict[str, str]:
    """Return the modules that programs have loaded here from outside the libraries, with their files.

    In the order in which they were loaded. They are forgotten when a plan ends.
    """
    return dict(_of_programs)


def _forget(name: str) -> None:
    module = sys.modules.pop(name)
    parent, _, child = name.rpartition(".")
    if parent in sys.modules and vars(sys.modules[parent]).get(child) is module:
        delattr(sys.modules[parent], child)


def _remember(modules: Mapping[str, ModuleType]) -> None:
    sys.modules.update(modules)
    # Only now, as Python lists a package behind the parts that it imports itself.
    for name, module in modules.items():
        parent, _, child = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], child, module)


def _file_of(module: Any) -> str | None:
    file = getattr(module, "__file__", None)
    if file:
        return file if os.path.isabs(file) else str(Path(file).absolute())  # noqa: PTH117 - of thousands
    paths = list(getattr(module, "__path__", None) or ())
    return in_folder(Path(paths[0]).absolute()) if paths else None


def _from_library(module: Any, libraries: tuple[str, ...]) -> bool:
    file = _file_of(module)
    return file is None or is_library(file, libraries)


def _hide(project: Project, *, nested: bool) -> dict[str, ModuleType]:
    """Take modules out of sight and return them by name."""
    libraries = library_folders()
    folders = _folders(project)
    outer = _programs[0] if nested and _programs else None
    names: set[str] = set()
    for name in list(sys.modules):
        is_inner = outer is not None and name not in outer
        if name == "__main__" or ("." in name and not is_inner):
            continue
        file = _file_of(sys.modules[name])
        if file is None or is_library(file, libraries):
            continue
        if is_inner:
            names.add(name)
        elif any(_elsewhere(folder, name, file) for folder in folders):
            names |= {found for found in sys.modules if found == name or found.startswith(f"{name}.")}
    hidden = {name: sys.modules[name] for name in names}
    for name in names:
        _forget(name)
    return hidden


_programs: list[frozenset[str]] = []
"""For each plan under way, the names of the modules that were there when its program began."""


@contextmanager
def program_modules() -> Generator[None]:
    """Remember which modules are not the program's, so that a plan inside it starts afresh."""
    _programs.append(frozenset(sys.modules))
    try:
        yield
    finally:
        _programs.pop()


def _folders(project: Project) -> tuple[Path, ...]:
    """Return the folders that a program imports its own modules from.

    A program of `main: ../../infra/` may put any folder of its repository on the import path.
    """
    found = [project.main_dir, project.root]
    above = [project.main_dir, *project.main_dir.parents]
    repository = next((folder for folder in above if (folder / ".git").exists()), None)
    if repository is not None:
        found += above[1 : above.index(repository) + 1]
    return tuple(dict.fromkeys(found))


def _elsewhere(folder: Path, name: str, file: str) -> bool:
    for candidate in (folder / f"{name}.py", folder / name / "__init__.py"):
        if candidate.is_file():
            return str(candidate) != file
    package = folder / name
    return package.is_dir() and any(package.glob("*.py")) and not file.startswith(in_folder(package))


def _site_packages(project: Project) -> list[str]:
    named = project.runtime_options.get("virtualenv")
    environment = project.root / (named if isinstance(named, str) else ".venv")
    if not environment.is_dir() or Path(sys.prefix).resolve() == environment.resolve():
        return []
    found = [*environment.glob("lib/python3*/site-packages"), *environment.glob("Lib/site-packages")]
    return [str(path) for path in sorted(found)]
