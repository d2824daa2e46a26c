"""A command that runs in a fork of this process, as it would in a process that was started for it.

What this process has loaded need not be loaded again. All that a new process would find otherwise is made to
be so: its streams, folder, environment, signals, import path, and a gate that knows no secret.

Only a process that has run no program may be forked for another one: what a program leaves behind would be
there in the other one, too.
"""

from __future__ import annotations

import contextlib
import gc
import locale
import os
import select
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban import cli, handover, scratch, secrecy, start, supervisor
from jiban.project import descriptors, streams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_end = os._exit
"""Ends this process; a program's own attempts to are refused by another function of this name."""
_THREADS: Final = Path("/proc/self/task")
_LOOK: Final = 0.2
"""Seconds after which it is looked for the end of a process that tells nothing."""
_MOMENT: Final = 0.001
_TO_BE_GONE: Final = 0.2
"""Seconds that threads have to be gone."""
_UTF_8: Final = "utf-8"
_METADATA: Final = (".dist-info", ".egg-info")


class Forked:
    """A command that runs in a fork, with what is asked of a `subprocess.Popen`."""

    def __init__(self, pid: int, last_word: int) -> None:
        """Take the process, and the descriptor that it tells its exit code by when it is done."""
        self._pid = pid
        self._last_word = last_word
        self._code: int | None = None
        self._gone = False

    def poll(self) -> int | None:
        """Return its exit code, negative for a signal; None as long as it runs."""
        if not self._gone:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._gone = True
                os.close(self._last_word)
                self._code = os.waitstatus_to_exitcode(status) if self._code is None else self._code
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return its exit code.

        Raises:
            TimeoutExpired: it has not ended within so many seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("jiban", timeout or 0)
            self._code = self._told(until)
        return code

    def _told(self, until: float | None) -> int | None:
        """Return the exit code that it tells: the end of a large process takes a while after that.

        What it has started may keep the pipe open when it is gone, so this returns without one after a while.
        """
        left = _LOOK if until is None else min(max(until - time.monotonic(), 0), _LOOK)
        if not select.select([self._last_word], [], [], left)[0]:
            return None
        told = os.read(self._last_word, 1)
        if not told:
            time.sleep(_MOMENT)
        return told[0] if told else None

    def kill(self) -> None:
        """End it by force."""
        self.poll()
        if not self._gone:
            os.kill(self._pid, signal.SIGKILL)


class _LastWord:
    """A pipe by which a fork tells its exit code, and a descriptor that no program is likely to take."""

    def __init__(self) -> None:
        self._reading, writing = os.pipe()
        self._writing = descriptors.duplicate(writing)
        self._is = os.fstat(writing)
        os.close(writing)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)

    def heard(self) -> int:
        """Return, in the parent, the descriptor to hear it by."""
        os.close(self._writing)
        return self._reading

    def tell(self, code: int) -> None:
        """Tell it, in the fork, if the program has not closed the descriptor."""
        with contextlib.suppress(OSError):  # nobody waits any more
            if os.path.samestat(os.fstat(self._writing), self._is):
                os.write(self._writing, bytes([code & 0xFF]))


def can_fork(threads: int) -> bool:
    """Return whether a fork would be what a new process is.

    Args:
        threads: how many there may be.
    """
    return (
        sys.platform == "linux"
        and streams.is_kept()
        and threading.current_thread() is threading.main_thread()
        and _are_few(threads)
        and _is_utf8()
        and "PYTHONHOME" not in os.environ
        and _import_path() is not None
    )


def _are_few(threads: int) -> bool:
    """Return whether there are no more threads than there may be, those of libraries among them."""
    until = time.monotonic() + _TO_BE_GONE
    try:
        # A thread that was waited for is still there to the system for a moment.
        while len(os.listdir(_THREADS)) > min(threads, threading.active_count()):  # noqa: PTH208 - names are wanted
            if time.monotonic() > until:
                return False
            time.sleep(_MOMENT)
    except OSError:
        return False
    return True


def _is_utf8() -> bool:
    """Return whether files have the encoding here that they have in a process with `PYTHONUTF8`."""
    own = (locale.getencoding(), sys.getfilesystemencoding())
    return bool(sys.flags.utf8_mode) or all(each.lower() == _UTF_8 for each in own)


def _import_path() -> list[str] | None:
    """Return the import path of a new process; None where it would find there what this one does not.

    A new process has no folder of a script before all others. It is lent the packages of the folders that
    are not on its path; where there are such packages, it is another one than a fork.
    """
    path = list(sys.path)
    if not sys.flags.safe_path:
        scripts = {"", os.getcwd(), os.path.dirname(os.path.realpath(sys.argv[0] or ""))}  # noqa: PTH109, PTH120 - texts are wanted
        if not path or path.pop(0) not in scripts:
            return None
    if not handover.is_started():
        there = {os.path.realpath(entry) for entry in path}
        if not all(_is_bare(folder) for folder in handover.own_folders() if folder not in there):
            return None
    return path


def _is_bare(folder: str) -> bool:
    """Return whether a folder holds no installed package."""
    try:
        return not any(name.endswith(_METADATA) for name in os.listdir(folder))  # noqa: PTH208 - as above
    except OSError:
        return False


def run(
    arguments: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    files: tuple[int, int],
    question: str | None = None,
) -> Forked:
    """Run a command line of this tool in a fork.

    Args:
        arguments: those of the command line.
        cwd: its working folder.
        environment: all its environment variables.
        files: descriptors that its standard output and its standard error lead to.
        question: as for `Handover.command`.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    # What is loaded stays: no side need look for garbage in it, and copy it for that.
    gc.freeze()
    with warnings.catch_warnings():
        # Python warns of threads: those that pass on what is printed and tell how long it takes, which the
        # fork does without.
        warnings.simplefilter("ignore", DeprecationWarning)
        word = _LastWord()
        try:
            pid = os.fork()
        except OSError:
            word.close()
            raise
    if pid:
        return Forked(pid, word.heard())
    code = 1
    try:
        supervisor.leave()
        scratch.leave()
        supervisor.die_with(parent)
        _be_new(files, handover.as_started().spec(None, parent, question))
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(cwd)
        code = _code_of(arguments)
    except BaseException:  # noqa: BLE001 - nothing gets back to where it was forked
        import traceback  # noqa: PLC0415 - for a fault of this tool alone

        os.write(2, traceback.format_exc().encode("utf-8", "replace"))
    finally:
        word.tell(code)
        _end(code)


_before: list[object] = []
"""What a fork has no use for any more. It is kept, as what is forgotten is closed."""


def _be_new(files: tuple[int, int], spec: Mapping[str, Any]) -> None:
    """Be as a new process that `jiban.start` has started with this."""
    for number in supervisor.OF_COMMANDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # which a new process would have, too
            signal.signal(number, signal.SIG_DFL)
    path = _import_path()
    _before.extend((sys.stdin, sys.stdout, sys.stderr, streams.renew(files)))
    for each in files:
        os.close(each)
    secrecy.renew()
    sys.path[:] = path or []
    if not handover.is_started():
        sys.meta_path.append(start.Lent(spec["lent"], [], [start.TOOL]))
    handover.started(spec)


def _code_of(arguments: Sequence[str]) -> int:
    try:
        _run(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1


def _run(arguments: Sequence[str]) -> NoReturn:
    cli.main(arguments, prog_name=start.TOOL)
    raise SystemExit(0)
