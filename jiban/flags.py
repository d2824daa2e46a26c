"""What every command of `jiban` shares: its flags, and how its documents are delivered."""

from __future__ import annotations

import errno
import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from jiban import supervisor, surroundings

if TYPE_CHECKING:
    from jiban.project.project import Project
    from jiban.report.terminal import Color, Look

_JSON: Final = frozenset({"json", "sarif"})
"""Formats that are JSON."""
_COMMANDS: Final = "github"
"""Format that is nothing but commands to a CI, which its producer has made harmless by itself."""
_OTHER_NAMES: Final = {"md": "markdown"}
STDOUT: Final = "-"
"""Path that stands for standard output, as a format without a path does."""

MOST_SECONDS: Final = 7 * 24 * 3600
"""The longest time that can be given to a program."""

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Flags:
    """The flags that every command takes, given before or after its name, or by variables as Pulumi's."""

    cwd: str = field(default_factory=lambda: surroundings.option("cwd", os.environ) or ".")
    stack: str | None = None
    config: tuple[str, ...] = field(default_factory=lambda: surroundings.values("config", os.environ))
    config_path: bool = field(default_factory=lambda: surroundings.switch("config-path", os.environ))
    color: Color = field(default_factory=lambda: _color(surroundings.option("color", os.environ)))
    json: bool = field(default_factory=lambda: surroundings.switch("json", os.environ))
    timeout: int = supervisor.DEFAULT
    arguments: tuple[str, ...] | None = None
    """The arguments of this process; None where the command is a call inside of another program."""

    def overrides(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the `-c` texts: those with a plain key, those whose key is a path."""
        return ((), self.config) if self.config_path else (self.config, ())


def _color(text: str | None) -> Color:
    # Pulumi's `raw` leaves its own marks in place of colours, and this has none.
    colors: dict[str | None, Color] = {"always": "always", "never": "never", "raw": "never"}
    return colors.get(text, "auto")


def current() -> Flags:
    """Return the flags of the command that runs."""
    context = click.get_current_context(silent=True)
    return context.find_root().ensure_object(Flags) if context else Flags()


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a flag for the command; one after the command counts over one before it, and `-c` adds up."""
    if value is None or value is False or value == ():
        return
    flags = context.find_root().ensure_object(Flags)
    if isinstance(value, tuple):
        value = (*getattr(flags, str(parameter.name)), *value)
    setattr(flags, str(parameter.name), value)


_kept = functools.partial(click.option, expose_value=False, callback=_keep, is_eager=False)


def flags(command: Command) -> Command:
    """Add to a command the flags that Pulumi's commands take too."""
    for option in (
        _kept(
            "--timeout",
            type=click.IntRange(min=0, max=MOST_SECONDS),
            metavar="SECONDS",
            help=f"Stop a program that runs longer; default: {supervisor.DEFAULT}, 0 for no limit.",
        ),
        _kept("-j", "--json", is_flag=True, help="Print JSON."),
        _kept(
            "--color",
            type=click.Choice(("always", "never", "auto")),
            help="Colour the output; NO_COLOR and FORCE_COLOR are respected.",
        ),
        _kept("--config-path", is_flag=True, help="Read each KEY of -c as a path into a map or list."),
        _kept(
            "-c",
            "--config",
            multiple=True,
            metavar="KEY=VALUE",
            help="Override a value of the stack file. Repeatable.",
        ),
        _kept("-s", "--stack", metavar="STACK", help="Stack; optional if the project has only one."),
        _kept("-C", "--cwd", metavar="DIR", help="Run as if started in this folder of a project."),
    ):
        command = option(command)
    return command


def outputs(*formats: str) -> Callable[[Command], Command]:
    """Add to a command the flag that says what is written where."""
    return click.option(
        "-o",
        "--output",
        "wanted",
        multiple=True,
        metavar="FORMAT[=PATH]",
        callback=functools.partial(_outputs, formats),
        help=f"Write {_either(formats)} to PATH or to standard output. Repeatable.",
    )


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _outputs(
    formats: Sequence[str], context: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Split `FORMAT[=PATH]` texts."""
    found: list[tuple[str, str]] = []
    for text in texts:
        form, equals, path = text.partition("=")
        form = _OTHER_NAMES.get(form, form)
        if form not in formats:
            raise click.BadParameter(
                f"unknown format {form!r}, expected {_either(formats)}.", context, parameter
            )
        if equals and not path:
            raise click.BadParameter(f"no path after '=' in {text!r}.", context, parameter)
        found.append((form, path or STDOUT))
    if sum(path == STDOUT for _, path in found) > 1:
        raise click.BadParameter(
            "only one format can go to standard output; give the others a path, as in json=plan.json.",
            context,
            parameter,
        )
    _apart(found)
    return found


def _apart(wanted: Sequence[tuple[str, str]]) -> None:
    """Refuse two documents for one place, however it is spelt: the second would be written over the first.

    Raises:
        UsageError: two lead to the same place.
    """
    taken: dict[object, tuple[str, str]] = {}
    for form, path in wanted:
        place = _place(path)
        if place is None:
            continue
        if place in taken:
            other, first = taken[place]
            said = f"{first} and {path}" if first != path else path
            raise click.UsageError(
                f"-o {other} and -o {form} would be written to one place ({said}); give each its own path."
            )
        taken[place] = form, path


def _place(path: str) -> object | None:
    """Return what is the same for all spellings of a place; None for a device that keeps nothing."""
    try:
        found = os.fstat(1) if path == STDOUT else Path(path).stat()
    except (OSError, ValueError):
        return _real(path) if path != STDOUT else path
    if path != STDOUT and os.path.realpath(path) == os.path.realpath(os.devnull):
        return None
    return os.path.realpath(path) if path != STDOUT and found.st_nlink > 1 else (found.st_dev, found.st_ino)


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # Nothing can be written there; who tries says why.
        return path


def chosen(
    wanted: list[tuple[str, str]], default: str, json_form: str | None = None
) -> list[tuple[str, str]]:
    """Return what is written where; `--json` is `-o json`.

    Raises:
        UsageError: two documents for one place.
    """
    if json_form is None or not current().json:
        return wanted or [(default, STDOUT)]
    if any(path == STDOUT and form != json_form for form, path in wanted):
        raise click.UsageError("only one format can go to standard output, and --json asks for one.")
    found = [*(each for each in wanted if each != (json_form, STDOUT)), (json_form, STDOUT)]
    _apart(found)
    return found


def project_and_stack() -> tuple[Project, str]:
    """Return the project and the name of the stack that the flags mean."""
    from jiban.project.project import find_project

    found = find_project(Path(current().cwd))
    return found, found.choose_stack(*stack_of(found))


def stack_of(project: Project) -> tuple[str | None, str]:
    """Return the stack that is asked for, and who names it: a flag, a variable, or `pulumi stack select`.

    None and nobody, where nobody does.
    """
    from jiban.project.selection import selected_stack

    asked = current().stack
    named, variable = surroundings.stack(os.environ)
    if asked or named:
        return (asked, "") if asked else (named, variable)
    selected = selected_stack(project, os.environ)
    return (selected, "pulumi stack select") if selected else (None, "")


def program() -> tuple[Project, str]:
    """Return the project and stack that the flags mean, in a process that can run the program."""
    found, stack = project_and_stack()
    enter(found)
    return found, stack


def enter(project: Project) -> None:
    """Go on in a process that can run the program of a project: watched, and with the project's packages.

    A command that is called inside of another program goes on as it is.
    """
    from jiban.project.streams import keep_streams

    flags = current()
    arguments, flags.arguments = flags.arguments, None
    if arguments is not None:
        from jiban import handover
        from jiban.lazy_sdk import finder

        pipe = supervisor.supervised(project.root)
        handover.hand_over(project, arguments, pipe)
        supervisor.report_to(pipe)
        load_quickly(own=True)
        finder.install()
    keep_streams()


def load_quickly(*, own: bool | None = None) -> None:
    """Look up from now on what dataclasses compile, in a process of the command's own.

    A command that is called inside of another program leaves `dataclasses` as they are.

    Args:
        own: whether the process is the command's own; None where that is still to be seen.
    """
    if own if own is not None else current().arguments is not None:
        from jiban.lazy_sdk import dataclass_code

        dataclass_code.install()


def unwritable(error: Exception, path: str = "") -> str:
    """Say why a document cannot be written: to a path, or to standard output."""
    if not path and isinstance(error, OSError) and error.errno == errno.EBADF:
        return "cannot write to standard output: it is closed"
    from jiban.project.safe_text import printable

    reason = error.strerror if isinstance(error, OSError) else None
    if reason is None:
        reason = "the path holds a NUL character" if "null" in str(error) else str(error)
    return f"cannot write to {printable(path) or 'standard output'}: {reason}"


def look() -> Look:
    """Return what standard output can show."""
    from jiban.project.streams import document_stream
    from jiban.report.terminal import look_of

    return look_of(document_stream(), current().color)


def deliver(wanted: list[tuple[str, str]], document: Callable[[str, Look], str]) -> None:
    """Write documents: all are made before the first one is written, files before standard output.

    Args:
        wanted: formats with their paths.
        document: makes the document of a format for what the place can show.

    Raises:
        CommandError: one cannot be written.
    """
    from jiban import secrecy
    from jiban.project.streams import document_stream
    from jiban.report.failures import CommandError
    from jiban.report.terminal import PLAIN, look_of, write_document, write_file

    look = look_of(document_stream(), current().color)
    gate = secrecy.current()

    def shown(form: str, path: str) -> str:
        text = document(form, look if path == STDOUT else PLAIN)
        return gate.json(text) if form in _JSON else gate.text(text)

    made = [(form, path, shown(form, path)) for form, path in wanted]
    for form, path, text in sorted(made, key=lambda each: each[1] == STDOUT):
        is_json = form in _JSON or form == _COMMANDS
        try:
            if path == STDOUT:
                write_document(text, is_json=is_json, colour=look.colour)
            else:
                write_file(Path(path), text, is_json=is_json)
        except (OSError, ValueError) as error:
            raise CommandError(unwritable(error, "" if path == STDOUT else path)) from error
