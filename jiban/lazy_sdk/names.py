"""Names that a module does not hold, and finds when somebody asks for them."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any, Final, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BUILTINS: Final = "__builtins__"


class LastResort(dict[str, Any]):
    """Python's own names, and after them what is asked of functions, each of which raises AttributeError for
    a name that it does not know.

    Python looks a name up in a module, then here: that is where type hints find a class that is not made yet.
    """

    def __init__(self, asks: Sequence[Callable[[str], Any]]) -> None:
        """Take whom to ask, in this order."""
        super().__init__(vars(builtins))
        self.asks = [*asks]

    def __missing__(self, name: str) -> Any:
        """Return what one of the functions gives."""
        for ask in self.asks:
            try:
                return ask(name)
            except AttributeError:
                continue
        raise KeyError(name)


def find_later(globals_: dict[str, Any], ask: Callable[[str], Any]) -> None:
    """Have functions and type hints of a module find names by a function where it has none such."""
    there = globals_.get(_BUILTINS)
    if isinstance(there, LastResort):
        there.asks.append(ask)
    else:
        globals_[_BUILTINS] = LastResort([ask])


def joined(own: dict[str, Any] | None, modules: Sequence[str]) -> dict[str, Any] | None:
    """Return names for type hints of a class whose bases stand in several modules, of which `own` is joined.

    Joining keeps the last module's own built-ins alone, and a class that a program derives from an SDK's
    stands in the program.
    """
    found = [sys.modules[name].__dict__.get(_BUILTINS) for name in modules if name in sys.modules]
    asks = [ask for each in found if isinstance(each, LastResort) for ask in each.asks]
    if own is not None and asks:
        own[_BUILTINS] = LastResort(asks)
    return own


def caller(depth: int) -> dict[str, Any]:
    """Return the names of the module whose code runs so many calls above; nothing else says who asks."""
    return sys._getframe(depth).f_globals  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class Exported(list[str]):
    """`__all__` of a module of classes. `from ._inputs import *` beside it takes none, and asks later."""

    def __init__(self, names: Sequence[str], package: str, ask: Callable[[str], Any]) -> None:
        """Take the names, the module's package, and who makes what they stand for."""
        super().__init__(names)
        self._package = package
        self._ask = ask

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        """Return a name; to a module of the same package that imports all of them, that there is none."""
        # Python's `import *` asks for one after the other, from the frame of the module that imports.
        asking = caller(2)
        name = asking.get("__name__")
        if index == 0 and asking.get("__package__") == self._package and name != self._package:
            # It may import all of several such modules.
            asked = _asking(asking, str(name))
            asked.asks.append(self._ask)
            asked.names.update(self)
            find_later(asking, self._ask)
            raise IndexError
        return super().__getitem__(index)


class Asked:
    """What a module finds in other modules, all of whose names it imports: its `__getattr__`."""

    def __init__(self, module: str) -> None:
        """Take the module's name."""
        self._module = module
        self.asks: list[Callable[[str], Any]] = []
        self.names: set[str] = set()
        """The names that it would have."""

    def __call__(self, name: str) -> Any:
        """Return what one of the other modules has."""
        for ask in self.asks:
            try:
                return ask(name)
            except AttributeError:
                continue
        raise AttributeError(f"module {self._module!r} has no attribute {name!r}")


def _asking(there: dict[str, Any], module: str) -> Asked:
    """Return what a module asks; one that has a `__getattr__` of its own keeps it."""
    found = there.get("__getattr__")
    if isinstance(found, Asked):
        return found
    asked = Asked(module)
    there.setdefault("__getattr__", asked)
    return asked
