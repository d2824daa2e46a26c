"""Makes a diff: the base planned by a process of its own while the head is planned in this one."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from jiban import secrecy
from jiban.diff.ahead import Ahead
from jiban.diff.base import Base, Saved, planning, read_base
from jiban.diff.changed_settings import changed_settings
from jiban.diff.compare import compare_plans
from jiban.diff.git import Repository
from jiban.diff.guard import Judged, Terms, judge_diff
from jiban.diff.names import is_masked, recognised
from jiban.diff.replacement import Tables
from jiban.diff.roots import roots_of
from jiban.model.digest import redacted
from jiban.model.plan import ROOT_TYPE, Plan
from jiban.plan.fingerprints import Fingerprints
from jiban.policy import configuration, waivers
from jiban.policy.pack import pack_of
from jiban.project.errors import StackNotFound
from jiban.project.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from jiban.diff.base import Running
    from jiban.diff.compare import Diff
    from jiban.diff.model import Comparison
    from jiban.diff.roots import Root
    from jiban.policy.configuration import Configuration
    from jiban.policy.rule import Rule
    from jiban.policy.waivers import Waiver


_NOT_READ: Final = frozenset({".md", ".rst"})
"""Endings of files that are for people."""
_OF_POLICIES: Final = frozenset({waivers.FILE, configuration.FILE})
"""Files of the rules, which no program reads."""


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
    keeps: bool = True
    """Whether a plan of the base that was made before will do."""
    today: str = ""
    """The day that waivers are held against, for processes of other projects; empty for today."""


@dataclass(frozen=True, slots=True)
class Side:
    """The head, with what can be told of it by itself."""

    plan: Plan
    shown: Plan
    """The plan without secrets."""
    label: str
    judged: Judged


@dataclass(frozen=True, slots=True)
class Comparing:
    """What is the same for all stacks of a project."""

    project: Project
    request: DiffRequest
    today: date
    """The day that waivers are held against."""
    rules: Sequence[Rule]
    known: Sequence[Waiver]
    strictness: Configuration
    """Levels and parameters of the rules, of the head for both sides."""
    repository: Repository | None
    """None where the base is a file."""
    fingerprints: Fingerprints = field(default_factory=Fingerprints)

    @classmethod
    def of(cls, request: DiffRequest, today: date) -> Comparing:
        """Read the project, its pack of rules and its waivers.

        Raises:
            WaiverFileError: the file of waivers cannot be used.
            ConfigurationError: the file that says how strict the rules are cannot be used.
        """
        project = find_project(request.folder)
        rules = pack_of(project.root).rules
        known = waivers.load(project.root / waivers.FILE)
        strictness = configuration.load(project.root / configuration.FILE, rules)
        repository = Repository.around(project.root) if request.ref is not None else None
        return cls(project, request, today, rules, known, strictness, repository)

    @property
    def flags(self) -> list[str]:
        """The flags of `jiban plan` that give a base the configuration of the command line."""
        texts = (*self.request.overrides, *self.request.path_overrides)
        flags = [flag for text in texts for flag in ("-c", text)]
        return [*flags, "--config-path"] if self.request.path_overrides else flags

    def head(self, stack: str, *, there: bool) -> Plan:
        """Plan a stack of the working tree; one that is not there is empty."""
        if not there:
            return Plan(self.project.name, stack, ())
        from jiban.plan.deadline import limited  # noqa: PLC0415 - as the next line
        from jiban.plan.run import plan  # noqa: PLC0415 - loads Pulumi, which the base need not wait for

        request = self.request
        with limited(request.timeout, self.project.root):
            return plan(
                self.project, stack, overrides=request.overrides, path_overrides=request.path_overrides
            )

    def judged(self, plan: Plan) -> Judged:
        """Judge a plan that will be the base, ahead of the comparison."""
        return replace(self._judged(plan), masked=is_masked(plan))

    def _judged(self, plan: Plan) -> Judged:
        return Terms(self.rules, self.known, self.today, self.strictness).judged(plan)

    def side(self, head: Plan) -> Side:
        """Return all of the head that can be told before the base is there."""
        label = self.repository.working_tree() if self.repository else "the working tree"
        # A base that comes as a document shows no secret, so neither must the head, or each would differ.
        shown = redacted(head, self.fingerprints.of)
        return Side(head, shown, label, self._judged(shown))

    def compare(
        self, stack: str, base: Base, side: Side, *, there: bool, before: Judged | None = None
    ) -> Comparison:
        """Compare both sides of a stack, and judge what differs; `before` is as for `judge_diff`."""
        hidden = secrecy.current().text if self.request.ref is None else self.fingerprints.of_name
        if before is None or before.masked or before.plan is not base.plan:
            base = replace(base, plan=recognised(base.plan, side.plan, hidden, secrecy.current()))
        head, label = side.shown, side.label
        tables = Tables()
        diff = replace(
            compare_plans(base.plan, head, tables, deployed=base.deployed),
            base=base.label,
            head=label,
            rules=tables.label,
        )
        named = replace(base.plan, project=head.project, stack=head.stack)
        found = judge_diff(
            diff,
            named,
            head,
            self.rules,
            known=self.known,
            today=self.today,
            configuration=self.strictness,
            before=before,
            after=side.judged,
        )
        note = base.note
        if not any(each.type != ROOT_TYPE for plan in (head, base.plan) for each in plan.resources):
            note = f"neither {label} nor {base.label} asks for any resource"
        elif not there:
            note = f"{label} has no stack {stack!r}, so every resource is deleted"
        return replace(found, note=note, roots=self._roots(diff, stack, base, head))

    def _roots(self, diff: Diff, stack: str, base: Base, head: Plan) -> tuple[Root, ...]:
        request = self.request
        settings = changed_settings(
            base.plan,
            head,
            self.project,
            overrides=request.overrides,
            path_overrides=request.path_overrides,
        )
        alone = (
            bool(settings)
            and self.repository is not None
            and _is_alone(self.repository, request.ref, self.project, stack)
        )
        return roots_of(diff, base.plan, head, settings, nothing_else=alone)


def compare_with_base(request: DiffRequest, today: date) -> Comparison:
    """Compare a stack of the working tree with its base.

    Args:
        request: what to compare.
        today: the day that waivers are held against.

    Raises:
        DiffError: there is no such base, or it does not plan.
        PlanError: the working tree does not plan.
        WaiverFileError: the file of waivers cannot be used.
        ConfigurationError: the file that says how strict the rules are cannot be used.
    """
    comparing = Comparing.of(request, today)
    stack, there = _stack(comparing.project, request)
    with Ahead() as ahead, _base(comparing, stack, ahead) as base_of:
        head = comparing.head(stack, there=there)
        ahead.keep()
        side = comparing.side(head)
        base = base_of.result()
        if not there and not base.plan.resources:
            comparing.project.choose_stack(request.stack)  # raises: neither side has the stack
        # In the block, as the folder of the base is taken away meanwhile.
        return comparing.compare(stack, base, side, there=there)


def _is_alone(repository: Repository, ref: str | None, project: Project, stack: str) -> bool:
    """Return whether nothing that a program reads differs from a commit but the stack file."""
    own = project.stack_file(stack).resolve()
    changed = repository.changed_files(repository.commit(ref or ""))
    return all(
        repository.top / file == own or file.suffix in _NOT_READ or file.name in _OF_POLICIES
        for file in changed
    )


def _base(comparing: Comparing, stack: str, ahead: Ahead) -> AbstractContextManager[Running | Saved]:
    """Have the base planned, or read from its file at once: a bad file is told before a plan is made."""
    request, project = comparing.request, comparing.project
    if comparing.repository is None or request.ref is None:
        file = request.file or project.file
        return nullcontext(
            Saved(read_base(file, project.name, stack, flag=request.flag, state=request.state))
        )
    return planning(
        comparing.repository,
        request.ref,
        project,
        stack,
        flags=comparing.flags,
        fingerprints=comparing.fingerprints,
        seconds=request.timeout,
        keeps=request.keeps,
        ahead=ahead,
    )


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
