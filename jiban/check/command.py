"""`jiban check`."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiban import flags
from jiban.plan.command import planned, tell_loaded_whole
from jiban.policy.codes import RULE_ERROR, VIOLATION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from jiban.check.beside import Judged
    from jiban.check.request import Checked, CheckRequest
    from jiban.project.project import Project
    from jiban.report.terminal import Look


def _a_file(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """Refuse what can be no file: an empty text, as of a variable that is not set, and a folder."""
    if text is None:
        return None
    if not text.strip():
        raise click.BadParameter(
            "the path is empty (a variable that is not set?); name a file, or leave the flag out.",
            context,
            parameter,
        )
    if Path(text).is_dir():
        raise click.BadParameter(f"{text!r} is a folder; name the file in it.", context, parameter)
    return text


@click.command()
@click.option(
    "--fail-on",
    type=click.Choice(("critical", "high", "medium", "low")),
    metavar="SEVERITY",
    help="Fail on advisory rules too, from this severity up: low, medium, high or critical.",
)
@click.option(
    "--fail-on-unknown",
    is_flag=True,
    help="Fail on what cannot be told or seen before deployment too, unless it is waived.",
)
@click.option(
    "--plan",
    "preview",
    metavar="FILE",
    callback=_a_file,
    help="Check a saved `pulumi preview --json`, event log or `pulumi stack export`; - is standard input.",
)
@click.option("--all", "every", is_flag=True, help="Check every stack of the project.")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Date that decides which waivers have expired, YYYY-MM-DD; default: today.",
)
@click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="NAME",
    help="Judge by a part of the pack; default: all of it, which is production. Repeatable.",
)
@click.option(
    "--baseline",
    "known",
    metavar="FILE",
    callback=_a_file,
    help="Let the failures that this file holds pass; only new ones count.",
)
@click.option(
    "--write-baseline",
    is_flag=True,
    help="Write the file of --baseline: all failures if it is new, else it loses those that are cured.",
)
@click.option(
    "-q", "--quiet", count=True, help="Print failures only; -qq nothing, the exit code says it all."
)
@click.option("-v", "--verbose", is_flag=True, help="List every rule with its verdicts too.")
@flags.outputs("text", "json", "sarif", "junit", "markdown", "github")
@flags.flags
def check(
    wanted: list[tuple[str, str]],
    *,
    fail_on: str | None,
    fail_on_unknown: bool,
    preview: str | None,
    every: bool,
    today: datetime | None,
    packs: tuple[str, ...],
    known: str | None,
    write_baseline: bool,
    quiet: int,
    verbose: bool,
) -> None:
    """Check a stack against the policies.

    waivers.yaml holds exceptions. Exits with 5 if a mandatory rule is violated and no waiver covers it, or if
    --fail-on or --fail-on-unknown asks for more and finds it; else with 10 if a rule itself could not be run.
    """
    _refuse_both(every=every, preview=preview, quiet=quiet, verbose=verbose)
    if write_baseline and known is None:
        raise click.UsageError("--write-baseline writes the file of --baseline; add --baseline FILE.")
    from datetime import datetime

    from jiban.project.project import find_project
    from jiban.project.streams import keep_streams

    chosen = flags.chosen(wanted, "text", "json")
    day = (today or datetime.now().astimezone()).date()
    programs = _programs(every=every) if preview is None else []
    project = programs[0][0] if programs else find_project(Path(flags.current().cwd))
    keep_streams()  # rules are other people's code too

    def prepare() -> CheckRequest:
        from jiban.check.request import request

        return request(project, day, fail_on, fail_on_unknown=fail_on_unknown, packs=packs)

    if len(programs) == 1 and known is None:
        from jiban.check import beside

        with beside.judged(prepare, lambda: planned(programs[0])) as found:
            _tell(found, chosen, quiet=quiet, verbose=verbose)
        return
    from jiban.check.baseline import BaselineFile
    from jiban.check.request import Checked

    old = None if known is None else BaselineFile.read(known, writes=write_baseline)
    asked = prepare()
    if preview is None:
        reports = [asked.judge(planned(program)) for program in programs]
    else:
        reports = [asked.judge_preview(preview, flags.current().stack)]
    if old is not None:
        reports = old.applied(reports)

    def written() -> None:
        if old is not None and write_baseline:
            old.write(reports)

    _tell(Checked(asked, reports), chosen, quiet=quiet, verbose=verbose, written=written)


def _tell(
    found: Checked | Judged,
    wanted: list[tuple[str, str]],
    *,
    quiet: int,
    verbose: bool,
    written: Callable[[], None] | None = None,
) -> None:
    """Say what came of a run, and exit with what it says.

    Args:
        found: what came of it.
        wanted: formats with their paths.
        quiet: how often less was asked for.
        verbose: whether more was.
        written: writes what else is to be written, when all is said.

    Raises:
        Exit: something stops a deployment, or a rule could not be run.
    """
    from jiban.report.failures import tell_errors

    if verbose:
        tell_loaded_whole()
    broken = found.broken
    tell_errors(broken)
    if quiet > 1:
        wanted = [each for each in wanted if each[1] != flags.STDOUT]
    flags.deliver(wanted, lambda form, look: found.document(form, look, quiet=quiet > 0, verbose=verbose))
    if written is not None:
        written()
    if found.stops:
        raise click.exceptions.Exit(VIOLATION)
    if broken:
        raise click.exceptions.Exit(RULE_ERROR)


def _refuse_both(*, every: bool, preview: str | None, quiet: int, verbose: bool) -> None:
    """Refuse flags of which one says the contrary of the other.

    Raises:
        UsageError: two such are given.
    """
    if every and (preview is not None or flags.current().stack):
        other = "--plan FILE" if preview is not None else "-s STACK"
        raise click.UsageError(f"--all is every stack of the project, and {other} is one; give one of them.")
    if quiet and verbose:
        raise click.UsageError("-q says less and -v says more; give one of them.")


def _programs(*, every: bool) -> list[tuple[Project, str]]:
    """Return the stacks to plan, in a process that can run their program.

    Raises:
        StackNotFound: the project has none, or not the one that is asked for.
    """
    if not every:
        return [flags.program()]
    from jiban.project.project import find_project

    project = find_project(Path(flags.current().cwd))
    stacks = project.stacks() or (project.choose_stack(None),)
    flags.enter(project)
    return [(project, stack) for stack in stacks]


@click.command()
@click.argument("names", nargs=-1, metavar="[RULE]...")
@click.option("--pack", "packs", multiple=True, metavar="NAME", help="List a part of the pack. Repeatable.")
@flags.outputs("text", "json", "markdown")
@flags.flags
def rules(wanted: list[tuple[str, str]], *, names: tuple[str, ...], packs: tuple[str, ...]) -> None:
    """List the policies, or explain some.

    RULE is an id, as NET-001, or a family, as NET. A rule's parameters and level are set in policies.yaml.
    """
    from jiban.check import rules as catalogue
    from jiban.policy.pack import pack_of
    from jiban.project.project import ProjectNotFound, find_project

    chosen = flags.chosen(wanted, "text", "json")
    folder = Path(flags.current().cwd)
    with contextlib.suppress(ProjectNotFound):  # the rules that are installed can be listed anywhere
        folder = find_project(folder).root
    known = pack_of(folder).choice(packs).rules
    found = catalogue.named(known, names)

    def document(form: str, look: Look) -> str:
        match form:
            case "json":
                return catalogue.json_of(found)
            case "markdown":
                return catalogue.details_markdown(found) if names else catalogue.table_markdown(found)
            case _:
                return catalogue.details_text(found, look) if names else catalogue.table_text(found, look)

    flags.deliver(chosen, document)
