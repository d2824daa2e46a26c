"""Waits until nobody in a rehearsal has anything to do but to wait.

A change that another one must meet, if there is one, need not go on once the engine and the program have
started whatever they can: from there on both wait, and would for ever. That is seen by the time that they
spend on processors, on Linux. Where it cannot be seen the wait is as long as it may be.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_LOOK: Final = 0.01
"""Seconds between two looks."""
_NOTHING: Final = 0.05
"""Share of the time between two looks that all processes together spend where none does anything: runtimes
look after themselves."""
_WAITING: Final = frozenset({b"S", b"I", b"Z"})
"""States of threads that do nothing and are not about to."""
_ENOUGH: Final = 65536


class Others:
    """The processes that a command has started, and what they have started, and the threads of this one."""

    def __init__(self, command: int) -> None:
        """Take the number of the command's process."""
        self._command = command
        self._lock = threading.Lock()
        self._looked = 0.0
        """Seconds that this process has spent on looking."""

    def await_quiet(self, most: float) -> None:
        """Wait until all of them wait.

        Args:
            most: seconds after which it does not matter any more.
        """
        end = time.monotonic() + most
        there = self._processes()
        spent = self._spent(there)
        while (left := end - time.monotonic()) > 0:
            began = time.monotonic()
            time.sleep(min(_LOOK, left))
            before, spent = spent, self._spent(there)
            if before is None or spent is None:
                there = self._processes()
            elif spent - before < _NOTHING * (time.monotonic() - began):
                known, there = there, self._processes()
                if there == known and self._all_wait(there):
                    return

    def _processes(self) -> frozenset[int]:
        """Return the processes, but for this one; none where the system does not tell them."""
        with self._counted():
            found: set[int] = set()
            waiting = [self._command]
            try:
                while waiting:
                    for task in _tasks(waiting.pop()):
                        children = set(map(int, _read(f"{task}/children").split())) - {os.getpid()}
                        found |= children
                        waiting += children
            except OSError:
                return frozenset()
            return frozenset(found)

    def _spent(self, there: frozenset[int]) -> float | None:
        """Return the seconds of processors of all; None where nobody says them."""
        with self._counted():
            if not there:
                return None
            try:
                # The clock of another process has this number (`clock_getcpuclockid`).
                others = sum(time.clock_gettime((~each << 3) | 2) for each in there)
            except OSError:
                return None
        return others + time.process_time() - self._looked

    def _all_wait(self, there: frozenset[int]) -> bool:
        with self._counted():
            try:
                return all(_state(task) in _WAITING for each in there for task in _tasks(each))
            except OSError:
                return False

    @contextmanager
    def _counted(self) -> Generator[None]:
        """Count what this thread spends as spent on looking."""
        started = time.thread_time()
        yield
        with self._lock:
            self._looked += time.thread_time() - started


def _tasks(process: int) -> list[str]:
    """Return the folders of a process's threads."""
    folder = f"/proc/{process}/task"
    return [f"{folder}/{each}" for each in os.listdir(folder)]  # noqa: PTH208 - a Path is slow


def _state(task: str) -> bytes:
    """Return the letter of a thread's state, which comes after its name in brackets."""
    return _read(f"{task}/stat").rpartition(b") ")[2][:1]


def _read(file: str) -> bytes:
    opened = os.open(file, os.O_RDONLY)
    try:
        return os.read(opened, _ENOUGH)
    finally:
        os.close(opened)
