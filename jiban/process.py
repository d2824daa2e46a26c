"""The process that a command runs in: its standard streams, and the signals that end it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

TERMINATED: Final = 128 + signal.SIGTERM
INTERRUPTED: Final = 128 + signal.SIGINT
"""Exit codes of a process that a signal has ended, as shells give them."""
FEW_COLLECTIONS: Final = 500_000
"""New objects between two collections of garbage. Nearly all that a program or a command makes lives to its
end; looking at it again and again takes a third of the time."""


class Terminated(KeyboardInterrupt, SystemExit):
    """SIGTERM has arrived. Whoever lets Ctrl-C pass lets it pass; uncaught it ends the process."""

    def __init__(self) -> None:
        """Carry the exit code."""
        super().__init__(TERMINATED)
        self.code = TERMINATED


@contextmanager
def termination() -> Generator[list[int]]:
    """Raise `Terminated` where SIGTERM, by which a CI cancels, arrives in the block; a second one ends it.

    The stack is unwound as after Ctrl-C, so that what was made for a while is removed.

    Yields:
        The signals that have arrived, for who would know it though the program has caught the exception.
    """
    arrived: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)
        signal.signal(number, signal.SIG_DFL)
        raise Terminated

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:  # Signals belong to the main thread.
        yield arrived
        return
    try:
        yield arrived
    finally:
        with contextlib.suppress(TypeError):  # None where the handler was not set by Python
            signal.signal(signal.SIGTERM, before)


def whole_streams() -> None:
    """Put something in the place of standard streams that were closed before this process began.

    Otherwise the next file that is opened takes the descriptor of one, and gets what is written to it. What
    replaces standard output refuses to be written to; what is said to a person goes nowhere.
    """
    for descriptor, mode in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            opened = os.open(os.devnull, mode)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            stream = open(descriptor, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open to the end
            setattr(sys, name, stream)


def flush_streams() -> OSError | None:
    """Write out what Python still holds, and return why standard output does not take it.

    What cannot be written is given up: the interpreter would try again at its end, and say so in its own way.
    A reader that has seen enough is no error.
    """
    failed: OSError | None = None
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            if number == 1 and not isinstance(error, BrokenPipeError):
                failed = error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            with contextlib.suppress(OSError):
                os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        except ValueError:  # closed by the program
            continue
    return failed
