"""Watches a command from a process of its own, and ends a program that nothing inside can stop.

A program may loop inside of C code, where no handler of a signal in Python ever runs. So the command itself
goes on in a child process, which tells by a pipe when a program begins and ends; this process waits. If the
program is still running some seconds after its time, it is killed with all that it has started, and the exit
code is that of a timeout, as it is where the program could be stopped from inside (`jiban.plan.deadline`).

C code can also end the process, with any exit code. The last word of a command is that it is done, and a
process that ends without it has not succeeded, whatever its code says.
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
from dataclasses import dataclass
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
_LOOK: Final = 1.0
"""Seconds after which the child is looked for: a process that it has started may keep the pipe open."""
OF_COMMANDS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
"""Signals that a command handles; SIGINT it leaves as Python has it."""
_QUIET: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE})
"""Signals by which somebody ends a command, who knows of it."""
_TO_ANSWER: Final = 3.0
"""Seconds that the child has to say where it stands."""
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


def cut_off(how: str) -> str:
    """Say that a process ended without a result, with which exit code or by which signal."""
    return (
        f"the process of the program ended ({how}) before the command was done, by code that is not Python's "
        "or from outside; there is no result: let the program come to its end"
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
        faulthandler.register(_DUMP, file=pipe, all_threads=True, chain=False)


def part() -> None:
    """Be a fork that the supervisor does not hear of, and that the signals of a command end at once."""
    for number in OF_COMMANDS:
        signal.signal(number, signal.SIG_DFL)
    report_to(None)


def leave() -> None:
    """Be nobody's child that is watched, in a fork that is to be as a new process."""
    if _pipe is not None:
        faulthandler.unregister(_DUMP)
        os.close(_pipe)
    report_to(None)


def began(seconds: int) -> None:
    """Tell that a program begins, and its time."""
    _tell(f"began {seconds}")


def ended() -> None:
    """Tell that it has ended."""
    _tell("ended")


def stopped() -> None:
    """Tell that it was stopped, so that the command ends soon."""
    _tell("stopped")


def done() -> None:
    """Tell that the command has come to its end: all that follows is the end of the process."""
    _tell("done")


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
    is_done: bool = False
    status: int | None = None
    """How the child has ended, as `waitpid` tells it; None as long as it has not been asked."""

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
        if self.status is None:
            self.status = os.waitpid(self.child, 0)[1]
        code = _code(self.status)
        return code if self.is_done else self._cut_off(code)

    def _cut_off(self, code: int) -> int:
        """Say how a command was ended that has not told its last word; return the code to exit with."""
        number = code - 128
        if number in _QUIET:
            return code
        how = f"exit code {code}" if number not in set(signal.Signals) else signal.Signals(number).name
        sys.stderr.write(f"\nerror: {cut_off(how)}\n")
        sys.stderr.flush()
        return code or 1

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, number)

    def _pass_on_later(self, _number: int, _frame: FrameType | None) -> None:
        signal.setitimer(signal.ITIMER_REAL, _TO_END_BY_ITSELF)

    def _interrupt(self, _number: int, frame: FrameType | None) -> None:
        self._pass_on(signal.SIGINT, frame)

    def _hear(self) -> bool:
        """Wait for word from the child until the deadline; return whether it still has the pipe open."""
        left = _LOOK if self.deadline is None else max(self.deadline - time.monotonic(), 0)
        if not select.select([self.pipe], [], [], min(left, _LOOK))[0]:
            return not self._has_ended()
        text = os.read(self.pipe, 65536).decode(errors="replace")
        self.said += text
        for line in text.splitlines():
            word, _, number = line.partition(" ")
            if word == "began":
                self.seconds = int(number)
                self.deadline = time.monotonic() + self.seconds + _GRACE
            elif word == "ended" and not self.was_stopped:
                self.deadline = None
            elif word == "done":
                self.is_done = True
            elif word == "stopped":
                self.was_stopped = True
                self.deadline = time.monotonic() + _GRACE
        return bool(text)

    def _has_ended(self) -> bool:
        pid, status = os.waitpid(self.child, os.WNOHANG) if self.status is None else (0, 0)
        if pid:
            self.status = status
        return self.status is not None

    def _reap_soon(self) -> int:
        """Give a command that was stopped the time to say so, and no more: a thread may keep it."""
        while time.monotonic() < (self.deadline or 0):
            if self._has_ended():
                return _code(self.status or 0)
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
        self.deadline = time.monotonic() + _TO_ANSWER
        # Threads come one after the other, frame by frame; the program's own stands above the planner's.
        while RUN not in self.said and time.monotonic() < self.deadline and self._hear():
            pass
        threads = self.said.split("\n\n")
        for file, line in _FRAME.findall(next((each for each in threads if RUN in each), self.said)):
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
