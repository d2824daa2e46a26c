"""A process that loads the policies while this one plans, and judges when the plan is there.

To load them takes as long as to judge by them, and a plan leaves a processor idle until its program asks for
a first placeholder. What is out of the ordinary (a mistake in a file, a rule that fails, a process that dies)
is left to the process that plans: it does all of it itself then, and says what is wrong.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import socket
import sys
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn

from jiban import supervisor
from jiban.project import streams

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from io import BufferedRWPair

    from jiban.check.request import Checked, CheckRequest
    from jiban.model.plan import Plan
    from jiban.report.terminal import Look

_PROCESSORS: Final = 2
"""With fewer it would only be in the way."""
_MOST_SECONDS: Final = 600
"""Seconds that it may judge: a rule without an end must not outlive the command."""
_CHUNK: Final = 1 << 16
_READY: Final = "ready"


class Judge:
    """The process beside this one."""

    def __init__(self, connection: socket.socket) -> None:
        """Take what it is asked by."""
        self._connection = connection
        self._file = connection.makefile("rwb")

    def answer(self) -> Any:
        """Wait for what it says; None where it says nothing any more."""
        try:
            return pickle.load(self._file)  # noqa: S301 - a fork of this process wrote it
        except Exception:  # noqa: BLE001 - it was cut off, and may be anything
            return None

    def ask(self, question: Any) -> Any:
        """Return the answer to a question; None where there is none."""
        with suppress(Exception):  # what cannot be sent is answered here
            _write(self._file, question)
            return self.answer()
        return None

    def end(self) -> None:
        """Let it go, and wait until it has: it may still have something to print."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
            while self._connection.recv(_CHUNK):
                pass
        with suppress(OSError):
            self._file.close()
            self._connection.close()


class Judged:
    """What came of a stack, told by the process beside this one, or by this one where that cannot tell."""

    def __init__(self, judge: Judge | None, plan: Plan, here: Callable[[Plan], Checked]) -> None:
        """Take whom to ask, the plan, and what judges it in this process."""
        self._judge = judge
        self._plan = plan
        self._judged_here = here
        stops: bool | None = judge.ask(plan) if judge is not None else None
        self._here = here(plan) if stops is None else None
        self.stops: bool = self._here.stops if self._here is not None else bool(stops)
        """Whether a finding stops a deployment."""

    @property
    def broken(self) -> Sequence[BaseException | None]:
        """What rules have raised."""
        return self._here.broken if self._here is not None else ()

    def document(self, form: str, look: Look, *, quiet: bool, verbose: bool) -> str:
        """Return the report in a form."""
        if self._here is None and self._judge is not None:
            found = self._judge.ask((form, look, quiet, verbose))
            if found is not None:
                return found
        self._here = self._here or self._judged_here(self._plan)
        return self._here.document(form, look, quiet=quiet, verbose=verbose)


@contextmanager
def judged(prepare: Callable[[], CheckRequest], plan: Callable[[], Plan]) -> Generator[Judged]:
    """Plan a stack and judge it.

    Args:
        prepare: loads the policies. It raises here, and before the program runs, what it raises there.
        plan: plans.
    """
    judge = _started(prepare) if _helps() else None
    try:
        importlib.import_module("jiban.plan.run")  # meanwhile
        if judge is None or judge.answer() != _READY:
            asked = prepare()
            yield Judged(None, plan(), lambda found: _judged_here(asked, found))
            return
        yield Judged(judge, plan(), lambda found: _judged_here(prepare(), found))
    finally:
        if judge is not None:
            judge.end()


def _judged_here(asked: CheckRequest, plan: Plan) -> Checked:
    from jiban.check.request import Checked  # noqa: PLC0415 - loads the policies

    return Checked(asked, [asked.judge(plan)])


def _helps() -> bool:
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) >= _PROCESSORS and streams.is_kept()


def _started(prepare: Callable[[], CheckRequest]) -> Judge | None:
    here, there = socket.socketpair()
    try:
        with warnings.catch_warnings():
            # Python warns of threads. There is none but the one that passes on what is printed.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
    except OSError:
        here.close()
        there.close()
        return None
    if not child:
        here.close()
        _part_for_good(there, prepare)
    there.close()
    os.waitpid(child, 0)
    return Judge(here)


def _part_for_good(connection: socket.socket, prepare: Callable[[], CheckRequest]) -> NoReturn:
    """Go on in a process that is nobody's child: a program that waits for any would wait for this one."""
    end = os._exit  # a program's own attempts to are refused by another function of this name
    try:
        if not os.fork():
            supervisor.part()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            with connection.makefile("rwb") as file:
                _serve(file, prepare)
    finally:
        with suppress(Exception):
            _flush()
        end(0)


def _serve(file: BufferedRWPair, prepare: Callable[[], CheckRequest]) -> None:
    with suppress(BaseException):  # whoever asks does it again, and tells
        asked = prepare()
        _write(file, _READY)
        plan = pickle.load(file)  # noqa: S301 - of the process that this is a fork of
        signal.alarm(_MOST_SECONDS)
        report = asked.judge(plan)
        if report.errors:
            return
        _flush()  # what rules print comes before the report
        _write(file, asked.stops(report))
        while True:
            form, look, quiet, verbose = pickle.load(file)  # noqa: S301 - as above
            _write(file, asked.document(form, look, [report], quiet=quiet, verbose=verbose))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _write(file: BufferedRWPair, answer: Any) -> None:
    pickle.dump(answer, file, pickle.HIGHEST_PROTOCOL)
    file.flush()
