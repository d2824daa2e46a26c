"""What is tried: an input, how it is run, and what is wrong with an answer."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.corpus.host import SECONDS
from tests.infra.environments import ROOT
from tests.leaks.canaries import Cage

MEGABYTES: Final = 600
"""Memory that a command may take, with all that it has loaded."""
CODES: Final = frozenset({0, 1, 2, 5, 7, 9, 10})
KILLED: Final = frozenset(128 + number for number in signal.Signals)
"""Exit codes where a signal ends a command, which a program or a rule can send to itself."""
_COMMAND: Final = re.compile(r"(?m)^\s*::|##(\[|vso\[|teamcity\[)")
_TOOL: Final = f'File "{ROOT / "jiban"}/'
"""A line of this tool in a traceback. That of a program names lines of the program."""
_LAYOUT: Final = str.maketrans("", "", "\n\t")
_READ: Final = 1_000_000
"""Bytes of a document that are looked through."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has said, and what it took."""

    code: int | None
    """None where it did not end in time."""
    out: str
    err: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A command line in a folder of files."""

    name: str
    """What was done to what, for the message of a failing test."""
    arguments: Sequence[str]
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    odd: Mapping[str, str] = field(default_factory=dict[str, str])
    """Paths at which something stands that is no file, by what it is; see `ODD`."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    cage: Cage = field(default_factory=lambda: Cage(0))
    """The secrets in it."""
    program: bool = False
    """Whether code in it may fail or end itself; a program's traceback is told."""
    told: Callable[[Answer], str] = lambda _answer: ""
    """Returns what else is wrong with an answer."""

    def written(self, folder: Path) -> Path:
        """Write the files into a new folder and return it."""
        folder.mkdir()
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name, kind in self.odd.items():
            path = folder / name
            path.unlink(missing_ok=True)
            ODD[kind](path)
        return folder


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket has 107 letters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


ODD: Final[Mapping[str, Callable[[Path], Any]]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a loop of links": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "zeros without end": lambda path: path.symlink_to("/dev/zero"),
    "nothing at all": lambda path: path.symlink_to("/dev/null"),
    "the memory of the process": lambda path: path.symlink_to("/proc/self/mem"),
}


class Host:
    """A process that runs commands; see `tests.corpus.host`."""

    def __init__(self, folder: Path, warm: Mapping[str, bytes], modules: Sequence[str]) -> None:
        """Start it.

        Args:
            folder: a new one, for what it needs.
            warm: files of a project that it gets warm with.
            modules: what it loads.
        """
        self._folder = folder
        folder.mkdir()
        project = Input(name="", arguments=(), files=warm).written(folder / "warm")
        self._log = (folder / "host").open("wb")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
        home = str(folder / "home")
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HOME": home, "PULUMI_HOME": home}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.corpus.host", str(project), *modules],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def run(self, given: Input) -> tuple[Answer, str]:
        """Run an input; return the answer, and what it has written into files."""
        folder = given.written(self._folder / "project")
        names = {name: self._folder / name for name in ("out", "err")}
        asked = {
            "folder": str(folder),
            "arguments": list(given.arguments),
            "environment": dict(given.environment),
            **{name: str(path) for name, path in names.items()},
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the host has ended: {(self._folder / 'host').read_text()[-2000:]}"
        said = {name: _text(path) for name, path in names.items()}
        written = "".join(_text(path) for path in _new(folder, given))
        if folder.exists():  # a program may have removed it
            shutil.rmtree(folder)
        told: dict[str, Any] = {**json.loads(line), **said}
        return Answer(**told), written

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._log.close()


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_READ).decode(errors="surrogateescape")


def _new(folder: Path, given: Input) -> list[Path]:
    """Return the files that a command has written."""
    found = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [
        path for path in found if path.suffix != ".pyc" and str(path.relative_to(folder)) not in given.files
    ]


def _has_files(given: Input) -> bool:
    """Return whether documents are written into files."""
    return any("=" in each for each in given.arguments) and "-o" in given.arguments


def _is_report(given: Input) -> bool:
    """Return whether what is printed tells how far a command has come."""
    return given.arguments[:1] == ("rehearse",)


def faults(given: Input, answer: Answer, written: str) -> list[str]:
    """Return what is wrong with an answer."""
    text = answer.out + answer.err
    found = {
        f"no end within {SECONDS} s": answer.code is None,
        f"{answer.seconds:.0f} s": answer.seconds > SECONDS,
        f"exit code {answer.code}": answer.code is not None
        and answer.code not in (CODES | KILLED if given.program else CODES),
        f"{answer.megabytes:.0f} MB": answer.megabytes > MEGABYTES,
        "an error with a document, or without a word": (
            answer.code in {1, 2, 9} and bool(answer.out or not answer.err.strip()) and not _is_report(given)
        ),
        "success without a document": answer.code == 0 and not answer.out and not _has_files(given),
        "a traceback": "internal error" in text
        or _TOOL in text
        or ("Traceback" in text and not given.program),
        "a control character": not text.translate(_LAYOUT).isprintable(),
        "a command to a CI": _COMMAND.search(text) is not None,
        **{f"leaks the secret of {place}": True for place in given.cage.leaks(text + written)},
        given.told(answer): bool(given.told(answer)),
    }
    return [what for what, is_so in found.items() if is_so]
