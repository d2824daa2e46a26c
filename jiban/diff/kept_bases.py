"""Plans of bases that are kept for the next comparison with the same commit.

A plan is kept for a day, in the cache folder of the user, under a name made of all that it hangs on: the
commit, the project, the stack, the flags, the packages, this tool, and the environment. One that holds
anything made of a secret is not kept: its fingerprints belong to one comparison.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban import user_cache
from jiban.project.virtualenv import virtualenv_of

if TYPE_CHECKING:
    from jiban.project.project import Project

_FORM: Final = 1
"""Of what is kept: another number makes all that is there worthless."""
_MOST: Final = 40
"""Plans that are kept; older ones go."""
_OF_SECRETS: Final = (b'"fingerprint"', b"[secret:")
_SAYS_NOTHING: Final = frozenset(
    {"_", "COLUMNS", "LINES", "OLDPWD", "PWD", "SHLVL", "TERM", "COLORTERM", "PYTEST_CURRENT_TEST"}
)
"""Variables that differ from one command to the next, and by which no program decides what it declares."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The place of one plan."""

    file: Path | None
    """None where nothing is to be kept."""

    @classmethod
    def of(cls, project: Project, commit: str, stack: str, flags: Sequence[str]) -> Kept:
        """Return the place of the plan of a stack as a commit has it.

        Args:
            project: the project as it is now, which lends the base its packages.
            commit: the commit, whole.
            stack: name of the stack.
            flags: those of `jiban plan`.
        """
        found = [
            _FORM,
            datetime.now(UTC).date().isoformat(),
            commit,
            str(project.root),
            stack,
            list(flags),
            sys.version,
            list(packages_of(project, os.environ)),
            list(_tool()),
            sorted((name, value) for name, value in os.environ.items() if name not in _SAYS_NOTHING),
        ]
        name = hashlib.sha256(json.dumps(found).encode("utf-8", "surrogatepass")).hexdigest()
        return cls(_folder() / f"{name}.json")

    def read(self) -> bytes | None:
        """Return the document of the plan; None where there is none."""
        if self.file is None:
            return None
        try:
            return self.file.read_bytes()
        except OSError:
            return None

    def write(self, document: bytes) -> None:
        """Keep the document of a plan, where it may be kept and there is room for it."""
        if self.file is None or any(each in document for each in _OF_SECRETS):
            return
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = self.file.with_suffix(f".{os.getpid()}.new")
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - for this user alone, from the first byte on
                file.write(document)
            beside.replace(self.file)
            tidy(self.file.parent, "*.json")


NOT_KEPT: Final = Kept(None)


def _folder() -> Path:
    return user_cache.folder() / "bases"


def tidy(folder: Path, pattern: str) -> None:
    """Remove what was written longest ago of a folder of the cache, where there is too much."""
    files = sorted(folder.glob(pattern), key=lambda each: each.stat().st_mtime, reverse=True)
    for file in files[_MOST:]:
        file.unlink(missing_ok=True)


def packages_of(project: Project, environment: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield the folders of packages that a plan may load from, with what is in them."""
    found = virtualenv_of(project, environment)
    folders = [*(found.site_packages if found is not None else ()), *map(Path, sys.path)]
    for folder in dict.fromkeys(folders):
        if folder.name in ("site-packages", "dist-packages"):
            with contextlib.suppress(OSError):
                # Whatever is installed or taken away changes the folder, and its metadata has the version.
                yield (
                    str(folder),
                    [folder.stat().st_mtime_ns, *sorted(each.name for each in folder.iterdir())],
                )


def _tool() -> Iterator[tuple[str, int, int]]:
    """Yield the files of this tool with their size and time, as who works on it changes them."""
    root = Path(__file__).resolve().parents[1]
    for folder, folders, files in os.walk(root, followlinks=True):
        folders[:] = sorted(each for each in folders if each != "__pycache__")
        for name in sorted(files):
            with contextlib.suppress(OSError):
                status = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - some hundred files, each time
                yield os.path.join(folder, name), status.st_size, status.st_mtime_ns  # noqa: PTH118 - as above
