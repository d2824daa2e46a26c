"""A Python that has the SDKs loaded and waits for programs to run: each runs in a fork of it.

It runs in the programs' own Python, which may have no jiban, as `warm_program.py RUNNER` with a socket for
standard input: it imports nothing of jiban, and loads what it needs by path. Lines of JSON go over the
socket. `{"load": [THING, ...]}` has things loaded as soon as there is nothing else to do: a module as
`["module", NAME]`, a class of a module that makes them when they are asked for as `["class", MODULE, NAME]`,
and what the SDK reads of the types of a class as `["types", MODULE, CLASS, READER, [INPUT, ...]]`.
`{"arguments": [...], "environment": {...}, "folder": ...}`, sent with the two files that a program writes
to, runs one; the responses are `{"pid": ...}` and, when it has ended, `{"code": ..., "loaded": [...]}`,
with the things that it had loaded and this process had not. `{"refused": ...}` says why none is run.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import sys
import tempfile
import threading
import traceback
from collections import deque
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Final

_PIECE: Final = 65536
_FILES: Final = 2
_WATCH: Final = 0.5
"""Seconds between two looks at a program that has left something behind."""
_STANDARD: Final = ("argparse", "asyncio", "inspect", "logging", "runpy", "pulumi", "pulumi.runtime")
"""What Pulumi's runner imports itself."""


class Gone(Exception):  # noqa: N818 - it is no error: the other side has ended
    """Nobody is there any more who could ask for a program."""


class Waiting:
    """Loads modules and runs programs, one at a time, as it is told to."""

    def __init__(self, line: socket.socket, runner: str, starter: ModuleType, *, has_jiban: bool) -> None:
        """Take the socket, Pulumi's runner of programs, and the module that starts it.

        Args:
            line: the socket.
            runner: path of Pulumi's runner.
            starter: `start_program.py`, loaded.
            has_jiban: whether programs get the jiban that this file is of.
        """
        self._line = line
        self._runner = runner
        self._starter = starter
        self._has_jiban = has_jiban
        self._wanted: deque[list[Any]] = deque(["module", name] for name in _STANDARD)
        self._received = b""
        self._files: list[int] = []

    def serve(self) -> int | None:
        """Do what is asked for until nobody is there.

        Returns:
            In a fork, the exit code of the program that it was made for; None in the first process.
        """
        while True:
            while self._wanted and not self._asked():
                self._load(self._wanted.popleft())
            try:
                request = self._request()
            except Gone:
                return None
            self._wanted.extend(request.get("load", ()))
            if "arguments" in request:
                # A program would load them itself, and the next one again.
                while self._wanted:
                    self._load(self._wanted.popleft())
                # They may have come together with the line before it.
                files, self._files = self._files, []
                code = self._run(request, files)
                if code is not None:
                    return code

    def _asked(self) -> bool:
        return b"\n" in self._received or bool(select.select([self._line], [], [], 0)[0])

    def _load(self, thing: list[Any]) -> None:
        kind, name, *more = thing
        if name.partition(".")[0] == "jiban" and not self._has_jiban:
            return
        # What a program imports it may find missing or broken again, and say so itself.
        with contextlib.suppress(Exception):
            module = _imported(name)
            if kind == "class":
                getattr(module, more[0])
            if kind == "types":
                self._starter.read_types(getattr(module, more[0]), *more[1:])

    def _request(self) -> dict[str, Any]:
        while b"\n" not in self._received:
            data, found, _, _ = socket.recv_fds(self._line, _PIECE, _FILES)
            self._files += found
            if not data:
                raise Gone
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        return json.loads(line)

    def _say(self, **response: Any) -> None:
        self._line.sendall(json.dumps(response).encode() + b"\n")

    def _run(self, request: dict[str, Any], files: list[int]) -> int | None:
        """Run a program in a fork; return its exit code there, and None here."""
        if threading.active_count() > 1:
            self._say(refused="something that was loaded has started a thread")
            _close(files)
            return None
        with tempfile.TemporaryFile("w+") as notes:
            # Else the fork would copy every page that the collector looks at.
            gc.freeze()
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                self._line.close()
                os.close(reader)
                return self._become(request, files, notes)
            _close([*files, writer])
            self._say(pid=child)
            status = self._waited(child, reader)
            os.close(reader)
            notes.seek(0)
            self._say(code=os.waitstatus_to_exitcode(status), loaded=json.loads(notes.read() or "[]"))
        return None

    def _waited(self, child: int, reader: int) -> int:
        """Wait for a program, and end it when nobody is there any more; return its exit status.

        The other end of the pipe is the program's, or of something that it has left behind.
        """
        while True:
            ready, _, _ = select.select([reader, self._line], [], [], _WATCH)
            if self._line in ready and not self._line.recv(1, socket.MSG_PEEK):
                os.kill(child, signal.SIGKILL)
            ended, status = os.waitpid(child, 0 if reader in ready else os.WNOHANG)
            if ended:
                return status

    def _become(self, request: dict[str, Any], files: list[int], notes: IO[str]) -> int:
        """Become a program, as if its Python had just been started for it."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for place, file in enumerate((nothing, *files)):
            os.dup2(file, place)
        _close([nothing, *files])
        os.environ.clear()
        os.environ.update(request["environment"])
        if request["folder"]:
            os.chdir(request["folder"])
        before = {json.dumps(each) for each in _loaded(self._starter)}
        code = _ended(self._starter, [self._runner, *request["arguments"]])
        json.dump([each for each in _loaded(self._starter) if json.dumps(each) not in before], notes)
        notes.flush()
        return code


def _imported(name: str) -> ModuleType:
    """Import a module with what it lies in."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        module = importlib.import_module(".".join(parts[:count]))
        # A service of an SDK is loaded when something of it is asked for. A part that was loaded before its
        # service would be another one than what the service has.
        getattr(module, "_jiban_is_here", None)
    return sys.modules[name]


