"""Has Python load SDKs of providers by parts, and what Pulumi's own needs for an engine on first use."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban.lazy_sdk import classes, later, packages, store
from jiban.user_cache import SWITCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

_NEWEST: Final = (3, 13)
"""Newer ones look names up in another way (PEP 649), and were not tried."""


_failed: dict[str, str] = {}
"""Modules that could not be taken apart, with the reason."""


def loaded_whole() -> dict[str, str]:
    """Return what was not loaded by parts although it should have been, by module, with the reason.

    A Python that is newer than those that were tried stands under the name of the package `pulumi`.
    """
    if os.environ.get(SWITCH) != "0" and sys.version_info[:2] > _NEWEST:
        newest = ".".join(map(str, _NEWEST))
        return {"pulumi": f"this Python is newer than {newest}, the newest that was tried"}
    return dict(_failed)


def install() -> None:
    """Load SDKs by parts from now on; what is loaded already stays."""
    wanted = os.environ.get(SWITCH) != "0" and sys.version_info[:2] <= _NEWEST
    if wanted and not any(isinstance(each, _Finder) for each in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds what Python's own finder finds, and gives some modules another loader."""

    def __init__(self) -> None:
        self._providers: dict[str, bool] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of a module of an SDK; None for every other."""
        if fullname in later.NAMES:
            return later.have_load_later(PathFinder.find_spec(fullname, path, target))
        top, inner, _ = fullname.partition(".")
        loaded = later.after_package(fullname) if inner else None
        if loaded is not None:
            return loaded
        if not top.startswith("pulumi_") or not self._providers.get(top, True):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or type(spec.loader) is not SourceFileLoader:
            return spec
        folder, file = os.path.split(spec.origin)
        if fullname == top:
            self._providers[top] = (Path(folder) / "pulumi-plugin.json").is_file()
        if self._providers.get(top):
            if file == "__init__.py":
                spec.loader = _Loader(spec.loader, packages.take_apart, packages.make)
            elif file in ("_inputs.py", "outputs.py", "_enums.py"):
                spec.loader = _Loader(spec.loader, classes.take_apart, classes.make)
        return spec


class _Loader(SourceFileLoader):
    """Loads a module by its parts; as Python does where it has none."""

    def __init__(
        self,
        usual: SourceFileLoader,
        take_apart: Callable[[SourceFileLoader, str, str], store.TakenApart],
        make: Callable[[ModuleType, store.Parts], None],
    ) -> None:
        super().__init__(usual.name, str(usual.path))
        self._take_apart = take_apart
        self._make = make

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module."""
        path = str(self.path)
        try:
            parts = store.parts(path, lambda: self._take_apart(self, module.__name__, path))
        except (OSError, SyntaxError, ValueError) as error:
            # Python says better what is wrong with a file that cannot be read.
            parts = None
            _failed[module.__name__] = f"{type(error).__name__}: {error}"
        if parts is None:
            super().exec_module(module)
        else:
            self._make(module, parts)
