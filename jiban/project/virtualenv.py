"""The virtual environment that a project's program runs in, found as the Pulumi CLI finds it.

The rules are those of `sdk/python/toolchain` at v3.259.0: the option `virtualenv` of the runtime; for uv and
poetry, which a lock file or the option `toolchain` tells, the place where they keep it; without any of
these the active one. Nothing is run to find it. Two habits are added for projects that name none: `.venv`
and `venv` beside Pulumi.yaml.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jiban.project.project import Project

_HABITS: Final = (".venv", "venv")
_POETRY_HASH: Final = 8


@dataclass(frozen=True, slots=True)
class VirtualEnv:
    """A virtual environment."""

    folder: Path
    origin: str
    """What leads to it, in words: an option, a variable, a lock file."""

    @property
    def python(self) -> Path:
        """Return its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def site_packages(self) -> tuple[Path, ...]:
        """Return the folders of its packages."""
        return tuple(sorted([*self.folder.glob("lib/python3*/site-packages"), *_windows(self.folder)]))

    @property
    def version(self) -> tuple[int, int] | None:
        """Return major and minor version of its Python; None where there is no telling."""
        for folder in self.site_packages:
            found = re.fullmatch(r"python(\d+)\.(\d+)t?", folder.parent.name)
            if found:
                return int(found[1]), int(found[2])
        return None

    def version_of(self, package: str) -> str | None:
        """Return the version of a package that is installed in it, without running it."""
        found = next(iter(self._distributions(package)), None)
        return found.version if found is not None else None

    def is_running(self) -> bool:
        """Return whether it is the one that this process runs in."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def _distributions(self, package: str) -> Iterator[Distribution]:
        paths = [str(folder) for folder in self.site_packages]
        yield from MetadataPathFinder.find_distributions(DistributionFinder.Context(name=package, path=paths))


def _windows(folder: Path) -> list[Path]:
    return list(folder.glob("Lib/site-packages")) if os.name == "nt" else []


def virtualenv_of(project: Project, environment: Mapping[str, str]) -> VirtualEnv | None:
    """Return the virtual environment of a project; None where it has none, or names one that does not exist.

    Args:
        project: the project.
        environment: environment variables.
    """
    for folder, origin in _candidates(project, environment):
        found = VirtualEnv(folder, origin)
        if found.site_packages:
            return found
    return None


def _candidates(project: Project, environment: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    named = project.runtime_options.get("virtualenv")
    toolchain = project.runtime_options.get("toolchain")
    uv, poetry = _above(project.main_dir, "uv.lock"), _above(project.main_dir, "poetry.lock")
    is_uv = toolchain == "uv" or (toolchain is None and uv is not None)
    is_poetry = toolchain == "poetry" or (toolchain is None and uv is None and poetry is not None)
    if is_poetry:
        for folder in _poetry(poetry or _above(project.main_dir, "pyproject.toml"), environment):
            yield folder, "toolchain poetry"
        return
    if isinstance(named, str) and named:
        yield project.root / named, f"virtualenv: {named}"
        return
    if is_uv:
        beside = uv or _above(project.main_dir, "pyproject.toml") or project.main_dir
        yield beside / (environment.get("UV_PROJECT_ENVIRONMENT") or ".venv"), "toolchain uv"
        return
    command = environment.get("PULUMI_PYTHON_CMD")
    if command and os.sep in command:
        yield Path(command).absolute().parent.parent, "PULUMI_PYTHON_CMD"
    active = environment.get("VIRTUAL_ENV")
    if active and Path(active).resolve() != Path(sys.prefix).resolve():
        yield Path(active), "VIRTUAL_ENV"
    for name in _HABITS:
        yield project.root / name, name


def _above(folder: Path, name: str) -> Path | None:
    return next((each for each in (folder, *folder.parents) if (each / name).is_file()), None)


def _poetry(folder: Path | None, environment: Mapping[str, str]) -> Iterator[Path]:
    """Return where poetry keeps the environments of a folder."""
    if folder is None:
        return
    yield folder / ".venv"
    home = environment.get("HOME") or str(Path.home())
    cache = environment.get("POETRY_CACHE_DIR") or f"{home}/.cache/pypoetry"
    place = Path(environment.get("POETRY_VIRTUALENVS_PATH") or f"{cache}/virtualenvs")
    yield from sorted(place.glob(f"*-{poetry_key(folder)}-py3*"), reverse=True)


def poetry_key(folder: Path) -> str:
    """Return the letters that poetry names the environments of a folder by.

    As `EnvManager.generate_env_name` of poetry 2.1 makes them.
    """
    digest = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_POETRY_HASH]
