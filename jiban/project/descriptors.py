"""What is written to the descriptors of standard output and error themselves, past the streams of Python.

Threads of a program, what it has left for the end of the interpreter, libraries in C and processes that it
has started write there. All of it goes through a pipe, and on to standard error without the secrets in it.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import sys
import threading
from contextlib import contextmanager
from io import FileIO
from typing import IO, TYPE_CHECKING, Final

from jiban import secrecy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

STDOUT: Final = 1
STDERR: Final = 2
_CHUNK: Final = 65_536
"""Bytes that are read at once of what a program prints."""
_MOMENT: Final = 0.05
"""Seconds that a line may take to come to its end before its beginning is shown."""
_PATIENCE: Final = 1.0
"""Seconds to wait for the last of what a program has printed."""
_HIGH: Final = 100
"""Lowest number of a descriptor that is kept: out of the way of programs that close or use low ones."""


def duplicate(descriptor: int) -> int:
    """Return another descriptor of the same file, which no process that is started inherits.

    Raises:
        OSError: there is none.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:  # Windows
        return os.dup(descriptor)
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)


class _Pipe:
    """Leads descriptors into a pipe, whose other end is read by a thread that takes the secrets out."""

    def __init__(self, descriptors: tuple[int, ...], target: int, show: Callable[[str], str]) -> None:
        """Begin. `target` is where it goes on to, and is closed when nobody can write any more."""
        reading, writing = os.pipe()
        self.ends = (reading, target)
        """What the thread has open."""
        self._reader = threading.Thread(target=_pass_on, args=(reading, target, show), daemon=True)
        self._reader.start()
        for descriptor in descriptors:
            os.dup2(writing, descriptor)
        os.close(writing)

    def drain(self) -> None:
        """Wait for what was written, when the descriptors lead elsewhere.

        A process that the program leaves behind may hold its end open for ever, so the wait has an end.
        """
        self._reader.join(_PATIENCE)


class Kept:
    """Standard output and error of a process whose descriptors 1 and 2 are masked until its very end."""

    def __init__(self, show: Callable[[str], str]) -> None:
        """Take both, and lead the descriptors that everybody knows into the pipe.

        Raises:
            OSError: the process has none.
        """
        self.stdout = duplicate(STDOUT)
        self.stderr = duplicate(STDERR)
        # Opened now: a program may leave no descriptor to be had.
        self._nowhere = os.open(os.devnull, os.O_WRONLY)
        self._pipe = _Pipe((STDOUT, STDERR), os.dup(self.stderr), show)

    def end(self) -> None:
        """Let out what was written so far; whatever is written after that goes nowhere.

        Nothing can be masked any more when the interpreter ends, for no thread runs then.
        """
        with contextlib.suppress(OSError, ValueError):  # nobody reads any more, or it is closed
            sys.stdout.flush()
        for descriptor in (STDOUT, STDERR):
            os.dup2(self._nowhere, descriptor)
        self._pipe.drain()

    def silence(self) -> None:
        """Let nothing out any more, of a fork that has these descriptors from its parent."""
        for descriptor in (STDOUT, STDERR, self.stdout, self.stderr):
            os.dup2(self._nowhere, descriptor)

    def close(self) -> None:
        """Let go of both, in a fork that has others, and in which the thread does not run."""
        for descriptor in (self.stdout, self.stderr, self._nowhere, *self._pipe.ends):
            os.close(descriptor)


_kept: Kept | None = None


def keep() -> Kept:
    """Keep others from the standard output and error of this process until its end.

    Raises:
        OSError: the process has none.
    """
    global _kept  # noqa: PLW0603 - a process has one standard output
    if _kept is None:
        _kept = Kept(secrecy.current().text)
    return _kept


def silence() -> None:
    """Let nothing out any more by this process, a fork that ends without coming back."""
    if _kept is not None:
        _kept.silence()


def lead_stderr_to(descriptor: int) -> None:
    """Lead elsewhere all that goes to standard error, in a fork of a process that keeps its streams."""
    os.dup2(descriptor, _kept.stderr if _kept is not None else STDERR)


def renew(files: tuple[int, int]) -> None:
    """Lead standard output and error to files, and nothing to standard input, in a fork that is to be as new.

    Args:
        files: their descriptors.
    """
    global _kept  # noqa: PLW0603 - as above
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, place in enumerate((nothing, *files)):
        os.dup2(place, descriptor)
    os.close(nothing)
    if _kept is not None:
        _kept.close()
    _kept = None


_taken = threading.Lock()
"""Held while a plan has the standard output and error of the process; a plan inside of it shares them."""


@contextmanager
def descriptors_masked(show: Callable[[str], str]) -> Generator[Callable[[], None]]:
    """Pass on to stderr what is written to the descriptors of stdout and stderr themselves.

    Yields:
        What puts the descriptors back before the end of the block, where the process ends in it.
    """
    if not _taken.acquire(blocking=False):
        yield lambda: None
        return
    try:
        sys.stdout.flush()
        sys.stderr.flush()
        with contextlib.ExitStack() as undo:
            saved = {each: _saved(undo, each) for each in (STDOUT, STDERR)}
            there = {descriptor: copy for descriptor, copy in saved.items() if copy is not None}
            if STDERR in there:
                target = os.dup(_kept.stderr if _kept is not None else there[STDERR])
                undo.callback(_Pipe(tuple(there), target, show).drain)
                for descriptor, copy in there.items():
                    undo.callback(os.dup2, copy, descriptor)
            yield undo.close
    finally:
        _taken.release()


def _saved(undo: contextlib.ExitStack, descriptor: int) -> int | None:
    """Return a copy of a descriptor; None in a process that has none, and so nothing to protect."""
    try:
        copy = duplicate(descriptor)
    except OSError:
        return None
    undo.callback(os.close, copy)
    return copy


def _pass_on(reading: int, target: int, show: Callable[[str], str]) -> None:
    """Pass on whole lines as they come, and what does not end its line after a moment."""
    lines = secrecy.Lines(show)
    letters = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    # A program may have taken `open` away.
    with FileIO(reading, "rb") as source, FileIO(target, "wb") as sink:
        while True:
            if lines.waits and not select.select([source], [], [], _MOMENT)[0]:
                _write(sink, lines.end())
                continue
            data = source.read(_CHUNK)
            _write(sink, lines.feed(letters.decode(data, final=not data)))
            if not data:
                break
        _write(sink, lines.end())


def _write(sink: IO[bytes], text: str) -> None:
    rest = memoryview(text.encode("utf-8", "surrogateescape"))
    with contextlib.suppress(OSError):  # nobody listens any more
        while rest:
            rest = rest[sink.write(rest) or 0 :]
