"""Standard output belongs to the document that was asked for, whatever other people's code prints.

A program can print when it is imported, from a thread, by a process that it starts, or at the very end of the
interpreter, after the document. So where other people's code runs, file descriptor 1 leads to standard error.
Both descriptors go through a mask for secrets (`jiban.project.descriptors`), to the end of a process that
ends with its document.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from jiban import secrecy
from jiban.project import descriptors

if TYPE_CHECKING:
    from collections.abc import Generator

_document: TextIO | None = None


def document_stream() -> TextIO | None:
    """Return the stream that documents are written to: standard output, also where it is kept from others."""
    return _document if _document is not None else sys.stdout


def is_kept() -> bool:
    """Tell whether this process ends with its document."""
    return _document is not None


def keep_streams() -> None:
    """Keep standard output for documents from now on, and standard error for what this tool says.

    For a process that ends with its document. Whatever else is printed, to its end, goes to standard error
    without the secrets in it. Where standard output is no stream of the process (in a test), both stay as
    they are.
    """
    global _document  # noqa: PLW0603 - a process has one standard output
    stream = sys.stdout
    if _document is not None or not _is_the_process_own(stream):
        return
    stream.flush()
    sys.stderr.flush()
    kept = descriptors.keep()
    _document = _like(stream, kept.stdout)
    said: Any = sys.stderr
    if isinstance(said, secrecy.Masked):
        said.lead_to(_like(said, kept.stderr))


def renew(files: tuple[int, int]) -> TextIO | None:
    """Have new standard streams, of no input and of files, in a fork that is to be as a new process.

    Args:
        files: descriptors of those that standard output and standard error lead to.

    Returns:
        The stream of documents that was kept, which nobody may write to any more.
    """
    global _document
    before, _document = _document, None
    descriptors.renew(files)
    sys.stdin = sys.__stdin__ = _standard(0, "r", "surrogateescape")  # pyright: ignore[reportAttributeAccessIssue] a constant only in the stub
    sys.stdout = sys.__stdout__ = _standard(1, "w", "surrogateescape")  # pyright: ignore[reportAttributeAccessIssue] as above
    sys.stderr = sys.__stderr__ = _standard(2, "w", "backslashreplace")  # pyright: ignore[reportAttributeAccessIssue] as above
    return before


def _standard(descriptor: int, mode: str, errors: str) -> Any:
    """Return a standard stream as Python has it in UTF-8 mode, of what is no terminal."""
    buffering = 1 if descriptor == descriptors.STDERR else -1
    return open(descriptor, mode, buffering, encoding="utf-8", errors=errors, closefd=False)


def last_words() -> None:
    """Run what a program has left for the end of the process, while nothing secret gets out.

    The interpreter would do so itself, after the command and without its gate. What is written to the
    descriptors after that goes nowhere.
    """
    try:
        threading._shutdown()  # noqa: SLF001 # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] as the interpreter does
        atexit._run_exitfuncs()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] as multiprocessing does
    finally:
        descriptors.keep().end()


def _like(stream: Any, descriptor: int) -> TextIO:
    """Return a stream of a descriptor that writes as another one does."""
    return open(
        descriptor,
        "w",
        encoding=stream.encoding,
        errors=stream.errors,
        buffering=1 if stream.line_buffering else -1,
        closefd=False,
    )


@contextmanager
def stdout_to_stderr() -> Generator[None]:
    """Send to standard error what is printed, in Python, outside of it, and by processes that are started."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison] None in a process started without one
        with contextlib.suppress(ValueError):  # It is closed.
            sys.stdout.flush()
    try:
        saved = descriptors.duplicate(descriptors.STDOUT)
    except OSError:  # A process without a standard output has nothing to protect.
        saved = None
    else:
        _lead_to_stderr()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        if saved is not None:
            os.dup2(saved, descriptors.STDOUT)
            os.close(saved)


def _is_the_process_own(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream is sys.__stdout__ and stream.fileno() == descriptors.STDOUT
    except (OSError, ValueError):
        return False


def _lead_to_stderr() -> None:
    try:
        os.dup2(descriptors.STDERR, descriptors.STDOUT)
    except OSError:  # There is none: what is printed is for nobody.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptors.STDOUT)
        os.close(nowhere)
