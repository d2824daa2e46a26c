"""How a document reaches its reader: colour, width and alphabet of the terminal, whole writes, progress."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import shutil
import sys
import threading
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from jiban.project.safe_text import harmless
from jiban.project.safe_text import printable as printable  # noqa: PLC0414 offered to every report
from jiban.project.streams import document_stream

if TYPE_CHECKING:
    from collections.abc import Generator

Color = Literal["always", "never", "auto"]

COLORS: Final[tuple[Color, ...]] = ("always", "never", "auto")
PATIENCE: Final = 2.0
"""Seconds of work without a word."""
_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
_NARROWEST: Final = 20
"""Columns below which nothing fits: a terminal that says less is one that does not know its width."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the place can show that a text is made for."""

    colour: bool = False
    width: int | None = None
    """Columns at which lines are cut; None for a pipe or a file, where no line is."""
    unicode: bool = True
    """Whether box-drawing characters can be written."""

    def paint(self, text: str, *styles: str) -> str:
        """Return the text in a style, as it is where there is no colour."""
        if not self.colour or not text or not styles:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    @property
    def ellipsis(self) -> str:
        """What stands where a line was cut."""
        return "…" if self.unicode else "..."


PLAIN: Final = Look()
"""A pipe or a file: no colour, no width."""


def wants_colour(stream: IO[str] | None, choice: Color = "auto") -> bool:
    """Decide on colour: what the flag says, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal.

    NO_COLOR counts when it is not empty (no-color.org); FORCE_COLOR when it is neither empty nor 0.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0", "false"}:
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: IO[str] | None) -> bool:
    """Return whether a stream is a terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def look_of(stream: IO[str] | None, choice: Color = "auto") -> Look:
    """Return what a stream can show."""
    width = None
    if is_terminal(stream):
        columns = _terminal_width(stream)
        width = columns if columns >= _NARROWEST else None
    return Look(wants_colour(stream, choice), width, _can_write(stream, "├─└│…"))


def _terminal_width(stream: Any) -> int:
    """Return the columns of a terminal: COLUMNS where it is set, as for any program, else what it says."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # A stand-in for a terminal, which has no descriptor.
        return shutil.get_terminal_size().columns


def _can_write(stream: IO[str] | None, text: str) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def columns(text: str) -> int:
    """Count the columns of a text: two for the wide letters of East Asia, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(letter) for letter in text)


def _columns_of(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, width: int, ellipsis: str) -> str:
    """Return a text of at most so many columns, with an ellipsis at its end where something was left out."""
    if columns(text) <= width:
        return text
    room = max(width - columns(ellipsis), 0)
    kept: list[str] = []
    for letter in text:
        room -= _columns_of(letter)
        if room < 0:
            break
        kept.append(letter)
    return ("".join(kept).rstrip() + ellipsis) if width >= columns(ellipsis) else text[:width]


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns, broken between words; no word is broken."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and columns(lines[-1]) + 1 + columns(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def say(text: str, *styles: str, prefix: str = "", choice: Color = "auto") -> None:
    """Write a message for a person to standard error; one that cannot be written is nobody's fault.

    Args:
        text: the message, which may quote what comes from outside.
        styles: of the prefix.
        prefix: what stands before it.
        choice: what the flag says of colour.
    """
    look = look_of(sys.stderr, choice)
    shown = look.paint(prefix, *styles) + text
    with contextlib.suppress(OSError, ValueError):  # full, or closed
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        line = harmless(shown, colour=look.colour) + "\n"
        sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding))
        sys.stderr.flush()


def write_document(text: str, *, is_json: bool = False, colour: bool = False) -> None:
    """Write a whole document to standard output, once.

    Letters that the output's encoding lacks are escaped, in JSON as JSON does: the document stays valid.
    A reader that has seen enough (`| head`) is no error.

    Args:
        text: the document.
        is_json: whether it is JSON, which has escapes of its own.
        colour: whether it holds colours of ours.

    Raises:
        OSError: the document could not be written in full.
    """
    stream = document_stream()
    if stream is None:
        raise OSError(errno.EBADF, "there is no standard output")
    encoding = stream.encoding or "utf-8"
    text = _json_escaped(text, encoding) if is_json else harmless(text, colour=colour)
    with contextlib.suppress(BrokenPipeError):
        _write_all(stream, text.encode(encoding, "backslashreplace"))


def _write_all(stream: Any, data: bytes) -> None:
    """Write until nothing is left: unbuffered (PYTHONUNBUFFERED), one write ends where a pipe is full."""
    stream.flush()
    try:
        descriptor = stream.fileno()
    except OSError:
        stream.buffer.write(data)
        stream.flush()
        return
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:
            select.select([], [descriptor], [])


def _json_escaped(text: str, encoding: str) -> str:
    """Escape by JSON's own rules what cannot be encoded; it can only stand inside of strings."""
    if encoding.lower().replace("-", "") in {"utf8", "utf8sig"}:
        return text
    # Another encoding than UTF-8 is read by who knows whom: ASCII is right for all of them.
    units = ((letter, letter.encode("utf-16-be", "surrogatepass")) for letter in text)
    return "".join(
        letter
        if letter.isascii()
        else "".join(f"\\u{int.from_bytes(unit[at : at + 2], 'big'):04x}" for at in range(0, len(unit), 2))
        for letter, unit in units
    )


def write_file(path: Path, text: str, *, is_json: bool = False) -> None:
    """Write a file in UTF-8 so that it holds the whole text or what it held before.

    A device or a named pipe is written to as it is, and what a symbolic link leads to is what changes.

    Raises:
        OSError: it cannot be written.
    """
    data = (text if is_json else harmless(text)).encode("utf-8", "backslashreplace")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        # A folder ends up here too, and says by itself what it is.
        target.write_bytes(data)
        return
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.new")
    try:
        with beside.open("xb") as file:
            file.write(data)
        with contextlib.suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def append_file(path: Path, text: str) -> None:
    """Add a text in UTF-8 to the end of a file.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("ab") as file:
        file.write(harmless(text).encode("utf-8", "backslashreplace"))


@contextmanager
def progress(what: str, stream: IO[str] | None = None, patience: float = PATIENCE) -> Generator[None]:
    """Say on a terminal what takes so long, once it has taken `patience` seconds; then the line goes."""
    target: Any = sys.stderr if stream is None else stream
    if not is_terminal(target) or os.environ.get("TERM") == "dumb":
        yield
        return
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(what, target, patience, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(what: str, target: IO[str], patience: float, done: threading.Event) -> None:
    seconds, wait = patience, patience
    while not done.wait(wait):
        target.write(f"\r{what}: {seconds:.0f} s ...")
        target.flush()
        wait = 1.0
        seconds += wait
    if seconds > patience:
        target.write("\r\x1b[K")
        target.flush()
