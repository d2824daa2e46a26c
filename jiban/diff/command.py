"""`jiban diff`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags
from jiban.diff.hosts import HOSTS, STEP_SUMMARY, host

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from jiban.diff.manner import Manner
    from jiban.diff.run import DiffRequest
    from jiban.report.terminal import Look


@click.command()
@click.option("--base", "ref", metavar="REF", help="Branch, tag or commit to compare with.")
@click.option(
    "--base-plan",
    "file",
    metavar="FILE",
    help="Compare with a saved plan, preview, state or event log; - is standard input.",
)
@click.option(
    "--against-state",
    "state",
    metavar="FILE",
    help="Compare with what is deployed, as `pulumi stack export` prints it; - is standard input.",
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Compare all stacks of all projects, from the project's folder or DIR on down, with --base REF.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="GLOB",
    help="With --all, leave out the projects in folders that match, as tests/*. Repeatable.",
)
@click.option(
    "--comment-for",
    type=click.Choice(HOSTS),
    default="github",
    metavar="HOST",
    help=f"Host whose limits the Markdown keeps: {', '.join(HOSTS)}; default: github.",
)
@click.option("--no-cache", "anew", is_flag=True, help="Plan the base, even if it has been planned today.")
@click.option("--expect-no-changes", is_flag=True, help="Exit with 7 if anything changes.")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@click.option("-v", "--verbose", is_flag=True, help="List each resource that only follows from a cause, too.")
@flags.outputs("text", "json", "markdown", "html")
@flags.flags
def diff(
    wanted: list[tuple[str, str]],
    ref: str | None,
    file: str | None,
    state: str | None,
    *,
    today: datetime | None,
    skip: tuple[str, ...],
    every: bool,
    anew: bool,
    comment_for: str,
    expect_no_changes: bool,
    verbose: bool,
) -> None:
    """Show what the working tree changes in a stack.

    The base is planned with its own code, in a git worktree at REF. To leave out what REF has gained since
    you branched, give the merge base.

    Replacements are predicted from tables; `pulumi preview` against the cloud has the last word.

    Exits with 5 if a resource that is protected or holds data would be replaced or deleted, or another rule
    about changes is violated, and no waiver covers it; else with 10 if a rule itself could not be run. With
    --all, a stack that cannot be compared keeps no other one from being compared, and its exit code counts.
    """
    if sum(each is not None for each in (ref, file, state)) != 1:
        raise click.UsageError(
            "choose what to compare with: one of --base REF, --base-plan FILE and --against-state FILE."
        )
    if "" in (file, state):
        raise click.UsageError("the path is empty (a variable that is not set?); name a file.")
    if every and ref is None:
        raise click.UsageError("--all compares with a commit: --base REF.")
    if every and flags.current().stack:
        raise click.UsageError("--all is for all stacks, and -s for one.")
    if skip and not every:
        raise click.UsageError("--skip leaves out projects of --all.")
    flags.load_quickly()
    from datetime import datetime

    from jiban.diff.manner import Manner
    from jiban.diff.run import DiffRequest

    own, paths = flags.current().overrides()
    day = (today or datetime.now().astimezone()).date()
    request = DiffRequest(
        folder=Path(flags.current().cwd),
        stack=None,
        timeout=flags.current().timeout,
        ref=ref,
        file=None if ref is not None else Path(file or state or ""),
        flag="--base-plan" if state is None else "--against-state",
        state=state is not None,
        overrides=own,
        path_overrides=paths,
        keeps=not anew,
        today=day.isoformat(),
    )
    manner = Manner(verbose=verbose, expect_no_changes=expect_no_changes)
    code = (
        _all(wanted, request, day, manner, skip=skip, comment_for=comment_for)
        if every
        else _one(wanted, request, day, manner, comment_for=comment_for)
    )
    if code:
        raise click.exceptions.Exit(code)


def _one(
    wanted: list[tuple[str, str]], request: DiffRequest, day: date, manner: Manner, *, comment_for: str
) -> int:
    """Compare one stack, write it in every form that is wanted, and return the code to exit with."""
    from jiban.diff.run import compare_with_base
    from jiban.project.project import find_project
    from jiban.report.failures import tell_errors
    from jiban.report.terminal import progress

    project = find_project(request.folder)
    stack, named_by = flags.stack_of(project)
    flags.enter(project)
    with progress("planning both sides"):
        found = compare_with_base(replace(request, stack=stack, named_by=named_by), day)

    def document(form: str, look: Look) -> str:
        if form == "json":
            from jiban.diff.document import dumps

            return dumps(found)
        if form == "markdown":
            from jiban.diff.markdown import diff_markdown

            return diff_markdown(found, host(comment_for))
        if form == "html":
            from jiban.diff.html import diff_html

            return diff_html(found)
        from jiban.diff.text import diff_text

        return diff_text(found, look, verbose=manner.verbose)

    tell_errors(each.judgement.verdict.error for each in found.errors)
    flags.deliver(flags.chosen(wanted, "text", "json"), document)

    def summary() -> str:
        from jiban.diff.markdown import diff_markdown

        return diff_markdown(found, host(STEP_SUMMARY))

    _summarise(summary)
    return found.exit_code(expect_no_changes=manner.expect_no_changes)


def _all(
    wanted: list[tuple[str, str]],
    request: DiffRequest,
    day: date,
    manner: Manner,
    *,
    skip: tuple[str, ...],
    comment_for: str,
) -> int:
    """Compare all stacks of all projects; as `_one` otherwise."""
    from jiban.diff import all_projects, stack_report
    from jiban.report.failures import CommandError
    from jiban.report.terminal import progress

    asked = all_projects.asked()
    if asked is not None:
        file, where = asked
        found = list(all_projects.reports_of_stacks(request, day, manner, where=where))
        all_projects.answer(file, found)
        return 0
    there = all_projects.AllProjects.below(request.folder, request.ref or "", skip)
    if not there.found:
        raise CommandError(f"{request.folder}: there is no project here, nor was there one in {request.ref}")
    project = there.alone
    names = (project.name if project is not None else ".all", ".all")
    if project is not None:
        flags.enter(project)
        request = replace(request, folder=project.root)
    with progress("planning both sides of all stacks"):
        found = (
            list(all_projects.reports_of_stacks(request, day, manner, flags.look()))
            if project is not None
            else list(there.reports(request, manner))
        )
    told = [each.told for each in found]

    def document(form: str, look: Look) -> str:
        if form == "json":
            return stack_report.document_of_all(found, there.skipped)
        if form == "markdown":
            from jiban.diff.markdown import comment_on_all

            return comment_on_all(told, names, host(comment_for), there.skipped)
        if form == "html":
            from jiban.diff.html import page_of_all

            return page_of_all(found, there.skipped)
        return stack_report.text_of_all(found, there.skipped, look)

    flags.deliver(flags.chosen(wanted, "text", "json"), document)

    def summary() -> str:
        from jiban.diff.markdown import comment_on_all

        return comment_on_all(told, names, host(STEP_SUMMARY), there.skipped)

    _summarise(summary)
    return stack_report.exit_code_of_all(found)


def _summarise(summary: Callable[[], str]) -> None:
    """Add the diff to the summary of a step of GitHub Actions, where this runs in one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        from jiban import secrecy
        from jiban.report.terminal import append_file, say

        try:
            append_file(Path(path), secrecy.current().text(summary()))
        except OSError as error:
            say(f"note: the step has no summary: {flags.unwritable(error, path)}")
