"""Text from elsewhere as it may be shown: nothing in it moves a cursor, changes a colour or commands a CI.

Names, paths, refs, values and messages of exceptions come from outside. `printable` is for one of them in a
line, `harmless` for a whole text before it is written: what one producer forgets does not get out.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Final

from jiban import secrecy

_STYLE: Final = re.compile(r"(\x1b\[(?:0|[1-9][0-9]?)(?:;[1-9][0-9]?)*m)")
"""What `Look.paint` writes."""
_COMMAND: Final = re.compile(r"(?m)^([^\S\n]*):(?=:)|#(?=#(?:\[|vso\[|teamcity\[))")
"""Commands to a CI in what a step prints: `::error::` at the beginning of a line (GitHub), and anywhere
`##[` (GitHub, Azure), `##vso[` (Azure) and `##teamcity[`. Read in actions/runner
`src/Runner.Common/ActionCommand.cs`, microsoft/azure-pipelines-agent `Command.cs` and TeamCity's "Service
Messages", November 2026."""
_LINES: Final = ("\n", "\t")


def printable(text: str) -> str:
    """Return a text that shows no secret, stays on its line and cannot move the cursor or change colours.

    Control characters, line breaks and characters that turn the direction of writing are escaped. Whoever
    cuts or wraps a text does it after this: of a secret that is cut, the rest could not be told.
    """
    return _on_its_line(secrecy.current().text(text))


def _on_its_line(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def harmless(text: str, *, colour: bool = False) -> str:
    """Return a text of many lines as it may be written: see `printable`, and no line commands a CI.

    Args:
        text: what is to be written.
        colour: whether it holds colours of ours, which stay.
    """
    parts = _STYLE.split(text) if colour else [text]
    shown = "".join(part if at % 2 else _printable_lines(part) for at, part in enumerate(parts))
    return _COMMAND.sub(_escaped, shown)


def _printable_lines(text: str) -> str:
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(letter if letter in _LINES else _on_its_line(letter) for letter in text)


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    return f"{text[:-1]}\\x{ord(text[-1]):02x}"


def fault_of(error: BaseException, folder: Path | None = None, *, apart: Path | None = None) -> str:
    """Return an exception on one line: its type, what it says, and the last line of code in a folder.

    Args:
        error: what somebody else's code has raised.
        folder: where that code stands; None for wherever the exception comes from.
        apart: a folder whose lines say nothing of that code: it is what refuses what the code gives.
    """
    text = words_of(error)
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    inside = [
        frame
        for frame in frames
        if not frame.filename.startswith("<")  # generated code, as that of a dataclass
        and (folder is None or Path(frame.filename).is_relative_to(folder))
        and (apart is None or not Path(frame.filename).is_relative_to(apart))
    ]
    if not inside:
        return said
    last = inside[-1]
    file = Path(last.filename)
    name = file.relative_to(folder).as_posix() if folder is not None else file.name
    return f"{said} ({name}:{last.lineno})"


def words_of(error: BaseException) -> str:
    """Return what an exception says of itself; its type where saying it raises another one."""
    try:
        return str(error)
    except Exception as other:  # noqa: BLE001 - whatever the program's exception raises
        return f"(its text cannot be shown: {type(other).__name__})"


def traceback_of(error: BaseException) -> str:
    """Return the traceback of an error, whatever the error does when it is asked for its text."""
    try:
        return "".join(traceback.format_exception(error)).rstrip("\n")
    except Exception:  # noqa: BLE001 - whatever the exception raises
        lines = traceback.format_list(traceback.extract_tb(error.__traceback__))
        return "".join(
            ["Traceback (most recent call last):\n", *lines, f"{type(error).__name__}: {words_of(error)}"]
        )
