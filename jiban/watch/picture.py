"""What is shown of a plan: what has changed since the last one, and what the policies say."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiban import secrecy
from jiban.project import descriptors
from jiban.report.terminal import Look
from jiban.watch.opened import Opened
from jiban.watch.warmth import Loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiban.model.plan import Plan


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
    """What a plan was made of, told when the picture is shown already."""

    files: frozenset[str] = frozenset()
    """The files that it was made of."""
    folders: frozenset[str] = frozenset()
    loaded: Loaded = field(default_factory=Loaded)


@dataclass(frozen=True, slots=True)
class _Kept:
    plan: Plan
    secrets: tuple[list[str], list[str]]


def answer(question: Question) -> Iterator[Answer | Details]:
    """Plan, judge and compare, and tell what that was made of; whatever fails is the answer."""
    opened = Opened()
    with tempfile.TemporaryFile() as printed, secrecy.gate() as gate:
        descriptors.lead_stderr_to(printed.fileno())
        kept = None
        try:
            text, plan = _planned(question)
            kept = pickle.dumps(_Kept(plan, gate.known()), protocol=pickle.HIGHEST_PROTOCOL)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - it is the answer
            text = _failed(error, question)
        printed.seek(0)
        yield Answer(gate.text(text), gate.text(printed.read().decode(errors="replace")), kept)
        files, folders = opened.told(question.folder)
        yield Details(files, folders, Loaded.here(question.loaded_before))


def _failed(error: BaseException, question: Question) -> str:
    from jiban.report.failures import failure_of

    failure = failure_of(error if isinstance(error, Exception) else RuntimeError(str(error)), question.stack)
    return question.look.paint(failure.prefix, "red", "bold") + failure.message + "\n"


def _planned(question: Question) -> tuple[str, Plan]:
    from jiban.plan.deadline import limited
    from jiban.plan.run import plan as run
    from jiban.project.project import find_project

    project = find_project(question.folder)
    with limited(question.timeout, project.root):
        plan = run(
            project,
            question.stack,
            overrides=question.overrides,
            path_overrides=question.path_overrides,
        )
    return _picture(question, project, plan), plan


def _picture(question: Question, project: Any, plan: Plan) -> str:
    if question.before is None:
        return _first(question, project, plan)
    from jiban.diff.run import Comparing, DiffRequest
    from jiban.diff.text import diff_text

    comparing = Comparing.of(
        DiffRequest(
            folder=question.folder,
            stack=question.stack,
            overrides=question.overrides,
            path_overrides=question.path_overrides,
        ),
        question.today,
    )
    before = _plan_of(question.before)
    found = comparing.compare(
        question.stack, _base(before, f"the plan of {question.before_at}"), plan, there=True
    )
    text = diff_text(found, question.look)
    if question.first is not None and question.first != question.before:
        since = comparing.compare(
            question.stack, _base(_plan_of(question.first), question.first_at), plan, there=True
        )
        text += f"\nSince {question.first_at}: {_counts(since)}.\n"
    return text


def _counts(found: Any) -> str:
    from jiban.diff import words

    said = words.summary(found.diff)
    rules = [f"{len(found.new)} more findings" if found.new else "", f"{len(found.fixed)} fewer" if found.fixed else ""]
    return "; ".join([said, *(each for each in rules if each)])


def _base(plan: Plan, label: str) -> Any:
    from jiban.diff.base import Base

    return Base(plan, label)


def _plan_of(data: bytes) -> Plan:
    found: _Kept = pickle.loads(data)  # noqa: S301 - a fork of this process wrote it
    gate = secrecy.current()
    gate.learn(found.secrets[0])
    gate.suspect(found.secrets[1])
    return found.plan


def _first(question: Question, project: Any, plan: Plan) -> str:
    from jiban.check.request import request
    from jiban.plan.text import summary_text

    asked = request(project, question.today)
    report = asked.judge(plan)
    failures = asked.document("text", question.look, [report], quiet=True)
    text = summary_text(plan, question.look)
    return f"{text}\n{failures}" if failures.strip() else f"{text}\nNo policy is violated.\n"
