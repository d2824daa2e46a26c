"""The plans of all stacks of a project as a commit has them, made one after the other in one process.

What takes most of the time of a plan, loading the SDKs, is done once.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import supervisor
from jiban.diff.base import Base, absence, lend_packages, not_planned, read_kept, start
from jiban.diff.errors import BaseError
from jiban.diff.kept_bases import NOT_KEPT, Kept
from jiban.model.digest import read_digest
from jiban.model.json_text import loads
from jiban.model.plan import Plan
from jiban.project.errors import JibanError
from jiban.project.project import find_project

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from jiban.diff.ahead import Ahead
    from jiban.diff.git import Repository
    from jiban.forked import Forked
    from jiban.plan.fingerprints import Fingerprints
    from jiban.project.project import Project

_LOOK: Final = 0.02
"""Seconds after which it is looked for a plan again."""
_GRACE: Final = 30.0
"""Seconds over its time after which a plan that does not come is given up, and all that would follow."""


@dataclass(slots=True)
class EveryBase:
    """The stacks of a commit, being planned."""

    tree: Path
    label: str
    stacks: Sequence[str]
    """Those that there is anything to plan of, in their order."""
    files: Sequence[str] = ()
    """The stacks that the commit has files of."""
    notes: dict[str, str] = field(default_factory=dict[str, str])
    """By stack: why it is empty, where it is."""
    process: subprocess.Popen[bytes] | Forked | None = None
    seconds: int = 0
    before: dict[str, Plan] = field(default_factory=dict[str, Plan])
    """By stack: the plan that was kept."""
    kept: dict[str, Kept] = field(default_factory=dict[str, Kept])
    """By stack: where its plan is to be kept."""

    def result(self, stack: str) -> Base:
        """Wait for the plan of a stack.

        Raises:
            BaseError: it does not plan.
        """
        if stack in self.before:
            return Base(self.before[stack], self.label)
        if stack not in self.stacks:
            return Base(Plan(project="", stack="", resources=()), self.label, self.notes.get(stack, ""))
        file = self.tree.parent / f"{self.stacks.index(stack)}.json"
        self._wait(file)
        said = cast("dict[str, Any]", json.loads(file.read_bytes()))
        if "plan" not in said:
            raise not_planned(self.label, self.tree, said["error"], said["code"])
        found = Base(read_digest(loads(said["plan"])), self.label)
        self.kept[stack].write(said["plan"].encode())
        return found

    def _wait(self, file: Path) -> None:
        since = time.monotonic()
        while not file.exists():
            code = self.process.poll() if self.process is not None else 1
            if code is not None and not file.exists():
                said = (self.tree.parent / "stderr").read_text(encoding="utf-8", errors="replace")
                raise not_planned(
                    self.label, self.tree, said or supervisor.cut_off(f"exit code {code}"), code
                )
            if self.seconds and time.monotonic() - since > self.seconds + _GRACE:
                self.stop()
                raise BaseError(
                    f"{self.label} cannot be planned:\n  {supervisor.message(self.seconds, '')}",
                    supervisor.TIMEOUT,
                )
            time.sleep(_LOOK)

    def stop(self) -> None:
        """End the process if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@contextmanager
def planning_each(
    repository: Repository,
    ref: str,
    project: Project,
    *,
    flags: Sequence[str],
    fingerprints: Fingerprints,
    seconds: int = 0,
    keeps: bool = True,
    ahead: Ahead | None = None,
) -> Generator[tuple[EveryBase, list[str]]]:
    """Plan all stacks of a project as a commit has them, while the block does something else.

    Args:
        repository: where the commit is.
        ref: branch, tag or commit.
        project: the project as it is now.
        flags: further flags of `jiban plan`, `-c` among them.
        fingerprints: what stands for the secrets in it.
        seconds: that each program has; 0 for any.
        keeps: whether plans that were made before will do.
        ahead: what is loaded for both sides; None where this process is not to be forked.

    Yields:
        The plans under way, and the names of all stacks of either side.

    Raises:
        RefNotFound: there is no such commit.
        BaseError: its Pulumi.yaml cannot be read.
    """
    commit = repository.commit(ref)
    label = repository.label(ref, commit)
    contents = repository.contents(commit)
    own = ahead.libraries(project, "", contents, repository.top) if ahead is not None else ()
    with repository.worktree(commit, contents, own) as tree:
        folder = tree / repository.folder
        theirs = _stacks(folder, tree)
        names = sorted({*theirs, *project.stacks()}) or [project.choose_stack(None)]
        notes = {stack: absence(folder, tree, stack, label) for stack in names}
        there = [stack for stack in names if not notes[stack]]
        kept = {stack: Kept.of(project, commit, stack, flags) if keeps else NOT_KEPT for stack in there}
        before = {stack: plan for stack in there if (plan := read_kept(kept[stack])) is not None}
        stacks = [stack for stack in there if stack not in before]
        running = EveryBase(tree, label, stacks, theirs, notes, seconds=seconds, before=before, kept=kept)
        if stacks:
            variables = {**lend_packages(project, repository.top, tree), **fingerprints.environment()}
            question = json.dumps({"each": stacks, "into": str(tree.parent)})
            asked = [*flags, "--timeout", str(seconds)]
            running.process = start(
                folder, tree.parent, stacks[0], asked, variables, question=question, ahead=ahead
            )
        try:
            yield running, names
        finally:
            running.stop()


def _stacks(folder: Path, tree: Path) -> tuple[str, ...]:
    """Return the stacks that a commit has files of; none where it has no project there."""
    try:
        found = find_project(folder)
    except JibanError:
        return ()
    return found.stacks() if found.root.is_relative_to(tree) else ()
