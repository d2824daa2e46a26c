"""A fork that is as a new process: where there may be one, and how its end is known."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jiban import forked, handover
from jiban.forked import Forked
from jiban.project import streams

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")


def child(run: Callable[[], None], word: bytes = b"") -> Forked:
    """A fork that says a word, and then runs on."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Forked(pid, reading)
    try:
        os.write(writing, word)
        run()
    finally:
        os._exit(0)


def test_the_code_counts_that_was_told() -> None:
    """The process may still be there for a while."""
    found = child(lambda: time.sleep(60), b"\x07")
    before = time.monotonic()
    assert (found.wait(), found.poll()) == (7, 7)
    assert time.monotonic() - before < 30
    found.kill()


def test_a_process_that_tells_nothing_has_the_code_that_it_ends_with() -> None:
    """That of a signal is negative, as of other processes."""
    assert child(lambda: os._exit(3)).wait() == 3
    assert child(lambda: os.kill(os.getpid(), signal.SIGKILL)).wait(60) == -9


def test_what_it_has_started_may_keep_the_pipe_open() -> None:
    """Its end is known all the same."""

    def leave() -> None:
        if os.fork():
            os._exit(4)
        time.sleep(5)

    before = time.monotonic()
    assert child(leave).wait() == 4
    assert time.monotonic() - before < 4


def test_a_process_that_does_not_end_in_time() -> None:
    """Is waited for no longer, and can be killed."""
    found = child(lambda: time.sleep(60))
    with pytest.raises(subprocess.TimeoutExpired):
        found.wait(0.1)
    assert found.poll() is None
    found.kill()
    assert found.wait() == -9
    found.kill()


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that names one thread, as the system does; who runs the tests may have others."""
    (tmp_path / "tasks" / "1").mkdir(parents=True)
    monkeypatch.setattr(forked, "_THREADS", tmp_path / "tasks")
    return tmp_path / "tasks"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch, tasks: Path) -> None:
    """A process that ends with its document, started by `jiban.start`."""
    del tasks
    monkeypatch.setattr(streams, "is_kept", lambda: True)
    monkeypatch.setattr(handover, "_started", {"lent": []})
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.setattr(sys, "argv", ["-c"])
    monkeypatch.delenv("PYTHONHOME", raising=False)


@pytest.mark.usefixtures("kept")
def test_a_command_may_be_forked() -> None:
    """In a process of its own."""
    assert forked.can_fork(1)


def test_no_process_but_that_of_a_command_may() -> None:
    """As its streams are somebody else's."""
    assert not forked.can_fork(1)


@pytest.mark.usefixtures("kept")
def test_a_process_with_other_threads_may_not(tasks: Path) -> None:
    """A fork would lack them, be they Python's own or of a library. One that has just ended is waited for."""
    (tasks / "2").mkdir()
    assert not forked.can_fork(1)
    ends = threading.Timer(0.05, (tasks / "2").rmdir)
    ends.start()
    assert forked.can_fork(1)
    ends.join()


@pytest.mark.usefixtures("kept")
def test_a_process_that_a_new_one_would_differ_from_may_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In its Python, the encoding of its files, or what it can import."""
    with monkeypatch.context() as here:
        here.setenv("PYTHONHOME", "/usr")
        assert not forked.can_fork(1)
    with monkeypatch.context() as here:
        here.setattr(forked.locale, "getencoding", lambda: "latin-1")
        assert forked.can_fork(1) == bool(sys.flags.utf8_mode)
    with monkeypatch.context() as here:
        here.setattr(sys, "path", [str(tmp_path), *sys.path])
        assert not forked.can_fork(1)
    with monkeypatch.context() as here:
        (tmp_path / "tool-1.0.dist-info").mkdir()
        here.setattr(handover, "_started", {})
        here.setattr(sys, "path", [str(tmp_path), *sys.path[1:]])
        here.setattr(sys, "argv", [str(tmp_path / "tool")])
        assert not forked.can_fork(1)
        (tmp_path / "tool-1.0.dist-info").rmdir()
        assert forked.can_fork(1)
