"""The run of a program with other placeholders, which tells what of a plan comes from placeholders.

What a program does before it gets its first placeholder is the same in both runs. So the other run is a fork
of the first one, made there: it takes the time of the rest, beside the first run. Where a process cannot be
forked in safety, the program runs once more from its beginning instead.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban import supervisor
from jiban.model.placeholders import Outline
from jiban.plan.errors import PlanError, ProgramError
from jiban.project import descriptors, streams

if TYPE_CHECKING:
    from collections.abc import Callable

    from jiban.model.plan import Plan
    from jiban.plan.loop import PlanLoop

_end = os._exit
"""Ends this process; a program's own attempts to are refused by another function of this name."""
_CHUNK: Final = 1 << 20
_OWN: Final = f"{__name__.partition('.')[0]}."
"""Beginning of the names of this tool's modules."""
_DESCRIPTORS: Final = "/proc/self/fd"
_THREADS: Final = "/proc/self/task"


def said_of(error: PlanError) -> str:
    """Return what a failed run says, in a line."""
    said = error.summary if isinstance(error, ProgramError) else str(error)
    return (said.splitlines() or [""])[0]


def _held() -> frozenset[str] | None:
    """Return what a fork would have in common with its parent: open files, with their numbers, and children.

    Two processes that read from one file or wait for one child take from each other what is there once. None
    where nothing tells it.
    """
    found: set[str] = set()
    try:
        numbers, threads = os.listdir(_DESCRIPTORS), os.listdir(_THREADS)  # noqa: PTH208 - names are wanted
    except OSError:
        return None
    for number in numbers:
        with contextlib.suppress(OSError):  # that of the folder itself is closed by now
            found.add(f"{number} {os.readlink(f'{_DESCRIPTORS}/{number}')}")  # noqa: PTH115 - a text is wanted
    for thread in threads:
        with contextlib.suppress(OSError), open(f"{_THREADS}/{thread}/children", encoding="ascii") as file:  # noqa: PTH123 - as above
            found.update(f"child {each}" for each in file.read().split())
    return frozenset(found)


class WhichPlaceholders:
    """Which placeholders one run of a program is given."""

    def __init__(self, *, other: bool = False, parts: bool = False) -> None:
        """Take whether other placeholders are wanted, and whether the other run may part from this one."""
        self._other = other
        self._parts = parts and sys.platform == "linux"
        self._loop: PlanLoop | None = None
        self._threads = 0
        self._held: frozenset[str] | None = None
        # A program may have modules of these names itself, which stand in their place while it runs.
        own = sys.modules.items() if self._parts else ()
        self._own_modules = {name: each for name, each in own if name.startswith(_OWN)}
        self._fork: int | None = None
        self._pipe: int | None = None

    @property
    def is_other(self) -> bool:
        """Whether other placeholders are wanted, where none is made."""
        return self._other

    def on(self, loop: PlanLoop) -> None:
        """Begin: the program runs on this loop."""
        if self._parts:
            self._loop, self._threads, self._held = loop, threading.active_count(), _held()

    def other(self) -> bool:
        """Return whether other placeholders are wanted; to be asked before one is made.

        The first time, it may return twice: False here, and True in a fork.
        """
        if self._parts:
            # At the first placeholder or not at all: a later fork would have got this one as the plan has it.
            self._parts = False
            if self._can_part():
                self._part()
        return self._other

    def _can_part(self) -> bool:
        loop, held = self._loop, _held()
        return (
            loop is not None
            and loop.is_alone()
            and streams.is_kept()
            and threading.current_thread() is threading.main_thread()
            and threading.active_count() <= self._threads
            and held is not None
            and self._held is not None
            and held <= self._held
        )

    def _part(self) -> None:
        reading, writing = os.pipe()
        parent = os.getpid()
        try:
            with warnings.catch_warnings():
                # Python warns of threads. There is none but the one that passes on what is printed, which the
                # fork does without.
                warnings.simplefilter("ignore", DeprecationWarning)
                fork = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return
        if fork:
            os.close(writing)
            self._fork, self._pipe = fork, reading
            return
        supervisor.part()
        supervisor.die_with(parent)
        descriptors.silence()
        os.close(reading)
        if self._loop is not None:
            self._loop.part()
        self._other, self._pipe = True, writing

    def planned(self, plan: Callable[[], Plan]) -> Plan:
        """Return the plan that a function makes; a fork hands it to the process that it comes from, and ends.

        Raises:
            PlanError: the program fails.
        """
        try:
            found = plan()
        except PlanError as error:
            if self._is_fork:
                self._send(said_of(error))
            raise
        if self._is_fork:
            self._send(Outline.of(found))
        return found

    @property
    def _is_fork(self) -> bool:
        return self._other and self._pipe is not None

    def _send(self, found: Outline | str) -> NoReturn:
        sys.modules.update(self._own_modules)
        with contextlib.suppress(OSError), os.fdopen(self._pipe or 0, "wb") as pipe:
            pickle.dump(found, pipe, protocol=pickle.HIGHEST_PROTOCOL)
        _end(0)

    def result(self) -> Outline | str | None:
        """Wait for the plan of the fork. What it says, where it fails; None where there is no answer."""
        if self._pipe is None:
            return None
        data = bytearray()
        while chunk := os.read(self._pipe, _CHUNK):
            data += chunk
        if not data:
            return None
        found: Any = pickle.loads(data)  # noqa: S301 - this process's own fork wrote it
        return found if isinstance(found, (Outline, str)) else None

    def end(self) -> None:
        """End the fork, where there is one that still runs."""
        if self._fork is None or self._is_fork:
            return
        with contextlib.suppress(OSError):
            os.kill(self._fork, signal.SIGKILL)
            os.waitpid(self._fork, 0)
        if self._pipe is not None:
            os.close(self._pipe)
        self._fork = self._pipe = None
