"""What is asked of git: where a project stands in its repository, and an earlier state of it in a folder."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban.diff.bytecode import lend_bytecode
from jiban.diff.errors import NoRepository, RefNotFound
from jiban.process import termination
from jiban.project.safe_text import printable
from jiban.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Sequence

_OWN: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")
"""Variables by which a git hook, in which this may run, points at its own repository."""
_GIT: Final = ("git", "-c", "core.hooksPath=/dev/null")
_SHORT: Final = 7


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a commit, beside the working tree."""

    size: int
    """Bytes of all files together."""
    files: tuple[str, ...]
    """The files, relative to the top. Names that are not plain text are as git quotes them."""
    changed: frozenset[Path]
    """As of `Repository.changed_files`."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a project is in."""

    top: Path
    """Its working tree."""
    folder: Path
    """The project's folder, relative to `top`."""

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """Find the repository of a folder.

        Raises:
            NoRepository: it is in none, or git is not installed.
        """
        found = _git(folder, "rev-parse", "--show-toplevel")
        if found.returncode:
            said = found.stderr.strip().removeprefix("fatal: ")
            raise NoRepository(
                f"{printable(str(folder))}: a base is a commit, and git finds no repository here ({said}); "
                "compare with a plan that you have saved instead: --base-plan FILE"
            )
        top = Path(found.stdout.rstrip("\n")).resolve()
        return cls(top, folder.resolve().relative_to(top))

    def commit(self, ref: str) -> str:
        """Return the commit that a branch, tag or other revision means.

        Raises:
            RefNotFound: it means none.
        """
        if "\0" in ref:
            raise RefNotFound(f"--base {printable(ref)}: no revision holds a NUL character")
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if found.returncode == 0 and ref:
            return found.stdout.strip()
        message = f"--base {printable(ref)}: no such branch, tag or commit in {printable(str(self.top))}"
        if self._run("rev-parse", "--verify", "--quiet", "HEAD").returncode:
            message += "; the repository has no commit yet"
        elif self._run("rev-parse", "--is-shallow-repository").stdout.strip() == "true":
            message += (
                "; this clone is shallow, so it may be one that was not fetched: git fetch --unshallow, or "
                "in GitHub's actions/checkout fetch-depth: 0"
            )
        elif (
            "/" not in ref and self._run("rev-parse", "--verify", "--quiet", f"origin/{ref}").returncode == 0
        ):
            message += f"; there is origin/{ref}"
        raise RefNotFound(message)

    def changed_files(self, commit: str) -> frozenset[Path]:
        """Return the files in which the working tree differs from a commit, relative to its top.

        Those that git does not know of, and does not ignore, are among them.
        """
        told = (
            self._run("diff", "--name-only", "--no-renames", "-z", commit, "--").stdout,
            self._run("ls-files", "--others", "--exclude-standard", "--full-name", "-z").stdout,
        )
        return frozenset(Path(name) for text in told for name in text.split("\0") if name)

    def files_now(self, *names: str) -> frozenset[Path]:
        """Return the files of some names below the project's folder, relative to the top.

        Those that git ignores, and those that are gone, are not among them.
        """
        found = self._run(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *self._anywhere(names)
        ).stdout
        return frozenset(
            path for name in found.split("\0") if name and (self.top / (path := Path(name))).is_file()
        )

    def files_then(self, commit: str, *names: str) -> frozenset[Path]:
        """Return the files of some names that a commit has below the project's folder."""
        found = self._run("ls-tree", "-r", "-z", "--name-only", commit).stdout
        paths = (Path(name) for name in found.split("\0") if name)
        return frozenset(path for path in paths if path.name in names and path.is_relative_to(self.folder))

    def _anywhere(self, names: Sequence[str]) -> list[str]:
        """Return patterns of git for files of some names below the project's folder."""
        folder = "" if self.folder == Path() else f"{self.folder.as_posix()}/"
        return [f":(top,glob){folder}**/{name}" for name in names]

    def label(self, ref: str, commit: str) -> str:
        """Name a commit for a person: `main (3d3c42e)`."""
        return commit[:_SHORT] if commit.startswith(ref) else f"{ref} ({commit[:_SHORT]})"

    def working_tree(self) -> str:
        """Name what is in the working tree for a person."""
        head = self._run("rev-parse", "--short=7", "HEAD").stdout.strip()
        changed = self._run("status", "--porcelain", "--untracked-files=normal").stdout.strip()
        if not head:
            return "the working tree"
        return f"the working tree ({head}{' with uncommitted changes' if changed else ''})"

    def contents(self, commit: str) -> Contents:
        """Return what is in a commit."""
        parts = [line.split(None, 4) for line in self._run("ls-tree", "-r", "-l", commit).stdout.splitlines()]
        size = sum(int(each[3]) for each in parts if each[3].isdigit())
        return Contents(size, tuple(each[4] for each in parts), self.changed_files(commit))

    @contextmanager
    def worktree(
        self, commit: str, contents: Contents | None = None, modules: Collection[str] = ()
    ) -> Generator[Path]:
        """Lay out a commit in a folder outside of the repository, and take it away again whatever happens.

        No hook of the repository runs, and nothing is fetched for it.

        Args:
            commit: the commit.
            contents: what is in it, where that was asked for before.
            modules: files whose bytecode is lent to it, relative to the top; none for all.

        Yields:
            The folder, inside of one that is removed with it.

        Raises:
            NoRepository: git refuses.
        """
        contents = contents or self.contents(commit)
        with termination(), scratch_folder(contents.size) as folder:
            tree = folder / "tree"
            # git still knows the trees of runs that were killed; their folders are gone by now.
            self._run("worktree", "prune")
            try:
                # Files are written on all processors but the one on which Pulumi is loaded meanwhile.
                workers = ("-c", f"checkout.workers={max((os.cpu_count() or 1) - 1, 1)}")
                made = self._run(*workers, "worktree", "add", "--detach", "--quiet", str(tree), commit)
                if made.returncode:
                    raise NoRepository(f"git cannot check out {commit[:_SHORT]}: {made.stderr.strip()}")
                lend_bytecode(self.top, tree, contents.changed, modules)
                yield tree
            finally:
                begun = _removals.pop(tree, None)
                (begun or self._removal(tree)).wait()

    def remove_soon(self, tree: Path) -> None:
        """Begin to take away what `worktree` has laid out, and need no more; its block waits for the end."""
        _removals[tree] = self._removal(tree)

    def _removal(self, tree: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*_GIT, "worktree", "remove", "--force", "--force", str(tree)],
            cwd=self.top,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _git(self.top, *arguments)


_removals: dict[Path, subprocess.Popen[bytes]] = {}
"""By tree: what takes it away before its block ends."""


def _environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in _OWN}
    return environment | {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [*_GIT, *arguments],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except (FileNotFoundError, PermissionError) as error:
        raise NoRepository(
            "a base is a commit, and git is not on PATH; compare with a plan that you have saved instead: "
            "--base-plan FILE"
        ) from error
