"""Hands a command over to the Python of the project, where that is another one than this.

See adr/0010. Which packages plan:

- the project's own, in the project's own Python, where that is new enough for jiban and its Pulumi is one
  that the planner knows;
- else the project's own but for Pulumi's SDK, which is this tool's: in the project's Python where it has the
  version of this one, else in this one.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban.project.virtualenv import VirtualEnv, virtualenv_of

if TYPE_CHECKING:
    from jiban.project.project import Project

OLDEST: Final = (3, 256, 0)
NEWEST: Final = (3, 272, 0)
"""Versions of Pulumi's SDK that the planner knows: those of pyproject.toml."""
PYTHON: Final = (3, 11)
"""The oldest Python that jiban runs on."""
_START: Final = Path(__file__).resolve().with_name("start.py")
_PULUMI: Final = ("pulumi",)


@dataclass(frozen=True, slots=True)
class Handover:
    """How to run jiban with a project's packages."""

    python: Path
    flags: tuple[str, ...] = ()
    """Flags of Python."""
    first: tuple[str, ...] = ()
    """Packages that are this tool's with what they require, whatever the project has."""
    packages: tuple[Path, ...] = ()
    """Folders of packages that this Python does not look into by itself."""
    note: str = ""
    folder: Path | None = None
    """The virtual environment."""

    def spec(self, pipe: int | None, parent: int | None, question: str | None = None) -> dict[str, Any]:
        """Return what `jiban.start` has to know."""
        return {
            "lent": _started["lent"] if _started else own_folders(),
            "first": self.first,
            "flags": self.flags,
            "packages": [str(folder) for folder in self.packages],
            "note": self.note,
            "folder": str(self.folder) if self.folder else None,
            "pipe": pipe,
            "parent": parent,
            "question": question,
        }

    def command(
        self,
        arguments: Sequence[str],
        *,
        pipe: int | None = None,
        parent: int | None = None,
        question: str | None = None,
    ) -> list[str]:
        """Return the command line that runs jiban with these arguments.

        Args:
            arguments: those of the command line.
            pipe: that of a supervisor.
            parent: id of the process that it must not outlive.
            question: what `jiban.plan.elsewhere` asks it.
        """
        spec = json.dumps(self.spec(pipe, parent, question))
        return [str(self.python), *self.flags, "-P", str(_START), spec, *arguments]

    def environment(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return environment variables with the virtual environment active, as Pulumi runs programs."""
        found = {name: value for name, value in environment.items() if name != "PYTHONHOME"}
        if self.folder is None:
            return found
        path = os.pathsep.join([str(self.folder / "bin"), found.get("PATH", os.defpath)])
        return {**found, "VIRTUAL_ENV": str(self.folder), "PATH": path}


_started: Mapping[str, Any] = {}


def started(spec: Mapping[str, Any]) -> None:
    """Keep what this process was started with, where `jiban.start` has started it."""
    global _started  # noqa: PLW0603 - a process is started once
    _started = spec


def is_started() -> bool:
    """Return whether `jiban.start` has started this process."""
    return bool(_started)


def question() -> str | None:
    """Return what the process that has started this one asks it, as `Handover.command` was given it."""
    return _started.get("question")


def as_started() -> Handover:
    """Return how to run jiban once more with the packages of this process."""
    folder: str | None = _started.get("folder")
    return Handover(
        Path(sys.executable),
        flags=tuple(_started.get("flags", ())),
        first=tuple(_started.get("first", ())),
        packages=tuple(Path(each) for each in _started.get("packages", ())),
        folder=Path(folder) if folder else None,
    )


def own_folders() -> list[str]:
    """Return the folders that this tool and the packages that it stands on were imported from."""
    library = Path(os.__file__).resolve().parent
    root = str(_START.parents[1])
    entries = [root, *(str(Path(entry).resolve()) for entry in sys.path if entry not in {"", "."})]
    return [each for each in dict.fromkeys(entries) if Path(each).is_dir() and not _within(each, library)]


def _within(folder: str, library: Path) -> bool:
    return Path(folder) == library or Path(folder) == library / "lib-dynload"


def handover_to(project: Project, environment: Mapping[str, str]) -> Handover | None:
    """Return how to run jiban with the packages of a project; None where this process has them already.

    Args:
        project: the project.
        environment: environment variables.
    """
    found = virtualenv_of(project, environment)
    if found is None or found.is_running():
        return None
    pulumi = found.version_of("pulumi")
    if pulumi is None:
        return None
    return _handover(found, pulumi)


def _handover(found: VirtualEnv, pulumi: str) -> Handover:
    version = tuple(found.version or ())
    same = version == sys.version_info[:2]
    if version >= PYTHON and found.python.exists() and OLDEST <= _numbers(pulumi) <= NEWEST:
        return Handover(found.python, folder=found.folder)
    note = _note(found, version, pulumi)
    if same and found.python.exists():
        return Handover(found.python, first=_PULUMI, note=note, folder=found.folder)
    return Handover(
        Path(sys.executable),
        flags=("-S",),
        first=_PULUMI,
        packages=found.site_packages,
        note=note,
        folder=found.folder,
    )


def _note(found: VirtualEnv, version: tuple[int, ...], pulumi: str) -> str:
    from importlib.metadata import version as installed  # noqa: PLC0415 - needed here alone, and slow to load

    here = f"Pulumi {installed('pulumi')}"
    if version < PYTHON:
        why = f"Python {_dotted(version)}, and jiban needs {_dotted(PYTHON)}"
        here += f" on Python {_dotted(sys.version_info[:2])}"
    elif not found.python.exists():
        why = "no interpreter"
    else:
        why = f"Pulumi {pulumi}, and jiban plans with {_dotted(OLDEST)} to {_dotted(NEWEST)}"
    return f"{found.folder} ({found.origin}) has {why}; planned with {here} and its other packages"


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.partition("+")[0].split(".")[:3]
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in parts)


def hand_over(project: Project, arguments: Sequence[str], pipe: int | None) -> None:
    """Go on with the project's own packages, if they are others than these: the call then never returns.

    Args:
        project: the project.
        arguments: those of the command line.
        pipe: that of the supervisor, where there is one.
    """
    found = handover_to(project, os.environ)
    if found is None:
        return
    sys.stdout.flush()
    sys.stderr.flush()
    command = found.command(arguments, pipe=pipe)
    os.execve(command[0], command, found.environment(os.environ))  # noqa: S606 - no shell is wanted
