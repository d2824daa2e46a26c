"""The time that a program has, and how one that does not end is stopped.

A timer interrupts the main thread, wherever it waits or loops in Python. Code that never comes back to Python
is out of its reach: `jiban.supervisor`, which watches from another process, ends that.
"""

from __future__ import annotations

import asyncio
import itertools
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jiban import secrecy, supervisor
from jiban.plan.errors import PlanError
from jiban.plan.source_lines import is_library, library_folders
from jiban.project.descriptors import descriptors_masked

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from types import FrameType

_AGAIN: Final = 0.5
"""Seconds after which a program that has caught the interruption is interrupted again."""


class ProgramTimeout(PlanError):  # noqa: N818 - as the other errors of a plan
    """A program that did not end in the time it had."""

    exit_code = supervisor.TIMEOUT


class _Interruption(KeyboardInterrupt):
    """Interrupts a program: of the kind that asyncio lets through, and `except Exception` does not catch."""


@contextmanager
def limited(seconds: int, root: Path) -> Generator[None]:
    """Give a program a time to end in.

    Threads that the program leaves behind count as the program, as Python waits for them at its end.

    Args:
        seconds: the time; 0 for any.
        root: folder of the project, which places are named relative to.

    Raises:
        ProgramTimeout: it has not ended.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield
        return
    stood: list[str] = []

    def interrupt(_number: int, frame: FrameType | None) -> None:
        if not stood:
            stood.append(_place(frame, root))
        raise _Interruption

    threads = set(threading.enumerate())
    before = signal.signal(signal.SIGALRM, interrupt)
    supervisor.began(seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
        _wait(threads)
    except _Interruption:
        signal.setitimer(signal.ITIMER_REAL, 0)
        supervisor.stopped()
        raise ProgramTimeout(supervisor.message(seconds, stood[0])) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        supervisor.ended()


def _wait(threads: Iterable[threading.Thread]) -> None:
    """Wait for the threads that a program has left, which are still the program."""
    left = [each for each in set(threading.enumerate()) - set(threads) if not each.daemon]
    if not any(thread.is_alive() for thread in left):
        return
    with descriptors_masked(secrecy.current().text):
        while any(thread.is_alive() for thread in left):
            time.sleep(0.01)


def _place(frame: FrameType | None, root: Path) -> str:
    """Return the line of the program that is being run, waited for, or run by a thread of it."""
    libraries = library_folders()
    for each in (_programs(frame), *_tasks(), *_threads()):
        for file, line in each:
            if not is_library(file, libraries) and not supervisor.is_tool(file) and Path(file).is_file():
                return supervisor.shown(file, line, root)
    return ""


def _programs(frame: FrameType | None) -> list[tuple[str, int]]:
    """Return the lines that run below the planner's own, innermost first; none where it is not below."""
    lines = _lines(frame)
    below = list(itertools.takewhile(lambda each: each[0] != supervisor.RUN, lines))
    return below if len(below) < len(lines) else []


def _lines(frame: FrameType | None) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while frame is not None:
        found.append((frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return found


def _tasks() -> list[list[tuple[str, int]]]:
    loop = asyncio._get_running_loop()  # noqa: SLF001 - get_running_loop is for coroutines alone
    tasks: set[asyncio.Task[Any]] = asyncio.all_tasks(loop) if loop is not None else set()
    return [[(frame.f_code.co_filename, frame.f_lineno) for frame in _awaiting(task)] for task in tasks]


def _awaiting(task: asyncio.Task[Any]) -> list[FrameType]:
    """Return the frames of a task, innermost first."""
    found: list[FrameType] = []
    step: Any = task.get_coro()
    while step is not None:
        frame: FrameType | None = getattr(step, "cr_frame", None)
        if frame is not None:
            found.insert(0, frame)
        step = getattr(step, "cr_await", None)
    return found


def _threads() -> list[list[tuple[str, int]]]:
    current = sys._current_frames()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - documented, in spite of its name
    others = [each.ident for each in threading.enumerate() if each is not threading.main_thread()]
    return [_lines(current.get(ident)) for ident in others if ident is not None]
