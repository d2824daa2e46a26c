"""The command line, `jiban`.

Standard output holds the document that was asked for, whole or not at all; what is said to a person goes to
standard error. Exit codes are Pulumi's: 0 done, 1 an error (no such project or stack, the program raised, a
file cannot be written), 2 a fault in configuration or flags, 5 a violated policy, 7 changes where none
were expected, 9 a program that did not end within `--timeout`, 255 a bug in jiban itself. Pulumi has none
for a rule that raises, which is 10. A signal ends a command as shells say it: 130 after Ctrl-C, 143 after
SIGTERM.

Why click: flags before and after the sub-command, repeated flags, help, shell completion and tests in process
are all there, for 30 to 50 ms of start. argparse takes 10 ms and leaves the first of these to us; typer takes
as long as click and brings rich and two more distributions, for what click does anyway.
Whatever a command needs is imported when it runs: `jiban --help` loads neither Pulumi nor pydantic nor YAML.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from jiban import flags, process, supervisor, surroundings

if TYPE_CHECKING:
    from collections.abc import Generator

    from jiban.secrecy import Gate

_OF_WRITING: Final = frozenset({errno.EPIPE, errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG})
COMMANDS: Final = {
    "plan": "jiban.plan.command",
    "explain": "jiban.settings.command",
    "graph": "jiban.plan.command",
    "check": "jiban.check.command",
    "rules": "jiban.check.command",
    "diff": "jiban.diff.command",
    "watch": "jiban.watch.command",
    "rehearse": "jiban.rehearse.command",
    "render": "jiban.render.command",
    "bootstrap": "jiban.bootstrap.command",
    "runbook": "jiban.runbook.command",
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
            try:
                return self._invoke(ctx)
            finally:
                _end_of_programs()

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            _stand_somewhere()
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort) as stopped:
            raise click.exceptions.Exit(_stopped(stopped)) from None
        except OSError as error:
            if error.errno in _OF_WRITING and error.filename is None:
                raise  # of the help of a command, which click prints
            raise click.exceptions.Exit(_say(error)) from error
        except Exception as error:
            raise click.exceptions.Exit(_say(error)) from error

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run the command line, and end the process with its code; see `click.Command.main`.

        Raises:
            SystemExit: with the code, unless `standalone_mode` is off.
        """
        if not args and extra.get("args") is None:  # the arguments are those of this process
            extra.setdefault("obj", flags.Flags(arguments=tuple(sys.argv[1:])))
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **extra)
        gc.set_threshold(process.FEW_COLLECTIONS)
        try:
            code = self._code_of_process(*args, **extra)
        finally:
            supervisor.done()
        # Python would search the whole heap several times on its way out: a third of a plan's time, for
        # memory that is given back anyway.
        gc.freeze()
        sys.exit(code)

    def _code_of_process(self, *args: Any, **extra: Any) -> int:
        """Run the command line with the streams and signals of this process; return the code to exit with."""
        process.whole_streams()
        with process.termination() as arrived:
            code = self._code(*args, **extra)
        failed = process.flush_streams()
        if failed is not None and not code:
            code = _cannot_write(failed)
        if arrived and code != process.TERMINATED:  # the program has caught what the signal raised
            code = _stopped(process.Terminated())
        return code

    def _code(self, *args: Any, **extra: Any) -> int:
        """Run the command line and return the code to exit with."""
        stdout = sys.stdout
        try:
            found = super().main(*args, standalone_mode=False, **extra)
        except click.ClickException as error:
            said = io.StringIO()
            error.show(said)
            _tell(said.getvalue().rstrip("\n"))
            return error.exit_code
        except (KeyboardInterrupt, click.Abort) as stopped:
            return _stopped(stopped)
        except OSError as error:  # of what click itself prints: help and version
            return _cannot_write(error)
        except SystemExit as ended:
            # Where nobody reads what click prints, it puts something quiet in the place of the stream.
            reader_gone = sys.stdout is not stdout
            return 0 if reader_gone or not isinstance(ended.code, int) else ended.code
        return found if isinstance(found, int) else 0


def _stand_somewhere() -> None:
    """Refuse to work in a folder that is gone: every relative path means nothing there.

    Raises:
        CommandError: the working folder has been deleted, or may not be read.
    """
    try:
        os.getcwd()  # noqa: PTH109 - pathlib would be loaded for nothing but this
    except OSError as error:
        from jiban.report.failures import CommandError

        raise CommandError("the working folder is not there any more; change into one that is") from error


def _stopped(error: BaseException) -> int:
    """Say by what a command was stopped, and return the code to exit with."""
    if isinstance(error, process.Terminated):
        _tell("terminated")
        return process.TERMINATED
    _tell("cancelled")
    return process.INTERRUPTED


def _tell(text: str) -> None:
    from jiban.report.terminal import say

    say(text)


def _cannot_write(error: OSError) -> int:
    from jiban.report.failures import CommandError

    return _say(CommandError(flags.unwritable(error)))


def _end_of_programs() -> None:
    """Let the programs that have run in this process come to their end, if it ends now."""
    for name in ("jiban.lazy_sdk.dataclass_code", "jiban.tables"):
        kept = sys.modules.get(name)
        if kept is not None:
            kept.keep()
    if _is_kept():
        from jiban.project import streams

        streams.last_words()


def _is_kept() -> bool:
    """Tell whether this process has run a program, and ends with its document."""
    streams = sys.modules.get("jiban.project.streams")
    return streams is not None and streams.is_kept()


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
        if _is_kept():  # What the interpreter shows at its very end, as of an object's `__del__`.
            sys.__stderr__ = masked  # pyright: ignore[reportAttributeAccessIssue] a constant only in the stub
        # The program may have put something else there, which is its own to take away.
        elif sys.stderr is masked:
            sys.stderr = stream


def _say(error: Exception) -> int:
    """Print what is said of an error to standard error, and return the code to exit with."""
    from jiban.report.failures import failure_of, traceback_of
    from jiban.report.terminal import say

    if os.environ.get("JIBAN_DEBUG"):
        say(traceback_of(error))
    failure = failure_of(error, flags.current().stack or surroundings.stack(os.environ)[0])
    say(failure.message, "red", "bold", prefix=failure.prefix, choice=flags.current().color)
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
