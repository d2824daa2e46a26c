"""Runs commands in turn and takes their time and memory: what `benchmarks.peers` is made of.

The commands of a round come one after the other, and the rounds are repeated, so that whatever else the
machine does at a time falls on all of them alike.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_KIBIBYTE = 1024
_LOOK = 0.025
"""Seconds between two looks at the memory of a tree of processes."""
_MOMENT = 0.5
"""Seconds that what a command has left behind may take to end."""
_ADOPT = 36
"""`PR_SET_CHILD_SUBREAPER` of Linux's prctl."""
_SAID = 400
"""Characters of the end of what a command has said that are shown where it fails."""


class Failed(Exception):  # noqa: N818 - reads as what has happened to the command
    """A command that exits with a code that is not among those expected of it."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command whose figures are wanted."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    """Where it runs."""
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of its environment, over those of this process."""
    codes: frozenset[int] = frozenset({0})
    """Exit codes of a run that has done its work: tools tell by them what they have found."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run takes."""

    seconds: float
    """Wall time."""
    processor: float
    """Seconds of processor time, of the process, of all that it waits for, and of what it leaves behind that
    ends within a moment."""
    megabytes: float
    """Resident memory of the tree of processes at its largest, in 10^6 bytes; what two share counts twice.
    Where the system tells no process's children, the largest process of the tree."""
    largest: float
    """Resident memory of the largest process, in 10^6 bytes."""


def middle(runs: Sequence[Taken]) -> Taken:
    """Return the median times of several runs, and the most memory that any of them took.

    Raises:
        ValueError: there are none.
    """
    if not runs:
        raise ValueError("there is no run to take the median of")
    return Taken(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.megabytes for run in runs),
        max(run.largest for run in runs),
    )


def ratio(ours: float, theirs: float) -> float:
    """Return how many times theirs ours is.

    Raises:
        ValueError: theirs is nothing, which no command takes: it has not been measured.
    """
    if theirs <= 0:
        raise ValueError(f"a figure of {theirs:g} is none to set another beside")
    return ours / theirs


def once(command: Command) -> Taken:
    """Run a command to its end with its output thrown away.

    Raises:
        Failed: it exits with another code than expected, or is not there.
    """
    with _adopting(), tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(
                command.argv,
                cwd=command.folder,
                env={**os.environ, **command.variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        except OSError as error:
            raise Failed(f"{command.name} does not start: {error.strerror}") from error
        with _watched() as most:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
        usages = [usage, *_left_behind()]
        # wait4 took the exit status, so Popen must not wait for it again.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in command.codes:
            said.seek(0)
            end = said.read().decode(errors="replace").strip()[-_SAID:]
            raise Failed(f"{command.name} exits with {process.returncode}: {end}")
    processor = sum(each.ru_utime + each.ru_stime for each in usages)
    largest = max(each.ru_maxrss for each in usages) * (1 if sys.platform == "darwin" else _KIBIBYTE)
    return Taken(seconds, processor, max(largest, *most) / 1_000_000, largest / 1_000_000)


def in_rounds(commands: Sequence[Command], rounds: int) -> list[tuple[Command, list[Taken] | Failed]]:
    """Run each command once to warm the caches, then all of them in turn, as many rounds as asked.

    Returns:
        Each command with its runs, or why it has none. One that fails in a round is not run in the next ones.
    """
    runs: dict[str, list[Taken]] = {command.name: [] for command in commands}
    failed: dict[str, Failed] = {}
    for turn in range(rounds + 1):
        for command in commands:
            if command.name in failed:
                continue
            try:
                taken = once(command)
            except Failed as error:
                failed[command.name] = error
                continue
            if turn:
                runs[command.name].append(taken)
    return [(command, failed.get(command.name) or runs[command.name]) for command in commands]


@contextlib.contextmanager
def _adopting() -> Generator[None]:
    """Be the parent of what outlives its own, so that its time and memory count as well; on Linux."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        yield
        return
    prctl(_ADOPT, 1)
    try:
        yield
    finally:
        prctl(_ADOPT, 0)


def _left_behind() -> list[resource.struct_rusage]:
    """Return what processes have used that a command has left behind, as soon as they end."""
    found: list[resource.struct_rusage] = []
    until = time.monotonic() + _MOMENT
    while time.monotonic() < until:
        try:
            ended, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if ended:
            found.append(usage)
        else:
            time.sleep(_LOOK)
    return found


@contextlib.contextmanager
def _watched() -> Generator[list[int]]:
    """Look at the memory of all that this process has started; the list gets the most bytes at one time."""
    most = [0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK):
            most[0] = max(most[0], sum(map(resident, _children(os.getpid()))))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def resident(pid: int) -> int:
    """Return the bytes that a process and its descendants hold in memory; 0 where nothing tells them.

    Pages that several of them have in common, as a fork has with what it was forked from, are shared out
    among them where the system says so (`smaps_rollup`). Elsewhere a child that has just been forked, and has
    not yet become the program that it is started for, has the very memory of its parent, and adds nothing.
    """
    total = 0
    tree = [(pid, "")]
    for each, of_parent in tree:
        held = ""
        with contextlib.suppress(OSError):
            held = Path(f"/proc/{each}/statm").read_text()
            share = _share(each)
            total += added(held, of_parent) * os.sysconf("SC_PAGE_SIZE") if share is None else share
        tree += [(child, held) for child in _children(each)]
    return total


def _children(pid: int) -> list[int]:
    """Return the children of a process, as far as they are told."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names alone, many times a second
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    return found


def _share(pid: int) -> int | None:
    """Return the bytes of a process, of pages in common its part; None where nothing tells it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    return next(
        (int(line.split()[1]) * _KIBIBYTE for line in text.splitlines() if line.startswith("Pss:")), None
    )


def added(held: str, of_parent: str) -> int:
    """Return the pages that a process adds to those of its parent, by what Linux's `statm` says of both."""
    return 0 if held == of_parent else int(held.split()[1])
