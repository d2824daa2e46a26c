"""Standard output belongs to the document that was asked for, whatever other people's code prints.

A program can print when it is imported, from a thread, by a process that it starts, or at the very end of the
interpreter, after the document. So where other people's code runs, file descriptor 1 leads to standard error.
"""

from __future__ import annotations

import contextlib
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Generator

_STDOUT: Final = 1
_STDERR: Final = 2
_HIGH: Final = 100
"""Lowest number of the descriptor that is kept: out of the way of programs that close or use low ones."""
_kept: TextIO | None = None


def document_stream() -> TextIO | None:
    """Return the stream that documents are written to: standard output, also where it is kept from others."""
    return _kept if _kept is not None else sys.stdout


def is_kept() -> bool:
    """Tell whether this process ends with its document."""
    return _kept is not None


def keep_stdout() -> None:
    """Keep standard output for documents from now on; everything else that is printed goes to standard error.

    For a process that ends with its document. Where standard output is no stream of the process (in a test),
    it stays as it is.
    """
    global _kept  # noqa: PLW0603 - a process has one standard output
    stream = sys.stdout
    if _kept is not None or not _is_the_process_own(stream):
        return
    stream.flush()
    _kept = os.fdopen(_duplicate(), "w", encoding=stream.encoding, errors=stream.errors, closefd=False)
    _lead_to_stderr()


@contextmanager
def stdout_to_stderr() -> Generator[None]:
    """Send to standard error what is printed, in Python, outside of it, and by processes that are started."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison] None in a process started without one
        with contextlib.suppress(ValueError):  # It is closed.
            sys.stdout.flush()
    try:
        saved = _duplicate()
    except OSError:  # A process without a standard output has nothing to protect.
        saved = None
    else:
        _lead_to_stderr()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        if saved is not None:
            os.dup2(saved, _STDOUT)
            os.close(saved)


def _is_the_process_own(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream is sys.__stdout__ and stream.fileno() == _STDOUT
    except (OSError, ValueError):
        return False


def _duplicate() -> int:
    """Return another descriptor of standard output, which no process that is started inherits.

    Raises:
        OSError: there is none.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:  # Windows
        return os.dup(_STDOUT)
    return fcntl.fcntl(_STDOUT, fcntl.F_DUPFD_CLOEXEC, _HIGH)


def _lead_to_stderr() -> None:
    try:
        os.dup2(_STDERR, _STDOUT)
    except OSError:  # There is none: what is printed is for nobody.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDOUT)
        os.close(nowhere)
