"""What is shown of a plan: what has changed since the last one, and what the policies say."""

from __future__ import annotations

import contextlib
import pickle
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jiban import secrecy
from jiban.check.request import request
from jiban.diff import words
from jiban.diff.base import Base
from jiban.diff.run import Comparing, DiffRequest
from jiban.diff.text import diff_text
from jiban.plan.deadline import limited
from jiban.plan.run import plan as run
from jiban.plan.text import summary_text
from jiban.project import descriptors
from jiban.project.project import find_project
from jiban.report.failures import failure_of
from jiban.report.terminal import cut, printable
from jiban.watch.opened import Opened
from jiban.watch.warmth import Loaded, no_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.diff.guard import Judged
    from jiban.diff.model import Comparison
    from jiban.model.plan import Plan
    from jiban.policy.inprocess import Finding
    from jiban.project.project import Project
    from jiban.report.terminal import Look


@dataclass(frozen=True, slots=True)
class Question:
    """What one plan is asked for."""

    folder: Path
    stack: str
    today: date
    look: Look
    """What the place can show that the picture is made for."""
    overrides: tuple[str, ...] = ()
    path_overrides: tuple[str, ...] = ()
    timeout: int = 0
    before: bytes | None = None
    """The last plan that was whole, as `Details.kept`."""
    before_at: str = ""
    """When that was, `14:03:11`."""
    first: bytes | None = None
    """The first plan that was whole."""
    first_at: str = ""
    loaded_before: frozenset[str] = frozenset()
    """Modules that need not be told of."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of one plan."""

    text: str
    """The picture, or what failed."""
    said: str = ""
    """What the program has printed."""
    is_whole: bool = False
    """Whether there is a plan."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is told when the picture is shown already."""

    kept: bytes | None
    """The plan; None where there is none."""
    since: str
    """What the plan changes in the first one."""
    files: frozenset[str]
    """The files that the plan was made of."""
    folders: frozenset[str]
    """The folders that it has listed."""
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class _Kept:
    plan: Plan
    secrets: tuple[list[str], list[str]]

    def known(self) -> Plan:
        """Return the plan, and keep what is secret in it."""
        gate = secrecy.current()
        gate.learn(self.secrets[0])
        gate.suspect(self.secrets[1])
        return self.plan


@dataclass(frozen=True, slots=True)
class _Before:
    """The last plan that was whole, and what the policies say of it."""

    kept: _Kept
    judged: Judged | None = None
    """None where that is to be asked with the next plan."""


def answer(question: Question) -> Iterator[Answer | Details | None]:
    """Plan, judge and compare, and tell what that was made of; whatever fails is the answer.

    Yields:
        None when all is done that a save changes nothing of; then the answer, and how it came to be.
    """
    opened = Opened()
    before = _prepared(question, opened)
    with tempfile.TemporaryFile() as printed:
        descriptors.lead_stderr_to(printed.fileno())
        yield None
        with secrecy.gate() as gate:
            kept = plan = None
            try:
                text, plan = _planned(question, before)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - it is the answer
                text = _failed(error, question)
            printed.seek(0)
            said = gate.text(printed.read().decode(errors="replace"))
            yield Answer(gate.text(text), said, plan is not None)
            if plan is not None:
                kept = pickle.dumps(_Kept(plan, gate.known()), protocol=pickle.HIGHEST_PROTOCOL)
            since = gate.text(_since_the_first(question, plan)) if plan is not None else ""
            files, folders = opened.told(question.folder)
            yield Details(kept, since, files, folders, Loaded.here(question.loaded_before))


def _prepared(question: Question, opened: Opened) -> _Before | None:
    """Read the last plan, and judge it where that asks for nothing but what this process has loaded."""
    if question.before is None:
        return None
    kept: _Kept = pickle.loads(question.before)  # noqa: S301 - a fork of this process wrote it
    path = list(sys.path)
    judged = None
    # Whatever fails here is asked for again with the plan, and said then.
    with contextlib.suppress(Exception, SystemExit), secrecy.gate(), no_imports() as refused:
        plan = kept.known()
        comparing = _comparing(question)
        heard = opened.heard
        found = comparing.judged(plan)
        if opened.heard == heard and not refused:
            judged = found
    sys.path[:] = path
    return _Before(kept, judged)


def _failed(error: BaseException, question: Question) -> str:

    failure = failure_of(error if isinstance(error, Exception) else RuntimeError(str(error)), question.stack)
    return question.look.paint(failure.prefix, "red", "bold") + failure.message + "\n"


def _planned(question: Question, before: _Before | None) -> tuple[str, Plan]:

    project = find_project(question.folder)
    with limited(question.timeout, project.root):
        plan = run(
            project,
            question.stack,
            overrides=question.overrides,
            path_overrides=question.path_overrides,
        )
    return _picture(question, before, project, plan), plan


def _picture(question: Question, before: _Before | None, project: Project, plan: Plan) -> str:
    if before is None:
        return _first(question, project, plan)
    return diff_text(_compared(question, before, question.before_at, plan), question.look)


def _since_the_first(question: Question, plan: Plan) -> str:
    """Return what the plan changes in the first one, where that is not the one before."""
    if question.first is None or question.first == question.before:
        return ""
    first: _Kept = pickle.loads(question.first)  # noqa: S301 - as above
    found = _compared(question, _Before(first), question.first_at, plan)
    return f"Since {question.first_at}: {_counts(found)}.\n"


def _comparing(question: Question) -> Comparing:
    asked = DiffRequest(
        folder=question.folder,
        stack=question.stack,
        overrides=question.overrides,
        path_overrides=question.path_overrides,
    )
    return Comparing.of(asked, question.today)


def _compared(question: Question, before: _Before, at: str, plan: Plan) -> Comparison:
    base = Base(before.kept.known(), f"the plan of {at}")
    comparing = _comparing(question)
    return comparing.compare(question.stack, base, comparing.side(plan), there=True, before=before.judged)


def _counts(found: Comparison) -> str:

    said = words.summary(found.diff)
    rules = [
        f"{len(found.new)} more findings" if found.new else "",
        f"{len(found.fixed)} fewer" if found.fixed else "",
    ]
    return "; ".join([said, *(each for each in rules if each)])


def _first(question: Question, project: Project, plan: Plan) -> str:
    report = request(project, question.today).judge(plan)
    stopping = report.stopping(None)
    advisory = len(report.findings) - len(stopping)
    lines = [summary_text(plan, question.look).rstrip("\n"), ""]
    lines += [_fit(f"  {_finding(each)}", question.look) for each in stopping]
    said = f"{_number(len(stopping), 'policy finding')} of mandatory rules, {advisory} of advisory ones"
    said = f"{said}; `jiban check -s {question.stack}` explains them."
    lines += textwrap.wrap(said, question.look.width) if question.look.width else [said]
    return "\n".join(lines) + "\n"


def _finding(each: Finding) -> str:
    name = printable(each.name) or "the stack"
    return f"{each.rule.id}  {name}: {printable(each.judgement.verdict.reason)}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _fit(text: str, look: Look) -> str:
    return text if look.width is None else cut(text, look.width, look.ellipsis)
