"""Packages of an SDK: a service, whose modules each hold a resource or a function."""

from __future__ import annotations

import ast
import importlib
import re
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban.lazy_sdk.classes import is_generated
from jiban.lazy_sdk.names import caller

if TYPE_CHECKING:
    from importlib.machinery import SourceFileLoader

    from jiban.lazy_sdk.store import Parts, TakenApart

_STATE: Final = "__jiban_exports__"
_DICTIONARY: Final[Any] = vars(types.ModuleType)["__dict__"]
"""Gives what a package has in it so far, past the property that fills it."""
_ALL: Final = re.compile(r"^__all__ = (\[[^\]]*\])", re.MULTILINE)
_OWN: Final = frozenset({"importlib.util", "pulumi._utils", "pulumi._types"})
"""Modules that look into a package's dictionary for what is in it already."""


def take_apart(loader: SourceFileLoader, name: str, path: str) -> TakenApart:
    """Return which module each name comes from, every such module, and the rest of the package's code; None
    for a package that is written in another way.
    """
    source = loader.get_source(name) or ""
    if not is_generated(source):
        return None
    folder = Path(path).parent
    exports: dict[str, str] = {}
    modules: dict[str, None] = {}
    rest: list[ast.stmt] = []
    for statement in ast.parse(source).body:
        imported = _imported(statement, folder)
        if imported is None:
            rest.append(statement)
            continue
        for module, all_of_it in imported.items():
            modules[module] = None
            if all_of_it:
                found = _ALL.search((folder / f"{module}.py").read_text(encoding="utf-8"))
                if found is None:
                    return None
                exports |= dict.fromkeys(ast.literal_eval(found[1]), module)
    code = compile(ast.Module(rest, []), path, "exec", dont_inherit=True)
    return ((exports, tuple(modules), code), []) if exports else None


def _imported(statement: ast.stmt, folder: Path) -> dict[str, bool] | None:
    """Return the modules beside the package's own that a statement imports, and whether it takes what is in
    them; None for another statement.
    """
    if not isinstance(statement, ast.ImportFrom) or statement.level != 1:
        return None
    names = [each.name for each in statement.names]
    if statement.module is None:
        plain = all(each.asname is None for each in statement.names) and "_utilities" not in names
        found = dict.fromkeys(names, False)
    else:
        plain, found = names == ["*"], {statement.module: True}
    return found if plain and all((folder / f"{each}.py").is_file() for each in found) else None


def make(module: types.ModuleType, parts: Parts) -> None:
    """Run what the package does beside importing, and import when somebody asks."""
    exports, modules, code = parts.head
    there = module.__dict__
    there[_STATE] = (exports, frozenset(modules))
    module.__class__ = _Package
    exec(code, there)  # noqa: S102 - the package's own code, as Python would run it


class _Package(types.ModuleType):
    """A package whose modules are imported when somebody asks for what is in them."""

    def __getattr__(self, name: str) -> Any:
        exports, modules = _raw(self)[_STATE]
        if name == "__all__":
            # `import *`: it has none, and what is asked for next is everything in it.
            _import_all(self)
        elif name in exports:
            value = getattr(importlib.import_module(f"{self.__name__}.{exports[name]}"), name)
            _raw(self)[name] = value
            return value
        elif name in modules:
            return importlib.import_module(f"{self.__name__}.{name}")
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        # Python sets each module that it has imported; where the module has a function of its own name, the
        # package has the function.
        exports = _raw(self)[_STATE][0]
        if isinstance(value, types.ModuleType) and exports.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        exports, modules = _raw(self)[_STATE]
        return sorted({*_raw(self), *exports, *modules} - {_STATE})

    @property
    def __dict__(self) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleVariableOverride] fills it first
        """Everything in the package, for whoever looks into it with `vars()`."""
        if caller(2).get("__name__") not in _OWN:
            _import_all(self)
        return _raw(self)


def _raw(package: types.ModuleType) -> dict[str, Any]:
    found: dict[str, Any] = _DICTIONARY.__get__(package)
    return found


def _import_all(package: types.ModuleType) -> None:
    exports, modules = _raw(package)[_STATE]
    for module in modules:
        importlib.import_module(f"{package.__name__}.{module}")
    for name in exports:
        getattr(package, name)
