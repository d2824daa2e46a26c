"""Makes a diff: the base planned by a process of its own while the head is planned in this one."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from jiban import secrecy
from jiban.diff.base import Base, Saved, planning, read_base
from jiban.diff.changed_settings import changed_settings
from jiban.diff.compare import compare_plans
from jiban.diff.git import Repository
from jiban.diff.guard import judge_diff
from jiban.diff.names import recognised
from jiban.diff.replacement import Tables
from jiban.diff.roots import roots_of
from jiban.model.digest import redacted
from jiban.model.plan import Plan
from jiban.plan.fingerprints import Fingerprints
from jiban.policy import waivers
from jiban.policy.pack import pack_of
from jiban.project.errors import StackNotFound
from jiban.project.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from jiban.diff.base import Running
    from jiban.diff.model import Comparison
    from jiban.policy.rule import Rule
    from jiban.policy.waivers import Waiver


_NOT_READ: Final = frozenset({".md", ".rst"})
"""Endings of files that are for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffRequest:
    """What to compare."""

    folder: Path
    """A folder of the project."""
    stack: str | None
    """None for the only one there is."""
    named_by: str = ""
    """Who names the stack, where that is not a flag."""
    ref: str | None = None
    """Branch, tag or commit of the base, taken as it is: not its merge base with the working tree."""
    file: Path | None = None
    """A saved plan or state as base, in place of a commit; `-` is standard input."""
    flag: str = "--base-plan"
    """The flag that names the file."""
    state: bool = False
    """Whether the file has to be the state of a deployment."""
    overrides: Sequence[str] = ()
    """`-c` texts, for both sides."""
    path_overrides: Sequence[str] = ()
    """The same, with paths as keys."""
    timeout: int = 0
    """Seconds that the program of either side has; 0 for any."""


def compare_with_base(request: DiffRequest, today: date) -> Comparison:
    """Compare a stack of the working tree with its base.

    Args:
        request: what to compare.
        today: the day that waivers are held against.

    Raises:
        DiffError: there is no such base, or it does not plan.
        PlanError: the working tree does not plan.
        WaiverFileError: the file of waivers cannot be used.
    """
    project = find_project(request.folder)
    rules = pack_of(project.root).rules
    known = waivers.load(project.root / waivers.FILE)
    stack, there = _stack(project, request)
    repository = Repository.around(project.root) if request.ref is not None else None
    fingerprints = Fingerprints()
    with _base(request, repository, project, stack, fingerprints) as base_of:
        head = _head(project, stack, request) if there else Plan(project.name, stack, ())
        base = base_of.result()
    hidden = secrecy.current().text if request.ref is None else fingerprints.of_name
    base = replace(base, plan=recognised(base.plan, head, hidden, secrecy.current()))
    if not there and not base.plan.resources:
        project.choose_stack(request.stack)  # raises: neither side has the stack
    label = repository.working_tree() if repository else "the working tree"
    # A base that comes as a document shows no secret, so neither must the head, or each would differ.
    head = redacted(head, fingerprints.of)
    found = _compared(base, head, label, rules, known=known, today=today)
    settings = changed_settings(
        base.plan, head, project, overrides=request.overrides, path_overrides=request.path_overrides
    )
    alone = bool(settings) and repository is not None and _is_alone(repository, request.ref, project, stack)
    roots = roots_of(found.diff, base.plan, head, settings, nothing_else=alone)
    found = replace(found, roots=roots)
    return (
        found
        if there
        else replace(found, note=f"{label} has no stack {stack!r}, so every resource is deleted")
    )


def _is_alone(repository: Repository, ref: str | None, project: Project, stack: str) -> bool:
    """Return whether nothing that a program reads differs from a commit but the stack file."""
    own = project.stack_file(stack).resolve()
    changed = repository.changed_files(repository.commit(ref or ""))
    return all(
        repository.top / file == own or file.suffix in _NOT_READ or file.name == waivers.FILE
        for file in changed
    )


def _base(
    request: DiffRequest,
    repository: Repository | None,
    project: Project,
    stack: str,
    fingerprints: Fingerprints,
) -> AbstractContextManager[Running | Saved]:
    """Have the base planned, or read from its file at once: a bad file is told before a plan is made."""
    if repository is None or request.ref is None:
        file = request.file or project.file
        return nullcontext(
            Saved(read_base(file, project.name, stack, flag=request.flag, state=request.state))
        )
    flags = [flag for text in (*request.overrides, *request.path_overrides) for flag in ("-c", text)]
    if request.path_overrides:
        flags.append("--config-path")
    return planning(
        repository,
        request.ref,
        project,
        stack,
        flags=flags,
        fingerprints=fingerprints,
        seconds=request.timeout,
    )


def _compared(
    base: Base, head: Plan, label: str, rules: Sequence[Rule], *, known: Sequence[Waiver], today: date
) -> Comparison:
    tables = Tables()
    found = replace(
        compare_plans(base.plan, head, tables, deployed=base.deployed),
        base=base.label,
        head=label,
        rules=tables.label,
    )
    named = replace(base.plan, project=head.project, stack=head.stack)
    return replace(judge_diff(found, named, head, rules, known=known, today=today), note=base.note)


def _stack(project: Project, request: DiffRequest) -> tuple[str, bool]:
    """Return the name of the stack, and whether the project has it."""
    try:
        return project.choose_stack(request.stack, request.named_by), True
    except StackNotFound:
        name = (request.stack or "").rsplit("/", 1)[-1]
        # A stack that is taken away by the change has no file here, but one in the base.
        if not name or name in project.stacks() or project.stack_file(name).exists():
            raise
        return name, False


def _head(project: Project, stack: str, request: DiffRequest) -> Plan:
    from jiban.plan.deadline import limited  # noqa: PLC0415 - as the next line
    from jiban.plan.run import plan  # noqa: PLC0415 - loads Pulumi, which the base need not wait for

    with limited(request.timeout, project.root):
        return plan(project, stack, overrides=request.overrides, path_overrides=request.path_overrides)
