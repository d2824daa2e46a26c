"""One run of `jiban check`: which stack is judged, by which waivers, and what is told of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban.check import document, github, markdown, sarif, text
from jiban.model.json_text import MAX_BYTES
from jiban.policy import configuration, waivers
from jiban.policy.configuration import AS_THEY_ARE, Configuration
from jiban.policy.inprocess import Report, run
from jiban.policy.pack import Pack, pack_of
from jiban.policy.plan_views import preview_of, read_preview, views
from jiban.policy.rule import Severity
from jiban.report.disclosure import disclosed
from jiban.report.failures import CommandError
from jiban.report.terminal import is_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jiban.model.plan import Plan
    from jiban.policy.rule import Change
    from jiban.policy.waivers import Waiver
    from jiban.project.project import Project
    from jiban.report.terminal import Look

_STDIN: Final = "standard input"


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a run of the command was asked for."""

    root: Path
    """Folder of the project."""
    pack: Pack
    known: tuple[Waiver, ...]
    today: date
    fail_on: Severity | None
    fail_on_unknown: bool = False
    configuration: Configuration = AS_THEY_ARE

    def judge(self, plan: Plan) -> Report:
        """Judge a plan of this program."""
        return self._run(plan, None)

    def judge_preview(self, name: str, stack: str | None) -> Report:
        """Judge what the engine has told of a stack: a preview, an event log, or a state.

        Args:
            name: path of the file; `-` is standard input.
            stack: name that the stack has to have; None for any.

        Raises:
            CommandError: the file is none of these, or one of another stack.
        """
        plan, changes = preview_of(_standard_input(), _STDIN) if name == "-" else read_preview(Path(name))
        if stack is not None and stack.rpartition("/")[2] != plan.stack:
            shown = _STDIN if name == "-" else name
            told = f"{shown} is about stack {plan.stack}, not {stack}"
            raise CommandError(f"{told}; give the file of {stack}, or leave -s out", exit_code=2)
        return self._run(disclosed(plan), changes)

    def stops(self, report: Report) -> bool:
        """Return whether any finding stops a deployment."""
        return bool(report.stopping(self.fail_on, fail_on_unknown=self.fail_on_unknown))

    def document(
        self, form: str, look: Look, reports: Sequence[Report], *, quiet: bool = False, verbose: bool = False
    ) -> str:
        """Return reports in a form: `text`, `json`, `sarif`, `junit`, `markdown` or `github`.

        Several become one document; the text then ends with how many stacks there are and which are stopped.
        """
        room = markdown.LIMIT // max(len(reports), 1)
        documents = [self._document(form, look, each, room, quiet=quiet, verbose=verbose) for each in reports]
        if len(documents) == 1:
            return documents[0]
        from jiban.check import several  # noqa: PLC0415 - loads what writes XML

        if form == "text":
            documents.append(self._stacks(reports, quiet=quiet))
        return several.joined(form, documents)

    def _stacks(self, reports: Sequence[Report], *, quiet: bool) -> str:
        stopped = [each.stack for each in reports if self.stops(each)]
        if quiet and not stopped:
            return ""
        said = f"blocked by policies: {', '.join(stopped)}" if stopped else "nothing stops a deployment"
        return f"{len(reports)} stacks checked; {said}.\n"

    def _document(
        self, form: str, look: Look, report: Report, room: int, *, quiet: bool, verbose: bool
    ) -> str:
        fail_on, unknown = self.fail_on, self.fail_on_unknown
        stopping = frozenset(id(each) for each in report.stopping(fail_on, fail_on_unknown=unknown))
        match form:
            case "json":
                return document.dumps(report, fail_on=fail_on, fail_on_unknown=unknown)
            case "sarif":
                place = _folder(self.root)
                return sarif.dumps(report, version=_version(), folder=place, fail_on_unknown=unknown)
            case "junit":
                from jiban.check import junit  # noqa: PLC0415 - as above

                return junit.dumps(report, stopping=stopping)
            case "markdown":
                return markdown.dumps(report, stopping=stopping, limit=room)
            case "github":
                return github.dumps(report, stopping=stopping, folder=_folder(self.root))
            case _:
                return text.report_text(
                    report, look, fail_on=fail_on, fail_on_unknown=unknown, quiet=quiet, verbose=verbose
                )

    def _run(self, plan: Plan, changes: Sequence[Change] | None) -> Report:
        return run(
            plan.project,
            plan.stack,
            views(plan),
            self.pack.rules,
            waivers=self.known,
            today=self.today,
            changes=changes,
            configuration=self.configuration,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a run."""

    asked: CheckRequest
    reports: Sequence[Report]

    @property
    def stops(self) -> bool:
        """Whether any finding stops a deployment."""
        return any(map(self.asked.stops, self.reports))

    @property
    def broken(self) -> list[BaseException | None]:
        """What rules have raised."""
        return [each.judgement.verdict.error for report in self.reports for each in report.errors]

    def document(self, form: str, look: Look, *, quiet: bool, verbose: bool) -> str:
        """Return the reports in a form."""
        return self.asked.document(form, look, self.reports, quiet=quiet, verbose=verbose)


def request(
    project: Project,
    today: date,
    fail_on: str | None = None,
    *,
    fail_on_unknown: bool = False,
    packs: Sequence[str] = (),
) -> CheckRequest:
    """Prepare a run; the waivers are read at once, so that nobody waits for a plan to hear they are wrong.

    Args:
        project: the project.
        today: the day that waivers are held against.
        fail_on: severity from which advisory rules stop a deployment too.
        fail_on_unknown: whether what cannot be told before deployment stops it too.
        packs: parts of the project's pack to judge by; none means the whole.

    Raises:
        NoPackError: there is no such part.
        WaiverFileError: the file of waivers cannot be used.
        ConfigurationError: the file that says how strict the rules are cannot be used.
    """
    pack = pack_of(project.root)
    return CheckRequest(
        project.root,
        pack.choice(packs),
        waivers.load(project.root / waivers.FILE),
        today,
        Severity(fail_on) if fail_on else None,
        fail_on_unknown,
        configuration.load(project.root / configuration.FILE, pack.rules),
    )


def _standard_input() -> bytes:
    """Read what is piped in.

    Raises:
        CommandError: nothing is, or it is too much.
    """
    if sys.stdin is None or is_terminal(sys.stdin):
        raise CommandError(
            "--plan - reads standard input, and nothing is piped in; pipe in `pulumi preview --json`, or "
            "name a file",
            exit_code=2,
        )
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)  # one too many is refused by who reads it
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot read standard input: {error}", exit_code=2) from error


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
