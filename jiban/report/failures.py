"""What is said to a person when a command fails, and the code that it exits with."""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jiban.project.errors import JibanError, exit_code_of, problems_of
from jiban.project.files import reason_of
from jiban.project.safe_text import printable, words_of
from jiban.project.safe_text import traceback_of as traceback_of  # noqa: PLC0414 offered to the command line
from jiban.report.terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

INTERNAL: Final = 255
_REPORT: Final = (
    "This is a bug in jiban, not in your project. Please report it with the command and its output under "
    "JIBAN_DEBUG=1."
)


class CommandError(JibanError):
    """A command that cannot do what it was asked for."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Keep the code to exit with beside the message."""
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Failure:
    """What is said of a command that ends without a document."""

    message: str
    exit_code: int = 1
    prefix: str = "error: "
    """Empty where the message opens with the place of the fault or with a traceback."""


def failure_of(error: Exception, stack: str | None = None) -> Failure:
    """Return what is said of an error: its words where it has an `exit_code`, else that jiban is at fault.

    Where a program failed because of an error that lists `problems`, they are said and the traceback is not.

    Args:
        error: what a command has raised.
        stack: the stack that was asked for.
    """
    cause: BaseException | None = getattr(error, "cause", None)
    told = cause if cause is not None and exit_code_of(cause) and problems_of(cause) else error
    code = exit_code_of(told)
    if code is None:
        return _unforeseen(error)
    near = _near(stack, getattr(told, "stacks", ()))
    text = words_of(told)
    opens_with_place = bool(problems_of(told)) or text.startswith("Traceback")
    return Failure(f"{text}\n{near}" if near else text, code, prefix="" if opens_with_place else "error: ")


def _unforeseen(error: Exception) -> Failure:
    """Return what is said of an error that no command foresees: of the machine, or a bug."""
    if isinstance(error, OSError):
        names = [str(name) for name in (error.filename, error.filename2) if name is not None]
        where = f"{', '.join(map(printable, names))}: " if names else ""
        return Failure(f"{where}{reason_of(error)}")
    if isinstance(error, MemoryError):
        return Failure("there is not enough memory for this")
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    line = f"{type(error).__name__}: {words_of(error)}{place}"
    return Failure(f"{line}\n{_REPORT}", INTERNAL, prefix="internal error: ")


def tell_errors(errors: Iterable[BaseException | None]) -> None:
    """Print the tracebacks of what rules have raised, where JIBAN_DEBUG asks for them."""
    if os.environ.get("JIBAN_DEBUG"):
        for error in errors:
            if error is not None:
                say(traceback_of(error))


def _near(asked: str | None, stacks: Sequence[str]) -> str:
    """Return which stack was probably meant, where there is none of the name that was given."""
    if not asked:
        return ""
    folded = {stack.lower(): stack for stack in stacks}
    found = get_close_matches(asked.rsplit("/", 1)[-1].lower(), folded, n=1, cutoff=0.5)
    return f"Did you mean -s {folded[found[0]]}?" if found else ""
