"""Programs that start in a Python which has the SDKs loaded already.

There are two such Pythons, which take turns: each has a seed of its own for the order of sets, as each start
of a Python has, so that a program which depends on that order still shows it from one run to the next.

What a program had loaded is loaded for the next one, where it is known that loading it does nothing else:
modules of Python, of Pulumi, and of the packages below. A list of their names is kept in the user's cache.
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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from jiban.user_cache import folder

_WARM: Final = Path(__file__).with_name("warm_program.py")
_PACKAGES: Final = frozenset(
    {
        "annotated_types",
        "google",
        "grpc",
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
_SEEDS: Final = 2
_PIECE: Final = 65536


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

    def load(self, names: Sequence[str]) -> None:
        """Have modules loaded when there is nothing else to do; one that has ended is told in vain."""
        with contextlib.suppress(OSError):
            self._line.sendall(json.dumps({"load": list(names)}).encode() + b"\n")

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        place: str,
        files: Sequence[int],
        started: Callable[[int], None],
    ) -> tuple[int, tuple[str, ...]]:
        """Run a program to its end.

        Args:
            arguments: for the runner.
            environment: the program's variables.
            place: its working folder; empty for that of this process.
            files: descriptors for what it prints, and for its errors.
            started: gets the number of its process.

        Returns:
            Its exit code, and the modules that were loaded for it.

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

    def _ended(self, process: int, started: Callable[[int], None]) -> tuple[int, tuple[str, ...]]:
        """Wait for a program; nobody may start it once more, also where the waiting Python ends before it."""
        started(process)
        try:
            ended = self._response()
        except OSError:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            return -signal.SIGKILL, ()
        return int(ended["code"]), tuple(ended["modules"])

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

    def __init__(self, python: str, runner: Path, environment: Mapping[str, str], project: Path) -> None:
        """Start the Pythons, and have them load what programs of this project have loaded before.

        Raises:
            OSError: they cannot be started.
        """
        self.python = python
        self._project = project
        which = zlib.crc32("\0".join((str(project), python)).encode(errors="replace"))
        self._kept = folder() / f"rehearsed-{which:x}.json"
        self._pythons = [WarmPython(python, runner, environment) for _ in range(_SEEDS)]
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
        chosen = self._pythons[self._turn % _SEEDS]
        self._turn += 1

        def begun(process: int) -> None:
            started(process)
            # The others get ready meanwhile, so that they do not keep the first one from its start.
            for each in self._pythons[self._turn : _SEEDS]:
                each.load(self._loaded)

        code, modules = chosen.run(arguments, environment, place, files, begun)
        known = set(self._loaded)
        new = [name for name in self._harmless(modules) if name not in known]
        if new:
            self._loaded = [*self._loaded, *new]
            for each in self._pythons:
                each.load(new)
            _write(self._kept, self._loaded)
        return code

    def end(self) -> None:
        """End the Pythons."""
        for each in self._pythons:
            each.end()

    def _harmless(self, names: Iterable[str]) -> list[str]:
        """Return the modules that may be loaded before a program asks for them.

        Not where the project has one of the same name, which would be the one that the program gets.
        """
        known = _PACKAGES | sys.stdlib_module_names
        tops = {name.partition(".")[0] for name in names} & known
        tops -= {each for each in tops if _in(self._project, each)}
        return [name for name in names if name.partition(".")[0] in tops]


def _in(project: Path, name: str) -> bool:
    return (project / name).exists() or (project / f"{name}.py").exists()


def _read(file: Path) -> list[str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    names = cast("list[Any]", found) if isinstance(found, list) else []
    return [name for name in names if isinstance(name, str)]


def _write(file: Path, names: Sequence[str]) -> None:
    """Keep names; a folder that is closed costs time at the next rehearsal, and nothing else."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.{os.getpid()}")
        new.write_text(json.dumps(list(names)), encoding="utf-8")
        new.replace(file)
