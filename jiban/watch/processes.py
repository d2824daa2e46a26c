"""The processes of a watch: one that is warm, and a fork of it for every plan.

The process of the command loads libraries. A fork of it, the warm process, loads what it can of the program;
it is made anew when that has changed. Each plan is made by a fork of the warm process, which no plan ever
runs in, so that none can leave anything behind. The fork for the next plan is there before it is asked for.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import pickle
import select
import signal
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban import supervisor
from jiban.watch import memory
from jiban.watch.opened import Opened
from jiban.watch.warmth import load_own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jiban.project.project import Project
    from jiban.watch.warmth import Loaded

_CHUNK: Final = 1 << 20
_LENGTH: Final = 8
_BEGIN: Final = b"b"
_end = os._exit


@dataclass(frozen=True, slots=True)
class Definition:
    """What the modules of a program that are loaded already were made of."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()


class Job:
    """A plan in a process of its own, which gets ready for it and waits."""

    def __init__(self, connection: socket.socket, question: Any = None) -> None:
        """Take the connection that it answers by, and what it was asked."""
        self._connection = connection
        self.question = question
        self._data = bytearray()
        self._pid = 0
        self._since = time.monotonic()

    def begin(self) -> None:
        """Plan now. A process that is gone is told of by `answer`."""
        self._since = time.monotonic()
        with contextlib.suppress(OSError):
            self._connection.sendall(_BEGIN)

    def is_there(self) -> bool:
        """Return whether its process, which has not been told to begin, still waits to be."""
        try:
            self.answer(0)
        except (EOFError, OSError):
            return False
        return True

    def answer(self, wait: float) -> Any:
        """Return the next part of the answer, or None if it has not come within so many seconds.

        Raises:
            EOFError: the process has ended, and said nothing more.
        """
        found = self._part()
        if found is not None or not select.select([self._connection], [], [], wait)[0]:
            return found
        ended = False
        with contextlib.suppress(BlockingIOError):
            while chunk := self._connection.recv(_CHUNK, socket.MSG_DONTWAIT):
                self._data += chunk
            ended = True
        found = self._part()
        if found is None and ended:
            raise EOFError
        return found

    def _part(self) -> Any:
        """Take a whole part from what was received; None where there is none."""
        if not self._pid and len(self._data) >= _LENGTH:
            self._pid = int.from_bytes(self._data[:_LENGTH], "little")
            del self._data[:_LENGTH]
        end = _LENGTH + int.from_bytes(self._data[:_LENGTH], "little")
        if not self._pid or len(self._data) < max(end, _LENGTH + 1):
            return None
        part = pickle.loads(self._data[_LENGTH:end])  # noqa: S301 - a fork of this process wrote it
        del self._data[:end]
        return part

    @property
    def seconds(self) -> float:
        """How long it has taken so far, since it was to begin."""
        return time.monotonic() - self._since

    def stop(self) -> None:
        """End it."""
        if not self._pid:
            with contextlib.suppress(EOFError, OSError):
                self.answer(1.0)
        if self._pid:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGKILL)
        self._connection.close()


class Warm:
    """A process that has loaded what a plan needs and that does not change."""

    def __init__(self, project: Project, loaded: Loaded, job: Callable[[Any], Iterator[Any]]) -> None:
        """Begin one.

        Args:
            project: what is planned.
            loaded: what the last plan has loaded.
            job: answers a question, part by part, in a process of its own. The first part is said when it is
                ready, and is nobody's.
        """
        self._control, there = socket.socketpair()
        parent = os.getpid()
        self._pid = os.fork()
        if not self._pid:
            self._control.close()
            _guarded(lambda: _serve(there, parent, project, loaded, job))
        there.close()
        self._definition: Definition | None = None

    def definition(self) -> Definition:
        """Return what the loaded modules were made of; waits until they are loaded."""
        found = self._definition
        if found is None:
            data = _received(self._control)
            found = self._definition = pickle.loads(data) if data else Definition()  # noqa: S301 - as above
        return found or Definition()

    def ask(self, question: Any) -> Job:
        """Have a process get ready for a plan.

        Raises:
            OSError: the process is gone.
        """
        self.definition()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [_BEGIN], [theirs.fileno()])
        _send(ours, pickle.dumps(question))
        return Job(ours, question)

    def stop(self) -> None:
        """End it; plans that are under way end with it."""
        self._control.close()
        with contextlib.suppress(OSError):
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)


def _guarded(run: Callable[[], None]) -> NoReturn:
    """Run what a fork is for; nothing that it raises gets back to where it was forked."""
    code = 1
    try:
        run()
        code = 0
    finally:
        _end(code)


def _alone(parent: int) -> None:
    """Be a process that ends with its parent, and says nothing to the supervisor."""
    supervisor.part()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the command ends its forks
    supervisor.die_with(parent)


def _serve(
    control: socket.socket,
    parent: int,
    project: Project,
    loaded: Loaded,
    job: Callable[[Any], Iterator[Any]],
) -> None:
    _alone(parent)
    opened = Opened()
    load_own(loaded, project)
    _send(control, pickle.dumps(Definition(*opened.told(project.main_dir))))
    # What is loaded stays: no fork need look for garbage in it, and copy it for that.
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    here = os.getpid()
    while True:
        said, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not said:
            return
        connection = socket.socket(fileno=descriptors[0])
        if os.fork():
            connection.close()
            continue
        control.close()
        _guarded(functools.partial(_answer, connection, here, job))


def _answer(connection: socket.socket, parent: int, job: Callable[[Any], Iterator[Any]]) -> None:
    _alone(parent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    connection.sendall(os.getpid().to_bytes(_LENGTH, "little"))
    parts = job(pickle.loads(_received(connection)))  # noqa: S301 - as above
    next(parts)
    gc.freeze()
    memory.have_own(lambda: bool(select.select([connection], [], [], 0)[0]))
    if not connection.recv(len(_BEGIN)):
        return
    for part in parts:
        _send(connection, pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL))


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(len(data).to_bytes(_LENGTH, "little") + data)


def _received(connection: socket.socket) -> bytes:
    """Return what `_send` has sent; nothing where the other end is gone."""
    data = bytearray()
    wanted = _LENGTH
    while len(data) < wanted:
        chunk = connection.recv(min(wanted - len(data), _CHUNK))
        if not chunk:
            return b""
        data += chunk
        if len(data) == _LENGTH:
            wanted = _LENGTH + int.from_bytes(data, "little")
    return bytes(data[_LENGTH:])
