"""Dated tables of facts that stand beside the code of a package."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

_OWN = __name__.partition(".")[0]
_HERE = Path(__file__).parent
_FOLDER = "/"
"""End of the names of folders."""
_asked: list[tuple[str, str]] = []


def asked() -> tuple[tuple[str, str], ...]:
    """Return the packages and files of the tables that this process has read; of whole folders, `NAME/`."""
    return tuple(_asked)


def ask(package: str, name: str) -> None:
    """Read what another process has read, as `asked` names it."""
    if name.endswith(_FOLDER):
        folder(package, name.removesuffix(_FOLDER))
    else:
        table(package, name)


@cache
def table(package: str, file: str) -> dict[str, Any]:
    """Return a YAML table of a package: one object, not to be changed."""
    _asked.append((package, file))
    text = (_folder_of(package) / file).read_text("utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


def _folder_of(package: str) -> Traversable:
    """Return where the files of a package are; of our own by its place: a program may have its name."""
    top, _, below = package.partition(".")
    return _HERE.joinpath(*below.split(".")) if top == _OWN else files(package)


@cache
def folder(package: str, name: str) -> dict[str, dict[str, Any]]:
    """Return the YAML tables in a folder of a package, by name without `.yaml`, in the order of names."""
    _asked.append((package, name + _FOLDER))
    found = sorted(
        each.name for each in (_folder_of(package) / name).iterdir() if each.name.endswith(".yaml")
    )
    return {each.removesuffix(".yaml"): table(package, f"{name}/{each}") for each in found}
