"""The command line, `jiban`.

Standard output holds the document that was asked for, whole or not at all; what is said to a person goes to
standard error. Exit codes are Pulumi's: 0 done, 1 an error (no such project or stack, the program raised, a
file cannot be written), 2 a fault in configuration or flags, 5 a violated policy, 7 changes where none
were expected, 8 cancelled, 255 a fault of jiban itself.

Why click: flags before and after the sub-command, repeated flags, help, shell completion and tests in process
are all there, for 30 to 50 ms of start. argparse takes 10 ms and leaves the first of these to us; typer takes
as long as click and brings rich and two more distributions, for what click does anyway.
Whatever a command needs is imported when it runs: `jiban --help` loads neither Pulumi nor pydantic nor YAML.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from datetime import datetime

    from infra.plan.model import Plan
    from infra.plan.project import Project
    from infra.report.terminal import Color, Look

CANCELLED: Final = 8
STDOUT: Final = "-"
"""Path that stands for standard output, as a format without a path does."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Flags:
    """The flags that every command takes, given before or after its name."""

    cwd: str = "."
    stack: str | None = None
    config: tuple[str, ...] = ()
    config_path: bool = False
    color: Color = "auto"
    json: bool = False

    def overrides(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the `-c` texts: those with a plain key, those whose key is a path."""
        return ((), self.config) if self.config_path else (self.config, ())


class Program(click.Group):
    """The group of commands: turns whatever goes wrong in one into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the file: the one that people need first comes first."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say what went wrong where it fails.

        Raises:
            Exit: it failed.
        """
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("cancelled", err=True)
            raise click.exceptions.Exit(CANCELLED) from None
        except Exception as error:
            raise click.exceptions.Exit(_say(error)) from error


def _say(error: Exception) -> int:
    """Print what is said of an error to standard error, and return the code to exit with."""
    from infra.report.failures import failure_of
    from infra.report.terminal import look_of

    if os.environ.get("JIBAN_DEBUG"):
        traceback.print_exception(error)
    failure = failure_of(error, _flags().stack)
    prefix = look_of(sys.stderr, _flags().color).paint(failure.prefix, "red", "bold")
    click.echo(prefix + failure.message, err=True, color=True)
    return failure.exit_code


def _flags() -> Flags:
    context = click.get_current_context(silent=True)
    return context.find_root().ensure_object(Flags) if context else Flags()


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a flag for the command; one after the command counts over one before it, and `-c` adds up."""
    if value in (None, (), False):
        return
    flags = context.find_root().ensure_object(Flags)
    if isinstance(value, tuple):
        value = (*getattr(flags, str(parameter.name)), *value)
    setattr(flags, str(parameter.name), value)


_kept = functools.partial(click.option, expose_value=False, callback=_keep, is_eager=False)


def flags(command: _Command) -> _Command:
    """Give a command the flags that Pulumi's commands take too."""
    for option in (
        _kept("-j", "--json", is_flag=True, help="Print JSON, as Pulumi does."),
        _kept(
            "--color",
            type=click.Choice(("always", "never", "auto")),
            help="Colours; NO_COLOR and FORCE_COLOR count too.",
        ),
        _kept("--config-path", is_flag=True, help="Take each KEY of -c as a path into a map or list."),
        _kept(
            "-c",
            "--config",
            multiple=True,
            metavar="KEY=VALUE",
            help="Use this value over the stack file's. Repeatable.",
        ),
        _kept("-s", "--stack", metavar="STACK", help="Stack; may be left out where there is only one."),
        _kept("-C", "--cwd", metavar="DIR", help="Folder of the project, or one in it."),
    ):
        command = option(command)
    return command


def outputs(*formats: str) -> Callable[[_Command], _Command]:
    """Give a command the flag that says what is written where."""
    return click.option(
        "-o",
        "--output",
        "wanted",
        multiple=True,
        metavar="FORMAT[=PATH]",
        callback=functools.partial(_outputs, formats),
        help=f"{', '.join(formats)}; to PATH, else to standard output. Repeatable.",
    )


def _outputs(
    formats: Sequence[str], context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Split `FORMAT[=PATH]` texts."""
    found: list[tuple[str, str]] = []
    for text in texts:
        form, equals, path = text.partition("=")
        if form not in formats:
            raise click.BadParameter(f"{form!r} is none of {', '.join(formats)}.", context, parameter)
        if equals and not path:
            raise click.BadParameter(f"{text!r} has no path after '='.", context, parameter)
        found.append((form, path or STDOUT))
    if sum(path == STDOUT for _, path in found) > 1:
        raise click.BadParameter(
            "only one document goes to standard output; give the others a path, as in json=plan.json.",
            context,
            parameter,
        )
    return found


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 click's form
    if not value or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"jiban {version('jiban')}")
    except PackageNotFoundError:
        click.echo("jiban, not installed")
    context.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the version.",
)
@flags
def main() -> None:
    """Show what a Pulumi Python program would deploy, without CLI, credentials or network.

    The flags below may stand before or after the command.
    """


@main.command()
@click.option(
    "-v", "--verbose", is_flag=True, help="Show all properties, and the lines of code behind each resource."
)
@outputs("text", "json")
@flags
def plan(wanted: list[tuple[str, str]], *, verbose: bool) -> None:
    """Show what a stack would deploy.

    JSON is in the format of `pulumi preview --json`.
    """
    chosen = _chosen(wanted, "text", "json")
    found = _plan()

    def document(form: str, look: Look) -> str:
        if form == "json":
            from infra.plan.digest import dumps

            return dumps(found)
        from infra.report.text import plan_text

        return plan_text(found, look, verbose=verbose)

    _deliver(chosen, document)


@main.command()
@click.argument("path")
@flags
def explain(path: str) -> None:
    """Say what a value means, where it comes from, and what it changes.

    PATH is the value's place in the stack file: postgres.backup_days.
    """
    from infra import explain as explaining
    from infra.environment import NAMESPACE
    from infra.plan.config import read_config
    from infra.report.failures import Failure
    from infra.report.terminal import progress
    from infra.settings import layers

    own, paths = _flags().overrides()
    project, stack = _project()
    config = read_config(project, stack, own, paths)
    values = {key: value for key, value in config.values.items() if key.startswith(f"{NAMESPACE}:")}
    if not values:
        message = f"stack {stack!r} has no configuration of {NAMESPACE}, and no other can be explained"
        raise Failure(message, exit_code=2)
    loaded = layers.load(values, project.stack_file(stack))

    def planned(*, overrides: Sequence[str], path_overrides: Sequence[str]) -> Plan:
        from infra.plan.run import plan as run

        return run(
            project.root, stack, overrides=(*own, *overrides), path_overrides=(*paths, *path_overrides)
        )

    with progress(f"trying out {path}"):
        found = explaining.explain(loaded, path, planned)

    def document(form: str, _look: Look) -> str:
        if form == "json":
            from infra.report.explained import dumps

            return dumps(found)
        return explaining.text(found).rstrip("\n") + "\n"

    _deliver(_chosen([], "text", "json"), document)


@main.command()
@click.option("--full", is_flag=True, help="Draw every resource inside its component, instead of tiers.")
@outputs("mermaid", "dot")
@flags
def graph(wanted: list[tuple[str, str]], *, full: bool) -> None:
    """Draw what stands on what: tiers, or all resources.

    An arrow leads from what needs to what is needed; one that follows from others is left out.
    """
    if _flags().json:
        raise click.UsageError("a graph has no JSON form: -o mermaid or -o dot.")
    chosen = _chosen(wanted, "mermaid")
    from infra.report import graph as drawing

    found = drawing.resources(_plan()) if full else drawing.tiers(_plan())
    if any(form == "mermaid" for form, _ in chosen) and len(found.edges) > drawing.MERMAID_EDGES:
        click.echo(
            f"note: Mermaid draws at most {drawing.MERMAID_EDGES} arrows unless its maxEdges is raised, and "
            f"here are {len(found.edges)}; Graphviz draws them all: -o dot",
            err=True,
        )
    _deliver(chosen, lambda form, _look: drawing.FORMS[form](found))


@main.command()
@click.option(
    "--fail-on",
    type=click.Choice(("critical", "high", "medium", "low")),
    metavar="SEVERITY",
    help="Let advisory rules of this severity and above (critical, high, medium, low) fail too.",
)
@click.option(
    "--plan",
    "preview",
    metavar="FILE",
    help="Judge what `pulumi preview --json` has printed to FILE, with its replacements and deletions.",
)
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Hold the waivers against this day, YYYY-MM-DD, in place of today.",
)
@outputs("text", "json", "sarif")
@flags
def check(
    wanted: list[tuple[str, str]], fail_on: str | None, preview: str | None, today: datetime | None
) -> None:
    """Judge a stack by the policies; exceptions stand in waivers.yaml.

    Exits with 5 where a mandatory rule fails for something that no waiver covers.
    """
    from datetime import datetime

    from infra.checking.request import VIOLATION, request

    chosen = _chosen(wanted, "text", "json")
    day = (today or datetime.now().astimezone()).date()
    asked = request(Path(_flags().cwd), day, fail_on)
    found = asked.judge_preview(Path(preview), _flags().stack) if preview else asked.judge(_plan())
    _deliver(chosen, lambda form, look: asked.document(form, look, found))
    if asked.stops(found):
        raise click.exceptions.Exit(VIOLATION)


@main.command()
@click.option("--base", "ref", metavar="REF", help="Branch, tag or commit to compare with.")
@click.option(
    "--base-plan",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Compare with a saved plan, preview, state or event log instead.",
)
@click.option("--expect-no-changes", is_flag=True, help="Exit with 7 if anything changes.")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="Hold the waivers against this day, YYYY-MM-DD, in place of today.",
)
@outputs("text", "json", "markdown")
@flags
def diff(
    wanted: list[tuple[str, str]],
    ref: str | None,
    file: Path | None,
    today: datetime | None,
    *,
    expect_no_changes: bool,
) -> None:
    """Show what the working tree changes in a stack.

    The base is planned from a git worktree, by its own code, at REF as it is: give a merge base to leave out
    what REF has gained since. What replaces a resource is told by tables; the real preview has the last word.
    Exits with 5 where something that holds data, or is protected, would be replaced or deleted and no waiver
    covers it.
    """
    if (ref is None) == (file is None):
        raise click.UsageError("say what to compare with: either --base REF or --base-plan FILE.")
    from datetime import datetime

    from infra.diffing.run import Request, compare
    from infra.report.terminal import progress

    own, paths = _flags().overrides()
    request = Request(
        folder=Path(_flags().cwd),
        stack=_flags().stack,
        ref=ref,
        file=file,
        overrides=own,
        path_overrides=paths,
    )
    with progress("planning both sides"):
        found = compare(request, (today or datetime.now().astimezone()).date())

    def document(form: str, look: Look) -> str:
        if form == "json":
            from infra.report.diff_json import dumps

            return dumps(found)
        if form == "markdown":
            from infra.report.diff_markdown import diff_markdown

            return diff_markdown(found)
        from infra.report.diff_text import diff_text

        return diff_text(found, look)

    _deliver(_chosen(wanted, "text", "json"), document)
    code = found.exit_code(expect_no_changes=expect_no_changes)
    if code:
        raise click.exceptions.Exit(code)


@main.command()
@click.option("--change", metavar="PATH=VALUE", help="Change to make then; else an image.")
@click.option("--crash", is_flag=True, help="Kill the engine in the middle of the deployment, and recover.")
@click.option(
    "--policy-pack",
    "policies",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Let this policy pack judge every deployment.",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Leave state, simulated cloud and its log in DIR, which must not exist.",
)
@outputs("text", "json")
@flags
def rehearse(
    wanted: list[tuple[str, str]],
    *,
    change: str | None,
    crash: bool,
    policies: Path | None,
    keep: Path | None,
) -> None:
    """Deploy, change and destroy a stack by the real engine, on a simulated cloud.

    Needs the Pulumi CLI, which `make engine` builds; no credentials, and no provider plugins.
    """
    from infra.environment import NAMESPACE
    from infra.plan.config import read_config
    from infra.rehearsal import report
    from infra.rehearsal.change import default_change
    from infra.rehearsal.command import scratch_folder
    from infra.rehearsal.rehearse import rehearse as run
    from infra.report.terminal import progress

    chosen = _chosen(wanted, "text", "json")
    project, stack = _project()
    own, paths = _flags().overrides()
    values = read_config(project, stack, own, paths).values
    with scratch_folder(keep) as folder, progress(f"rehearsing {project.name}/{stack}"):
        found = run(
            project,
            stack,
            folder,
            change=change or default_change(values, NAMESPACE),
            overrides=(*((text, False) for text in own), *((text, True) for text in paths)),
            crash=crash,
            policies=policies,
        )
    _deliver(chosen, lambda form, look: report.dumps(found) if form == "json" else report.text(found, look))
    if not found.ok:
        raise click.exceptions.Exit(1)


@main.command()
@flags
def schema() -> None:
    """Print the JSON Schema of a stack file, for editors."""
    from infra.schema import text

    _deliver([("json", STDOUT)], lambda _form, _look: text())


def _chosen(
    wanted: list[tuple[str, str]], default: str, json_form: str | None = None
) -> list[tuple[str, str]]:
    """Return what is written where; `--json` is `-o json`.

    Raises:
        UsageError: two documents for standard output.
    """
    if json_form is None or not _flags().json:
        return wanted or [(default, STDOUT)]
    if any(path == STDOUT and form != json_form for form, path in wanted):
        raise click.UsageError("only one document goes to standard output, and --json is one.")
    return [*(each for each in wanted if each != (json_form, STDOUT)), (json_form, STDOUT)]


def _project() -> tuple[Project, str]:
    """Return the project and the name of the stack that the flags mean."""
    from infra.plan.project import find_project

    project = find_project(Path(_flags().cwd))
    return project, project.choose_stack(_flags().stack)


def _plan() -> Plan:
    """Plan the stack that the flags mean."""
    from infra.report.terminal import progress

    project, stack = _project()
    overrides, path_overrides = _flags().overrides()
    with progress(f"planning {project.name}/{stack}"):
        from infra.plan.run import plan as run

        return run(project.root, stack, overrides=overrides, path_overrides=path_overrides)


def _deliver(chosen: list[tuple[str, str]], document: Callable[[str, Look], str]) -> None:
    """Write documents: all are made before the first one is written, files before standard output.

    Args:
        chosen: formats with their paths.
        document: makes the document of a format for what the place can show.

    Raises:
        Failure: one cannot be written.
    """
    from infra.report.failures import Failure
    from infra.report.terminal import PLAIN, look_of, write_document, write_file

    look = look_of(sys.stdout, _flags().color)
    made = [(form, path, document(form, look if path == STDOUT else PLAIN)) for form, path in chosen]
    for form, path, text in sorted(made, key=lambda each: each[1] == STDOUT):
        try:
            if path == STDOUT:
                write_document(text, is_json=form in {"json", "sarif"})
            else:
                write_file(Path(path), text)
        except OSError as error:
            where = "standard output" if path == STDOUT else path
            raise Failure(f"cannot write to {where}: {error.strerror or error}") from error


if __name__ == "__main__":
    main(prog_name="jiban")
