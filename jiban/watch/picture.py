"""What is shown of a plan: what has changed since the last one, and what the policies say."""

from __future__ import annotations

import pickle
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
from jiban.watch.warmth import Loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """The last plan that was whole, as `Answer.kept`."""
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
    kept: bytes | None = None
    """The plan; None where there is none."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is told when the picture is shown already."""

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


def answer(question: Question) -> Iterator[Answer | Details]:
    """Plan, judge and compare, and tell what that was made of; whatever fails is the answer."""
    opened = Opened()
    with tempfile.TemporaryFile() as printed, secrecy.gate() as gate:
        descriptors.lead_stderr_to(printed.fileno())
        kept = plan = None
        try:
            text, plan = _planned(question)
            kept = pickle.dumps(_Kept(plan, gate.known()), protocol=pickle.HIGHEST_PROTOCOL)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is the answer
            text = _failed(error, question)
        printed.seek(0)
        yield Answer(gate.text(text), gate.text(printed.read().decode(errors="replace")), kept)
        since = gate.text(_since_the_first(question, plan)) if plan is not None else ""
        files, folders = opened.told(question.folder)
        yield Details(since, files, folders, Loaded.here(question.loaded_before))


def _failed(error: BaseException, question: Question) -> str:

    failure = failure_of(error if isinstance(error, Exception) else RuntimeError(str(error)), question.stack)
    return question.look.paint(failure.prefix, "red", "bold") + failure.message + "\n"


def _planned(question: Question) -> tuple[str, Plan]:

    project = find_project(question.folder)
    with limited(question.timeout, project.root):
        plan = run(
            project,
            question.stack,
            overrides=question.overrides,
            path_overrides=question.path_overrides,
        )
    return _picture(question, project, plan), plan


def _picture(question: Question, project: Project, plan: Plan) -> str:
    if question.before is None:
        return _first(question, project, plan)
    return diff_text(_compared(question, question.before, question.before_at, plan), question.look)


def _since_the_first(question: Question, plan: Plan) -> str:
    """Return what the plan changes in the first one, where that is not the one before."""
    if question.first is None or question.first == question.before:
        return ""
    found = _compared(question, question.first, question.first_at, plan)
    return f"Since {question.first_at}: {_counts(found)}.\n"


def _compared(question: Question, before: bytes, at: str, plan: Plan) -> Comparison:
    asked = DiffRequest(
        folder=question.folder,
        stack=question.stack,
        overrides=question.overrides,
        path_overrides=question.path_overrides,
    )
    base = Base(_plan_of(before), f"the plan of {at}")
    comparing = Comparing.of(asked, question.today)
    return comparing.compare(question.stack, base, comparing.side(plan), there=True)


def _counts(found: Comparison) -> str:

    said = words.summary(found.diff)
    rules = [
        f"{len(found.new)} more findings" if found.new else "",
        f"{len(found.fixed)} fewer" if found.fixed else "",
    ]
    return "; ".join([said, *(each for each in rules if each)])


def _plan_of(data: bytes) -> Plan:
    found: _Kept = pickle.loads(data)  # noqa: S301 - a fork of this process wrote it
    gate = secrecy.current()
    gate.learn(found.secrets[0])
    gate.suspect(found.secrets[1])
    return found.plan


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
