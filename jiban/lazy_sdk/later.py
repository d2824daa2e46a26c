"""Modules that Pulumi's SDK imports for its talk with an engine, loaded when somebody uses them.

A plan has no engine, yet `import pulumi` loads gRPC, what pickles dynamic providers, and the Automation API:
two fifths of its time, and 14 MB. Each stands in `sys.modules` as its import leaves it, and is filled by the
first that is asked of it.
"""

from __future__ import annotations

import importlib
import sys
import threading
import types
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

NAMES: Final = frozenset({"dill", "grpc", "grpc.aio", "pulumi.automation"})
"""Modules that are loaded later. The SDK asks nothing of them while it is imported itself."""

_DICTIONARY: Final[Any] = vars(types.ModuleType)["__dict__"]
"""Gives what is in a module, past the property that fills it."""
_lock: Final = threading.RLock()
_loading: Final[set[str]] = set()
_waiting: Final[dict[str, list[Callable[[], None]]]] = {}


def have_load_later(spec: ModuleSpec | None) -> ModuleSpec | None:
    """Return the spec of a module, such that it is loaded on first use if Python loads it from a file."""
    if spec is not None and type(spec.loader) is SourceFileLoader:
        spec.loader = _Loader(spec.loader.name, str(spec.loader.path))
    return spec


def after_package(name: str) -> ModuleSpec | None:
    """Load the package that a module is in, as Python does before the module, if it waits for its first use.

    Returns:
        the spec of the module where the package has loaded it, else None.
    """
    package = sys.modules.get(name.rpartition(".")[0])
    if package is None or not is_later(package):
        return None
    load(package)
    module = sys.modules.get(name)
    if module is None:
        return None
    spec = ModuleSpec(name, _Loaded(module))
    # Python prefers what stands here to what it is told.
    module.__spec__ = spec
    return spec


def is_later(module: types.ModuleType | None) -> bool:
    """Return whether a module waits for its first use."""
    return type(module) is _Later


@contextmanager
def when_loaded(module: types.ModuleType, do: Callable[[], None]) -> Generator[None]:
    """Do something to a module now, or as soon as it is loaded if that is before the end of the block."""
    with _lock:
        if not is_later(module):
            do()
            do = _nothing
        waiting = _waiting.setdefault(module.__name__, [])
        waiting.append(do)
    try:
        yield
    finally:
        waiting.remove(do)


def _nothing() -> None:
    """Do nothing."""


def load(module: types.ModuleType) -> None:
    """Load a module that waits for its first use, unless this very call comes from its code."""
    name = module.__name__
    with _lock:
        if not is_later(module) or name in _loading:
            return
        _loading.add(name)
        try:
            usual = SourceFileLoader(name, str(module.__file__))
            usual.exec_module(module)
        finally:
            _loading.discard(name)
        module.__loader__ = usual
        if module.__spec__ is not None:
            module.__spec__.loader = usual
        module.__class__ = types.ModuleType
        for do in _waiting.get(name, ()):
            do()


class _Loader(SourceFileLoader):
    """Leaves a module as it is, to be loaded on first use."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Have the module wait."""
        module.__class__ = _Later


class _Loaded(Loader):
    """Gives a module that is loaded: Python has asked before it was, and takes what it is given for new."""

    def __init__(self, module: types.ModuleType) -> None:
        self._module = module
        self._spec = module.__spec__

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Return the module."""
        del spec
        return self._module

    def exec_module(self, module: types.ModuleType) -> None:
        """Leave it as it was."""
        module.__spec__ = self._spec


class _Later(types.ModuleType):
    """A module that waits for its first use."""

    def __getattr__(self, name: str) -> Any:
        inner = f"{self.__name__}.{name}"
        if inner in NAMES:
            return importlib.import_module(inner)
        load(self)
        if is_later(self):
            raise AttributeError(f"partially initialized module {self.__name__!r} has no attribute {name!r}")
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        # Python itself sets a module in its package, and what it knows of the module.
        if not isinstance(value, types.ModuleType) and not name.startswith("__"):
            load(self)
        # It is of another class by now, so there is no `super()`.
        types.ModuleType.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        load(self)
        types.ModuleType.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        load(self)
        return sorted(_DICTIONARY.__get__(self))

    @property
    def __dict__(self) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleVariableOverride] fills it first
        """Everything in the module, for whoever looks into it with `vars()`, and for its own code."""
        load(self)
        found: dict[str, Any] = _DICTIONARY.__get__(self)
        return found
