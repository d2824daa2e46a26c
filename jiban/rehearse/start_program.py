"""Starts the SDK's runner of programs, with what makes a program under the engine quicker.

It runs in the program's Python, which may have no jiban, as the first of `RUNNER ARGUMENTS...` says: it
imports nothing of jiban, and loads what it needs by path.
"""

from __future__ import annotations

import gc
import runpy
import sys
from importlib import metadata
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

OLDEST = (3, 256)
"""Of the SDKs whose internals are known; an older one runs as it is."""
_taken: list[ModuleType] = []
"""The SDK's modules and the shortcuts, once these are taken."""


def main() -> None:
    """Run the runner, as if it had been started itself."""
    prepare()
    run(sys.argv[1:])


def prepare() -> None:
    """Make this Python quicker at running programs."""
    # The collector of garbage would take a third of a program's time, to find almost nothing among the
    # futures that a program keeps until its end.
    gc.set_threshold(200_000, 50, 100)
    _take_shortcuts()


def run(arguments: list[str]) -> None:
    """Run the runner that comes first, with the other arguments.

    Raises:
        SystemExit: with the runner's exit code, as where it was started itself.
    """
    sys.argv[:] = arguments
    # As where Python starts the runner: its folder stands on the path of modules, and not this one's.
    sys.path[0] = str(Path(sys.argv[0]).parent)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    finally:
        # Else Python searches the whole heap several times on its way out.
        gc.freeze()


def types_read() -> list[tuple[str, str, str, list[str]]]:
    """Return of which classes the types were read: module, class, which function did, and inputs."""
    if not _taken:
        return []
    return [(module, name, reader, sorted(inputs)) for reader, module, name, inputs in _taken[1].read_types()]


def read_types(of_class: type, reader: str, inputs: list[str]) -> None:
    """Read the types of a class, so that a program finds them read.

    Args:
        of_class: of an SDK.
        reader: the function of Pulumi's that reads them.
        inputs: those of its inputs whose types are read each by itself.
    """
    if not _taken:
        return
    sdk, shortcuts = _taken
    found = shortcuts.type_reader(sdk, reader)(of_class)
    for each in inputs:
        found.get(each)


def _take_shortcuts() -> None:
    try:
        version = tuple(map(int, metadata.version("pulumi").split(".")[:2]))
        if version < OLDEST:
            return
        sdk, shortcuts = _loaded("sdk"), _loaded("shortcuts")
        found = shortcuts.shortcuts(sdk)
    except Exception:  # noqa: BLE001 - without Pulumi, or with another than is known, the runner does what it can
        return
    for owner, name, value in found:
        setattr(owner, name, value)
    _taken.extend((sdk, shortcuts))


def _loaded(name: str) -> ModuleType:
    """Load a module of the planner from its file, under a name that no program has."""
    file = Path(__file__).resolve().parents[1] / "plan" / f"{name}.py"
    module = ModuleType(f"_jiban_{name}")
    SourceFileLoader(module.__name__, str(file)).exec_module(module)
    return module


if __name__ == "__main__":
    main()
