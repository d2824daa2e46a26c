"""What to do about an import of a program that fails: which package is asked for, and which is there."""

from __future__ import annotations

import os
import re
import tomllib
from importlib import metadata, util
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.project.virtualenv import VirtualEnv, virtualenv_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jiban.project.project import Project

_EXTRAS: Final = {
    "pulumi_aws": "aws",
    "pulumi_azure_native": "azure",
    "pulumi_kubernetes": "kubernetes",
    "pulumi_policy": "policy",
}
"""Extras of jiban by the module that they install."""


def import_hint(error: BaseException, project: Project) -> str:
    """Return what to do about an import that fails, as lines to add; empty for any other error."""
    if not isinstance(error, ImportError) or not error.name:
        return ""
    module = error.name.partition(".")[0]
    own = virtualenv_of(project, os.environ)
    own = own if own is not None and own.version_of("pulumi") is not None else None
    if _is_there(module):
        return _wrong_version(module, project, own)
    return _missing(module, project, own)


def _is_there(module: str) -> bool:
    try:
        return util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _wrong_version(module: str, project: Project, own: VirtualEnv | None) -> str:
    """Say which version of a package is there, and which one the project asks for."""
    package = next(iter(metadata.packages_distributions().get(module, ())), None)
    if package is None:  # a module of the project's own
        return ""
    asked = _asked(package, project)
    text = f"\nIt is planned with {package} {metadata.version(package)}"
    text += f"; the project asks for {asked}." if asked else "."
    if own is not None:
        return f"{text} That is what {own.folder} ({own.origin}) has."
    return (
        f"{text} The project has no virtual environment with Pulumi in it, so jiban's own packages are used: "
        "`pulumi install` makes one, and the project is then planned with what is in it."
    )


def _missing(module: str, project: Project, own: VirtualEnv | None) -> str:
    asked = _asked(module, project)
    if own is not None:
        where = (
            f"\n{module} is not installed in {own.folder} ({own.origin}), which the project is planned with"
        )
        what = f"{asked} asks for it: install it there." if asked else "add it to the project's requirements."
        return f"{where}; {what}"
    extra = _EXTRAS.get(module)
    if extra is not None and not asked:
        return f'\nThe SDK of this provider is an extra of jiban: pip install "jiban[{extra}]"'
    folder = project.runtime_options.get("virtualenv", ".venv")
    return (
        f"\nAdd it to the project's requirements if it is missing there, and install them: `pulumi install` "
        f"puts them into {folder}, where they are found."
    )


def _asked(package: str, project: Project) -> str:
    """Return what a project's files ask of a package, and where; empty where they do not name it."""
    name = re.sub(r"[-_.]+", "-", package).lower()
    for place, line in _requirements(project):
        found = re.match(r"\s*([A-Za-z0-9._-]+)", line)
        if found and re.sub(r"[-_.]+", "-", found[1]).lower() == name:
            return f"{line.partition('#')[0].partition(';')[0].strip()} ({place})"
    return ""


def _requirements(project: Project) -> Iterator[tuple[str, str]]:
    for folder in dict.fromkeys((project.main_dir, project.root)):
        file = folder / "requirements.txt"
        for number, line in enumerate(_text(file).splitlines(), start=1):
            yield f"{project.shown(file)}:{number}", line
        yield from ((project.shown(folder / "pyproject.toml"), line) for line in _pyproject(folder))


def _pyproject(folder: Path) -> Iterator[str]:
    try:
        content = tomllib.loads(_text(folder / "pyproject.toml"))
    except tomllib.TOMLDecodeError:
        return
    listed: Any = content.get("project", {}).get("dependencies", [])
    yield from (each for each in cast("list[Any]", listed) if isinstance(each, str))
    named: Any = content.get("tool", {}).get("poetry", {}).get("dependencies", {})
    yield from (f"{name} {version}" for name, version in cast("dict[str, Any]", named).items())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
