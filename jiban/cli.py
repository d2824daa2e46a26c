"""The command line, `jiban`.

Standard output holds the document that was asked for, whole or not at all; what is said to a person goes to
standard error. Exit codes are Pulumi's: 0 done, 1 an error (no such project or stack, the program raised, a
file cannot be written), 2 a fault in configuration or flags, 5 a violated policy, 7 changes where none
were expected, 8 cancelled, 255 a bug in jiban itself.

Why click: flags before and after the sub-command, repeated flags, help, shell completion and tests in process
are all there, for 30 to 50 ms of start. argparse takes 10 ms and leaves the first of these to us; typer takes
as long as click and brings rich and two more distributions, for what click does anyway.
Whatever a command needs is imported when it runs: `jiban --help` loads neither Pulumi nor pydantic nor YAML.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

import click

from jiban import flags

if TYPE_CHECKING:
    from collections.abc import Generator

    from jiban.secrecy import Gate

CANCELLED: Final = 8
COMMANDS: Final = {
    "plan": "jiban.plan.command",
    "explain": "jiban.settings.command",
    "graph": "jiban.plan.command",
    "check": "jiban.check.command",
    "diff": "jiban.diff.command",
    "rehearse": "jiban.rehearse.command",
    "schema": "jiban.settings.command",
}
"""Commands by name, in the order of `--help`: the one that people need first comes first."""


class Program(click.Group):
    """The group of commands: turns whatever goes wrong in one into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in their order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; its module imports what the command needs when it runs."""
        del ctx
        module = COMMANDS.get(cmd_name)
        return getattr(importlib.import_module(module), cmd_name) if module else None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say what went wrong where it fails.

        Raises:
            Exit: it failed.
        """
        from jiban import secrecy

        with secrecy.gate() as gate, _masked(gate):
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            click.echo("cancelled", err=True)
            raise click.exceptions.Exit(CANCELLED) from None
        except Exception as error:
            raise click.exceptions.Exit(_say(error)) from error


@contextlib.contextmanager
def _masked(gate: Gate) -> Generator[None]:
    """Let nothing secret out on standard error, whoever writes there."""
    from jiban.secrecy import Masked

    stream = sys.stderr
    masked: Any = Masked(stream, gate.text)
    sys.stderr = masked
    try:
        yield
    finally:
        masked.flush()
        # The program may have put something else there, which is its own to take away.
        if sys.stderr is masked:
            sys.stderr = stream


def _say(error: Exception) -> int:
    """Print what is said of an error to standard error, and return the code to exit with."""
    from jiban.report.failures import failure_of
    from jiban.report.terminal import look_of

    if os.environ.get("JIBAN_DEBUG"):
        traceback.print_exception(error)
    failure = failure_of(error, flags.current().stack)
    prefix = look_of(sys.stderr, flags.current().color).paint(failure.prefix, "red", "bold")
    click.echo(prefix + failure.message, err=True, color=True)
    return failure.exit_code


def _print_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 click's form
    if not value or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"jiban {version('jiban')}")
    except PackageNotFoundError:
        click.echo("jiban (not installed)")
    context.exit()


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
@flags.flags
def main() -> None:
    """Plan, check and rehearse Pulumi Python programs offline.

    Needs no Pulumi CLI, credentials or network, except where a command says so. The options below can be
    given before or after the command.
    """


if __name__ == "__main__":
    main(prog_name="jiban")
