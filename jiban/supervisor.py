"""Watches a command from a process of its own, and ends a program that nothing inside can stop.

A program may loop inside of C code, where no handler of a signal in Python ever runs. So the command itself
goes on in a child process, which tells by a pipe when a program begins and ends; this process waits. If the
program is still running some seconds after its time, it is killed with all that it has started, and the exit
code is that of a timeout, as it is where the program could be stopped from inside (`jiban.plan.deadline`).
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import select
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

TIMEOUT: Final = 9
"""Exit code of a program that did not end: Pulumi's own (`ExitTimeout`)."""
DEFAULT: Final = 300
"""Seconds that a program has, unless `--timeout` says otherwise."""
_TO_END_BY_ITSELF: Final = 1.0
"""Seconds after Ctrl-C in which a child that the terminal has told, too, begins to end."""
_GRACE: Final = 3.0
"""Seconds between the interruption of a program from inside and its end by force."""
_DUMP: Final = signal.SIGUSR2
_DIE_WITH_PARENT: Final = 1
"""`PR_SET_PDEATHSIG` of Linux's prctl."""
_TOOL: Final = Path(__file__).resolve().parent
RUN: Final = str(_TOOL / "plan" / "run.py")
"""The file that runs programs: what is above it on the stack belongs to no program."""
_FRAME: Final = re.compile(r'^  File "(.+)", line (\d+) in ', re.MULTILINE)

_pipe: int | None = None


def message(seconds: int, place: str) -> str:
    """Say that a program did not end."""
    stood = f" It stood at {place}." if place else ""
    return (
        f"the program did not end within {seconds} s, and was stopped.{stood} --timeout SECONDS gives it "
        "another time, --timeout 0 any."
    )


def shown(file: str, line: int, root: Path) -> str:
    """Name a line, in a file of the project relative to its folder."""
    path = Path(os.path.realpath(file))
    return f"{os.path.relpath(path, root) if path.is_relative_to(root) else path}:{line}"


def is_tool(file: str) -> bool:
    """Return whether a file is this tool's own, and not of the library or the rules linked into it."""
    path = Path(os.path.realpath(file))
    return path.is_relative_to(_TOOL) or "<frozen" in file


def report_to(pipe: int | None) -> None:
    """Tell the supervisor by this pipe; it can also ask, by a signal, for the line that is being run."""
    global _pipe  # noqa: PLW0603 - a process has one supervisor
    _pipe = pipe
    if pipe is not None:
        os.set_inheritable(pipe, False)  # noqa: FBT003 - takes no keyword
        faulthandler.register(_DUMP, file=pipe, all_threads=False, chain=False)


def began(seconds: int) -> None:
    """Tell that a program begins, and its time."""
    _tell(f"began {seconds}")


def ended() -> None:
    """Tell that it has ended."""
    _tell("ended")


def stopped() -> None:
    """Tell that it was stopped, so that the command ends soon."""
    _tell("stopped")


def _tell(text: str) -> None:
    if _pipe is not None:
        with contextlib.suppress(OSError):
            os.write(_pipe, f"{text}\n".encode())


def supervised(root: Path) -> int:
    """Go on in a child process, and return there the pipe to report to; this process ends with the child.

    Args:
        root: folder of the project.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    here, there = os.pipe()
    os.set_inheritable(there, True)  # noqa: FBT003 - takes no keyword
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(there)
        os._exit(_Watch(child, here, root).until_it_ends())
    os.close(here)
    die_with(parent)
    return there


def die_with(parent: int) -> None:
    """Let this process end as soon as its parent does, however that is; on Linux."""
    import ctypes  # noqa: PLC0415 - not for a command that runs no program

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


@dataclass(slots=True)
class _Watch:
    child: int
    pipe: int
    root: Path
    said: str = ""
    deadline: float | None = None
    seconds: int = 0
    was_stopped: bool = False
    read: list[str] = field(default_factory=list[str])

    def until_it_ends(self) -> int:
        """Wait for the child, and return the code to exit with."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._pass_on)
        # A terminal sends these to the child too, which says what there is to say. Whoever sends one to this
        # process alone, as a CI does, means the child as well: it gets it where it goes on.
        signal.signal(signal.SIGINT, self._pass_on_later)
        signal.signal(signal.SIGALRM, self._interrupt)
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
        while self._hear():
            if self.deadline is not None and time.monotonic() > self.deadline:
                return self._end()
        if self.was_stopped:
            return self._reap_soon()
        return _code(os.waitpid(self.child, 0)[1])

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, number)

    def _pass_on_later(self, _number: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, _TO_END_BY_ITSELF)

    def _interrupt(self, _number: int, frame: FrameType | None) -> None:
        self._pass_on(signal.SIGINT, frame)

    def _hear(self) -> bool:
        """Wait for word from the child until the deadline; return whether it still has the pipe open."""
        left = None if self.deadline is None else max(self.deadline - time.monotonic(), 0)
        if not select.select([self.pipe], [], [], left)[0]:
            return True
        text = os.read(self.pipe, 65536).decode(errors="replace")
        self.said += text
        for line in text.splitlines():
            word, _, number = line.partition(" ")
            if word == "began":
                self.seconds = int(number)
                self.deadline = time.monotonic() + self.seconds + _GRACE
            elif word == "ended" and not self.was_stopped:
                self.deadline = None
            elif word == "stopped":
                self.was_stopped = True
                self.deadline = time.monotonic() + _GRACE
        return bool(text)

    def _reap_soon(self) -> int:
        """Give a command that was stopped the time to say so, and no more: a thread may keep it."""
        while time.monotonic() < (self.deadline or 0):
            pid, status = os.waitpid(self.child, os.WNOHANG)
            if pid:
                return _code(status)
            time.sleep(0.02)
        _kill_tree(self.child)
        os.waitpid(self.child, 0)
        return TIMEOUT

    def _end(self) -> int:
        """End a program by force, and say where it stood."""
        if self.was_stopped:
            return self._reap_soon()
        place = self._place()
        _kill_tree(self.child)
        os.waitpid(self.child, 0)
        sys.stderr.write(f"\nerror: {message(self.seconds, place)}\n")
        sys.stderr.flush()
        return TIMEOUT

    def _place(self) -> str:
        self.said = ""
        self._pass_on(_DUMP, None)
        self.deadline = time.monotonic() + 1
        while not _FRAME.search(self.said) and time.monotonic() < self.deadline and self._hear():
            pass
        for file, line in _FRAME.findall(self.said):
            if file == RUN:
                break
            if not (f"{os.sep}site-packages{os.sep}" in file or is_tool(file) or _is_python(file)):
                return shown(file, int(line), self.root)
        return ""


def _is_python(file: str) -> bool:
    return f"{os.sep}lib{os.sep}python3" in file or not Path(file).is_file()


def _code(status: int) -> int:
    """Return an exit code as a shell gives it: that of a child that a signal ended is over 128."""
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code


def _kill_tree(pid: int) -> None:
    """Kill a process and what it has started, as far as the system tells what that is."""
    parents = dict(_processes())
    tree = [pid]
    for each in tree:
        tree += [child for child, parent in parents.items() if parent == each]
    for each in tree:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(each, signal.SIGKILL)


def _processes() -> Iterator[tuple[int, int]]:
    """Return the processes of a Linux system, each with its parent; none elsewhere."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name of the command, in brackets, may hold anything.
            yield int(file.parent.name), int(file.read_text(errors="replace").rpartition(")")[2].split()[1])