def _loaded(starter: ModuleType) -> list[list[Any]]:
    """Return what is loaded, in an order in which it can be loaded again.

    Modules of an SDK that were only announced are not.
    """
    modules = list(sys.modules.items())
    classes = sys.modules.get("jiban.lazy_sdk.classes")
    return [
        *(["module", name] for name, module in modules if type(module) is ModuleType),
        *(["class", name, each] for name, made in (classes.made() if classes else ()) for each in made),
        *(["types", *each] for each in starter.types_read()),
    ]


def _close(files: list[int]) -> None:
    for each in files:
        os.close(each)


def _ended(starter: ModuleType, arguments: list[str]) -> int:
    """Run the runner to its end, and return its exit code."""
    try:
        starter.run(arguments)
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        sys.stderr.write(f"{error.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - this is where Python itself would print it
        traceback.print_exc()
        return 1
    return 0


def _load_by_parts() -> bool:
    """Load of SDKs what programs use, if their Python has this very jiban; return whether it has."""
    found = importlib.util.find_spec("jiban")
    here = Path(__file__).resolve().parents[1] / "__init__.py"
    if found is not None and found.origin is not None and Path(found.origin).resolve() == here:
        importlib.import_module("jiban.lazy_sdk.finder").install()
        return True
    return False


def main() -> None:
    """Wait for programs of one runner."""
    file = Path(__file__).with_name("start_program.py")
    starter = ModuleType("_jiban_start_program")
    starter.__file__ = str(file)
    SourceFileLoader(starter.__name__, str(file)).exec_module(starter)
    starter.prepare()
    has_jiban = _load_by_parts()
    runner = sys.argv[1]
    # The programs' own folder of modules, and not this one's.
    sys.path[0] = str(Path(runner).parent)
    line = socket.socket(fileno=os.dup(0))
    code = Waiting(line, runner, starter, has_jiban=has_jiban).serve()
    if code is None:
        os._exit(0)
    sys.exit(code)


if __name__ == "__main__":
    # Who is at the terminal stops the engine, and that ends the programs.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
