"""Dated tables of facts that stand beside the code of a package."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


_asked: list[tuple[str, str]] = []


def asked() -> tuple[tuple[str, str], ...]:
    """Return the packages and files of the tables that this process has read."""
    return tuple(_asked)


@cache
def table(package: str, file: str) -> dict[str, Any]:
    """Return a YAML table of a package: one object, not to be changed."""
    _asked.append((package, file))
    document: dict[str, Any] = yaml.load((files(package) / file).read_text("utf-8"), Loader=yaml.CSafeLoader)
    return document


@cache
def folder(package: str, name: str) -> dict[str, dict[str, Any]]:
    """Return the YAML tables in a folder of a package, by name without `.yaml`, in the order of names."""
    found = sorted(each.name for each in (files(package) / name).iterdir() if each.name.endswith(".yaml"))
    return {each.removesuffix(".yaml"): table(package, f"{name}/{each}") for each in found}
