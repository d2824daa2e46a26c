"""Programs that start in a Python which has the SDKs loaded already.

There are two such Pythons, which take turns: each has a seed of its own for the order of sets, as each start
of a Python has, so that a program which depends on that order still shows it from one run to the next.

What a program had loaded is loaded for the next one, where it is known that loading it does nothing else:
modules of Python, of Pulumi, of the packages below, and of jiban where the programs' is this one; classes of
SDKs that are made when they are asked for; and what was read of the types of classes. A list of it is kept in
the user's cache.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from jiban.user_cache import folder

_WARM: Final = Path(__file__).with_name("warm_program.py")
_PACKAGES: Final = frozenset(
    {
        "annotated_types",
        "google",
        "grpc",
        "jiban",
        "pulumi",
        "pulumi_aws",
        "pulumi_azure_native",
        "pulumi_kubernetes",
        "pydantic",
        "pydantic_core",
        "typing_extensions",
        "typing_inspection",
        "yaml",
    }
)
"""Whose modules only define things when they are loaded."""
_JIBAN: Final = Path(__file__).resolve().parents[1]
_SEEDS: Final = 2
_PIECE: Final = 65536


Thing = list[Any]
"""What can be loaded ahead, as `warm_program.py` describes it; the second of its parts is a module."""


class NotWarmError(Exception):
    """The program was not started; the text says why. It can be started as any other."""


class WarmPython:
    """One Python that waits for programs."""

    def __init__(self, python: str, runner: Path, environment: Mapping[str, str]) -> None:
        """Start it.

        Args:
            python: path of the interpreter.
            runner: Pulumi's runner of programs.
            environment: variables that it starts with; a program has its own.

        Raises:
            OSError: it cannot be started.
        """
        self._line, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [python, "-u", str(_WARM), str(runner)],
                stdin=other.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(environment),
            )
        self._busy = threading.Lock()
        self._received = b""

    def load(self, things: Sequence[Thing]) -> None:
        """Have things loaded when there is nothing else to do; one that has ended is told in vain."""
        with contextlib.suppress(OSError):
            self._line.sendall(json.dumps({"load": list(things)}).encode() + b"\n")

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        place: str,
        files: Sequence[int],
        started: Callable[[int], None],
    ) -> tuple[int, tuple[Thing, ...]]:
        """Run a program to its end.

        Args:
            arguments: for the runner.
            environment: the program's variables.
            place: its working folder; empty for that of this process.
            files: descriptors for what it prints, and for its errors.
            started: gets the number of its process.

        Returns:
            Its exit code, and what was loaded for it.

        Raises:
            NotWarmError: it was not started.
        """
        if not self._busy.acquire(blocking=False):
            raise NotWarmError("another program is running")
        try:
            request = {"arguments": list(arguments), "environment": dict(environment), "folder": place}
            data = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(self._line, [data], list(files))
            self._line.sendall(data[sent:])
            response = self._response()
        except OSError as error:
            self._busy.release()
            raise NotWarmError(f"the waiting Python has ended: {error}") from error
        try:
            if "pid" not in response:
                raise NotWarmError(str(response.get("refused")))
            return self._ended(int(response["pid"]), started)
        finally:
            self._busy.release()

    def _ended(self, process: int, started: Callable[[int], None]) -> tuple[int, tuple[Thing, ...]]:
        """Wait for a program; nobody may start it once more, also where the waiting Python ends before it."""
        started(process)
        try:
            ended = self._response()
        except OSError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            return -signal.SIGKILL, ()
        return int(ended["code"]), tuple(ended["loaded"])

    def end(self) -> None:
        """End it, and with it the program that it runs."""
        self._line.close()
        self._process.wait()

    def _response(self) -> Mapping[str, Any]:
        while b"\n" not in self._received:
            data = self._line.recv(_PIECE)
            if not data:
                raise ConnectionError("no response")
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        return cast("Mapping[str, Any]", json.loads(line))


class Programs:
    """Runs the programs of one project, each in the one of its Pythons whose turn it is."""

    def __init__(
        self, python: str, runner: Path, environment: Mapping[str, str], project: Path, stack: str = ""
    ) -> None:
        """Start the first Python, and have it load what the program has loaded for this stack before.

        Args:
            python: path of the interpreter.
            runner: Pulumi's runner of programs.
            environment: variables that it starts with; a program has its own.
            project: folder of the project.
            stack: name of the stack that is rehearsed.

        Raises:
            OSError: it cannot be started.
        """
        self.python = python
        self._start = partial(WarmPython, python, runner, environment)
        self._project = project
        which = zlib.crc32("\0".join((str(project), python, stack)).encode(errors="replace"))
        self._kept = folder() / f"rehearsed-{which:x}.json"
        self._pythons = [self._start()]
        self._turn = 0
        self._loaded = self._harmless(_read(self._kept))
        self._pythons[0].load(self._loaded)

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        place: str,
        files: Sequence[int],
        started: Callable[[int], None],
    ) -> int:
        """Run a program to its end, and return its exit code.

        Raises:
            NotWarmError: it was not started.
        """
        which = self._turn % _SEEDS
        self._turn += 1
        if which == len(self._pythons):
            self._start_next()
        chosen = self._pythons[which]

        def begun(process: int) -> None:
            started(process)
            # The next one gets ready meanwhile, so that it does not keep the first one from its start.
            if len(self._pythons) < _SEEDS:
                with contextlib.suppress(NotWarmError):
                    self._start_next()

        code, loaded = chosen.run(arguments, environment, place, files, begun)
        known = set(map(json.dumps, self._loaded))
        new = [thing for thing in self._harmless(loaded) if json.dumps(thing) not in known]
        if new:
            self._loaded = [*self._loaded, *new]
            for each in self._pythons:
                each.load(new)
            _write(self._kept, self._loaded)
        return code

    def _start_next(self) -> None:
        """Start one more Python.

        Raises:
            NotWarmError: it cannot be started.
        """
        try:
            self._pythons.append(self._start())
        except OSError as error:
            raise NotWarmError(str(error)) from error
        self._pythons[-1].load(self._loaded)

    def end(self) -> None:
        """End the Pythons."""
        for each in self._pythons:
            each.end()

    def _harmless(self, things: Sequence[Thing]) -> list[Thing]:
        """Return what may be loaded before a program asks for it.

        Not of a module where the project has one of its name, which would be the one that the program gets.
        """
        known = _PACKAGES | sys.stdlib_module_names
        tops = {_top(thing) for thing in things} & known
        tops -= {each for each in tops if _in(self._project, each)}
        return [thing for thing in things if _top(thing) in tops]


def _top(thing: Thing) -> str:
    return str(thing[1]).partition(".")[0]


def _in(project: Path, name: str) -> bool:
    """Return whether a project has a module of a name; this very jiban is none of its own."""
    folder_ = project / name
    return (folder_.exists() and folder_.resolve() != _JIBAN) or (project / f"{name}.py").exists()


def _read(file: Path) -> list[Thing]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    things = cast("list[Any]", found) if isinstance(found, list) else []
    return [thing for thing in things if isinstance(thing, list) and len(cast("Thing", thing)) > 1]


def _write(file: Path, things: Sequence[Thing]) -> None:
    """Keep what to load; a folder that is closed costs time at the next rehearsal, and nothing else."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.{os.getpid()}")
        new.write_text(json.dumps(list(things)), encoding="utf-8")
        new.replace(file)
