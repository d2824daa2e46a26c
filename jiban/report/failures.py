"""What is said to a person when a command fails, and the code that it exits with."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban.project.errors import JibanError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    told = cause if cause is not None and _exit_code(cause) is not None and _problems(cause) else error
    code = _exit_code(told)
    if code is None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        line = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return Failure(f"{line}\n{_REPORT}", INTERNAL, prefix="internal error: ")
    near = _near(stack, getattr(told, "stacks", ()))
    opens_with_place = bool(_problems(told)) or str(told).startswith("Traceback")
    return Failure(
        f"{told}\n{near}" if near else str(told), code, prefix="" if opens_with_place else "error: "
    )


def _exit_code(error: BaseException) -> int | None:
    code = getattr(error, "exit_code", None)
    return code if isinstance(code, int) else None


def _problems(error: BaseException) -> Sequence[Any]:
    return getattr(error, "problems", ())


def _near(asked: str | None, stacks: Sequence[str]) -> str:
    """Return which stack was probably meant, where there is none of the name that was given."""
    if not asked:
        return ""
    folded = {stack.lower(): stack for stack in stacks}
    found = get_close_matches(asked.rsplit("/", 1)[-1].lower(), folded, n=1, cutoff=0.5)
    return f"Did you mean -s {folded[found[0]]}?" if found else ""
