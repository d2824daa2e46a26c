"""`jiban diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags

if TYPE_CHECKING:
    from datetime import datetime

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
@click.option("--expect-no-changes", is_flag=True, help="Exit with 7 if anything changes.")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@click.option("-v", "--verbose", is_flag=True, help="List each resource that only follows from a cause, too.")
@flags.outputs("text", "json", "markdown")
@flags.flags
def diff(
    wanted: list[tuple[str, str]],
    ref: str | None,
    file: str | None,
    state: str | None,
    today: datetime | None,
    *,
    expect_no_changes: bool,
    verbose: bool,
) -> None:
    """Show what the working tree changes in a stack.

    The base is planned with its own code, in a git worktree at REF. To leave out what REF has gained since
    you branched, give the merge base.

    Replacements are predicted from tables; `pulumi preview` against the cloud has the last word.

    Exits with 5 if a resource that is protected or holds data would be replaced or deleted and no waiver
    covers it, else with 10 if a rule itself could not be run.
    """
    if sum(each is not None for each in (ref, file, state)) != 1:
        raise click.UsageError(
            "choose what to compare with: one of --base REF, --base-plan FILE and --against-state FILE."
        )
    if "" in (file, state):
        raise click.UsageError("the path is empty (a variable that is not set?); name a file.")
    from datetime import datetime

    from jiban.diff.run import DiffRequest, compare_with_base
    from jiban.project.project import find_project
    from jiban.report.terminal import progress

    folder = Path(flags.current().cwd)
    project = find_project(folder)
    stack, named_by = flags.stack_of(project)
    flags.enter(project)
    own, paths = flags.current().overrides()
    request = DiffRequest(
        folder=folder,
        stack=stack,
        named_by=named_by,
        timeout=flags.current().timeout,
        ref=ref,
        file=None if ref is not None else Path(file or state or ""),
        flag="--base-plan" if state is None else "--against-state",
        state=state is not None,
        overrides=own,
        path_overrides=paths,
    )
    with progress("planning both sides"):
        found = compare_with_base(request, (today or datetime.now().astimezone()).date())

    def document(form: str, look: Look) -> str:
        if form == "json":
            from jiban.diff.document import dumps

            return dumps(found)
        if form == "markdown":
            from jiban.diff.markdown import diff_markdown

            return diff_markdown(found)
        from jiban.diff.text import diff_text

        return diff_text(found, look, verbose=verbose)

    from jiban.report.failures import tell_errors

    tell_errors(each.judgement.verdict.error for each in found.errors)
    flags.deliver(flags.chosen(wanted, "text", "json"), document)
    code = found.exit_code(expect_no_changes=expect_no_changes)
    if code:
        raise click.exceptions.Exit(code)
