"""What a process can load before a program runs in it: modules of libraries, and what was made of them."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterable
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

from jiban.lazy_sdk import classes
from jiban.plan import sdk, shortcuts

Classes = tuple[str, tuple[str, ...]]
"""A module that makes its classes on demand, with those that were made."""
Types = tuple[str, str, str, tuple[str, ...]]
"""A reader of types, the module and the name of a class that it has read, and inputs."""

_NEEDED: Final = frozenset(
    {"annotated_types", "pulumi", "pydantic", "pydantic_core", "typing_inspection", "yaml"}
)
"""Packages that this tool stands on."""
_OF_SDK: Final = "pulumi-plugin.json"
"""File beside the modules of an SDK of a provider."""


def load(modules: Iterable[str], made: Iterable[Classes], read: Iterable[Types]) -> None:
    """Load what is no program's own; what cannot be loaded by itself is left to the program.

    Args:
        modules: names of modules, in the order in which a program has loaded them.
        made: classes that were made on demand.
        read: types that were read of classes.
    """
    for name in modules:
        # A module may end the process that imports it, or raise anything.
        with contextlib.suppress(Exception, SystemExit):
            importlib.import_module(name)
    for module, names in made:
        for name in names:
            with contextlib.suppress(Exception):
                getattr(sys.modules[module], name)
    for reader, module, name, inputs in read:
        with contextlib.suppress(Exception):
            types = shortcuts.type_reader(sdk, reader)(getattr(sys.modules[module], name))
            for each in inputs:
                types.get(each)


def harmless(names: Iterable[str]) -> list[str]:
    """Return the modules that do nothing but define, whenever they are loaded.

    Those of Python, of SDKs as Pulumi generates them, and of what this tool stands on. Any other library may
    look, when it is imported, at the stack, its configuration, or what the program has done before.
    """
    known: dict[str, bool] = {}
    found: list[str] = []
    for name in names:
        top = name.partition(".")[0]
        if top not in known:
            known[top] = top in sys.stdlib_module_names or top in _NEEDED or _is_sdk(top)
        if known[top]:
            found.append(name)
    return found


def _is_sdk(top: str) -> bool:
    if not top.startswith("pulumi_"):
        return False
    spec = PathFinder.find_spec(top)
    return spec is not None and spec.origin is not None and Path(spec.origin).with_name(_OF_SDK).is_file()


def made() -> list[Classes]:
    """Return the classes that were made here on demand, by module."""
    return [(module, tuple(sorted(names))) for module, names in classes.made() if names]


def read() -> list[Types]:
    """Return the types that were read here of classes of libraries."""
    return list(shortcuts.read_types())
