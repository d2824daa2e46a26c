"""One run of `jiban check`: which stack is judged, by which waivers, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from infra.checking.views import read_preview, views
from infra.plan.project import find_project
from infra.report.failures import Failure
from infra.report.findings import document, sarif, text
from policies import packs, waivers
from policies.inprocess import Report, run
from policies.rule import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from infra.plan.model import Plan
    from infra.report.terminal import Look
    from policies.rule import Change
    from policies.waivers import Waiver

VIOLATION: Final = 5
"""Pulumi's exit code of a policy violation."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a run of the command was asked for."""

    root: Path
    """Folder of the project."""
    known: tuple[Waiver, ...]
    today: date
    fail_on: Severity | None

    def judge(self, plan: Plan) -> Report:
        """Judge a plan of this program."""
        return self._run(plan, None)

    def judge_preview(self, path: Path, stack: str | None) -> Report:
        """Judge what `pulumi preview --json` has printed.

        Args:
            path: of the file.
            stack: name that the stack has to have; None for any.

        Raises:
            Failure: the file is no preview, or one of another stack.
        """
        plan, changes = read_preview(path)
        if stack is not None and stack.rpartition("/")[2] != plan.stack:
            raise Failure(f"{path} is a preview of stack {plan.stack}, not of {stack}", exit_code=2)
        return self._run(plan, changes)

    def stops(self, report: Report) -> bool:
        """Tell whether any finding stops a deployment."""
        return bool(report.stopping(self.fail_on))

    def document(self, form: str, look: Look, report: Report) -> str:
        """Return a report as `text`, `json` or `sarif`."""
        match form:
            case "json":
                return document.dumps(report, fail_on=self.fail_on)
            case "sarif":
                return sarif.dumps(report, version=_version(), folder=_folder(self.root))
            case _:
                return text.report_text(report, look, fail_on=self.fail_on)

    def _run(self, plan: Plan, changes: Sequence[Change] | None) -> Report:
        return run(
            plan.project,
            plan.stack,
            views(plan),
            packs.RULES,
            waivers=self.known,
            today=self.today,
            changes=changes,
        )


def request(folder: Path, today: date, fail_on: str | None = None) -> Request:
    """Prepare a run; the waivers are read at once, so that nobody waits for a plan to hear they are wrong.

    Args:
        folder: of the project, or one in it.
        today: the day that waivers are held against.
        fail_on: severity from which advisory rules stop a deployment too.

    Raises:
        ProjectNotFound: there is no project.
        WaiverFileError: the file of waivers cannot be used.
    """
    project = find_project(folder)
    path = project.root / waivers.FILE
    return Request(project.root, waivers.load(path), today, Severity(fail_on) if fail_on else None)


def _folder(root: Path) -> str:
    """Return the folder of a project from the root of its repository, with forward slashes."""
    for above in (root, *root.parents):
        if (above / ".git").exists():
            return root.relative_to(above).as_posix()
    return ""


def _version() -> str:
    try:
        return version("jiban")
    except PackageNotFoundError:
        return "0"
