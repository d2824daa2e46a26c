"""Compares all stacks of all projects: each project by a process of its own, with its own packages."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from jiban import secrecy, surroundings
from jiban.diff.all_stacks import compare_stacks
from jiban.diff.git import Repository
from jiban.diff.model import NotCompared
from jiban.diff.projects import projects
from jiban.diff.stack_report import StackReport, report
from jiban.handover import as_started, handover_to, question
from jiban.project.errors import JibanError
from jiban.project.project import find_project
from jiban.report.failures import failure_of
from jiban.report.terminal import PLAIN, Look, write_file
from jiban.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from jiban.diff.manner import Manner
    from jiban.diff.projects import Found
    from jiban.diff.run import DiffRequest
    from jiban.project.project import Project

_SAID: Final = 25
"""Lines that are shown of what the process of a project has said that ended without a report."""


@dataclass(frozen=True, slots=True)
class AllProjects:
    """What there is to compare."""

    found: tuple[Found, ...]
    ref: str

    @classmethod
    def below(cls, folder: Path, ref: str, skip: Sequence[str]) -> AllProjects:
        """Look for the projects of a folder; where it has none, for those of the project that it is in.

        Raises:
            NoRepository: it is in no repository.
            RefNotFound: there is no such commit.
        """
        repository = Repository.around(folder)
        commit = repository.commit(ref)
        found = tuple(projects(repository, commit, skip))
        if not found and not skip:
            with suppress(JibanError):
                repository = Repository.around(find_project(folder).root)
                found = tuple(projects(repository, commit, skip))
        return cls(found, ref)

    @property
    def alone(self) -> Project | None:
        """The project, where there is one and nothing else to say."""
        if len(self.found) != 1 or self.found[0].gone or self.found[0].other:
            return None
        try:
            return find_project(self.found[0].folder)
        except JibanError:
            return None

    @property
    def skipped(self) -> list[str]:
        """What is said of projects that jiban cannot plan."""
        return [
            f"{each.where} is not compared: its program is of {each.other}"
            for each in self.found
            if each.other
        ]

    def reports(self, request: DiffRequest, manner: Manner) -> Iterator[StackReport]:
        """Compare one project after the other."""
        for each in self.found:
            if each.gone:
                yield report(_gone(each, self.ref))
            elif not each.other:
                yield from _of_project(each, request, manner)


def reports_of_stacks(
    request: DiffRequest, today: date, manner: Manner, look: Look = PLAIN, where: str = ""
) -> Iterator[StackReport]:
    """Compare all stacks of one project, in this process."""
    for each in compare_stacks(request, today):
        yield report(
            each,
            look,
            verbose=manner.verbose,
            expect_no_changes=manner.expect_no_changes,
            where=where,
        )


def asked() -> tuple[Path, str] | None:
    """Return the file that this process is to write the reports of its project into, and what to call it.

    None where it is asked by nobody.
    """
    text = question()
    if not text:
        return None
    found = cast("dict[str, str]", json.loads(text))
    return Path(found["reports"]), found["where"]


def answer(file: Path, found: Sequence[StackReport]) -> None:
    """Write the reports of a project for the process that asks for them."""
    text = json.dumps([each.as_data() for each in found])
    write_file(file, secrecy.current().json(text), is_json=True)


def _gone(each: Found, ref: str) -> NotCompared:
    reason = (
        f"{ref} has the project, and the working tree has not: destroy its stacks (`pulumi destroy`) before "
        "its program goes, or nobody can"
    )
    return NotCompared(each.where, "", reason)


def _of_project(each: Found, request: DiffRequest, manner: Manner) -> list[StackReport]:
    try:
        project = find_project(each.folder)
    except JibanError as error:
        failure = failure_of(error)
        return [report(NotCompared(each.where, "", failure.message, failure.exit_code))]
    with scratch_folder() as scratch:
        file = scratch / "reports.json"
        code, said = _run(project, file, each.where, request, manner)
        if not file.exists():
            lines = said.strip().splitlines()[-_SAID:] or [f"its process ended with {code} and said nothing"]
            lost = NotCompared(project.name, "", "\n".join(lines), code or 1)
            return [report(lost, where=each.where)]
        found = cast("list[dict[str, Any]]", json.loads(file.read_bytes()))
        return [StackReport.of_data(data) for data in found]


def _run(project: Project, file: Path, where: str, request: DiffRequest, manner: Manner) -> tuple[int, str]:
    """Compare the stacks of a project in a process of its own; return its code and what it has said."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(surroundings.variable(""))
    }
    how = handover_to(project, environment) or as_started()
    arguments = ["diff", "--all", "-C", str(project.root), "--base", request.ref or "", "--color", "never"]
    arguments += ["--timeout", str(request.timeout)]
    arguments += ["--verbose"] if manner.verbose else []
    arguments += ["--expect-no-changes"] if manner.expect_no_changes else []
    arguments += [flag for text in (*request.overrides, *request.path_overrides) for flag in ("-c", text)]
    arguments += ["--config-path"] if request.path_overrides else []
    arguments += [] if request.keeps else ["--no-cache"]
    arguments += ["--today", request.today] if request.today else []
    asks = json.dumps({"reports": str(file), "where": where})
    done = subprocess.run(
        how.command(arguments, parent=os.getpid(), question=asks),
        cwd=project.root,
        env=how.environment({**environment, "PYTHONUTF8": "1"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stderr
