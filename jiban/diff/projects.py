"""The projects of a repository, or of a folder of it, on either side of a change."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, cast

from jiban.project.errors import JibanError
from jiban.project.project import find_project
from jiban.project.yaml_source import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jiban.diff.git import Repository

_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


@dataclass(frozen=True, slots=True)
class Found:
    """A folder with a Pulumi.yaml."""

    folder: Path
    """The folder itself."""
    where: str
    """Relative to the folder that was asked for; `.` is that folder."""
    gone: bool = False
    """Whether the base alone has it."""
    other: str = ""
    """Runtime of a program that is not of Python."""


def projects(repository: Repository, commit: str, skip: Sequence[str] = ()) -> Iterator[Found]:
    """Yield the projects below the folder of a repository, of the working tree and of a commit, by name.

    Files that git ignores do not count.

    Args:
        repository: with the folder that was asked for.
        commit: the base.
        skip: patterns of folders, relative to that one, that are left out with all that is in them.
    """
    now = {path.parent for path in repository.files_now(*_FILES)}
    then = {path.parent for path in repository.files_then(commit, *_FILES)}
    for path in sorted(now | then):
        where = path.relative_to(repository.folder).as_posix()
        if any(_skipped(where, pattern) for pattern in skip):
            continue
        folder = repository.top / path
        gone = path not in now
        yield Found(folder, where, gone, "" if gone else _other(folder))


def _skipped(where: str, pattern: str) -> bool:
    parts = where.split("/")
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return any(fnmatchcase(each, pattern.rstrip("/")) for each in above)


def _other(folder: Path) -> str:
    """Return the runtime of a project where it is another one than Python; empty where that is unclear."""
    try:
        find_project(folder)
    except JibanError:
        pass
    else:
        return ""
    for name in _FILES:
        try:
            value: Any = load(folder / name).value
        except JibanError:
            continue
        runtime = cast("dict[str, Any]", value).get("runtime") if isinstance(value, dict) else None
        name_of = cast("dict[str, Any]", runtime).get("name") if isinstance(runtime, dict) else runtime
        return name_of if isinstance(name_of, str) and name_of != "python" else ""
    return ""
