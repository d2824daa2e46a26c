"""Waiting until nobody in a rehearsal does anything."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from jiban.rehearse.quiet import Others

LONG = 20.0
"""Seconds that nobody waits for where it is quiet."""
SHORT = 0.2
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what others spend")


@contextmanager
def python(text: str) -> Generator[subprocess.Popen[bytes]]:
    """Run a process from where it is about to do what is asked of it."""
    command = (sys.executable, "-c", f"print(flush=True)\n{text}")
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def took(most: float, command: int = os.getpid()) -> float:
    """Return the seconds that it takes to wait."""
    started = time.monotonic()
    Others(command).await_quiet(most)
    return time.monotonic() - started


@on_linux
def test_where_all_wait_nobody_waits_for_them() -> None:
    """Also where what the command has started has started others."""
    with python("import time; time.sleep(60)"), python("import subprocess; subprocess.run(['sleep', '60'])"):
        assert took(LONG) < LONG / 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("while True: pass", id="at work"),
        pytest.param(
            "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])",
            id="one that it has started",
        ),
        pytest.param(
            "import threading\ndef work():\n  while True: pass\n"
            "threading.Thread(target=work).start()\nimport time; time.sleep(60)",
            id="in a thread of its own",
        ),
        pytest.param("import time\nwhile True: time.sleep(0.004); sum(range(40000))", id="now and then"),
    ],
)
def test_one_that_works_is_waited_for(text: str) -> None:
    """For as long as it matters."""
    with python(text):
        assert took(SHORT) >= SHORT


def test_a_thread_of_this_process_is_waited_for() -> None:
    """It may be about to tell the engine something."""
    end = threading.Event()

    def work() -> None:
        while not end.is_set():
            pass

    thread = threading.Thread(target=work)
    thread.start()
    assert took(SHORT) >= SHORT
    end.set()
    thread.join()


def test_where_nobody_tells_the_wait_is_as_long_as_it_may_be() -> None:
    """As of a command that is not there any more."""
    process = subprocess.Popen(("true",))
    process.wait()
    assert took(SHORT, process.pid) >= SHORT


@on_linux
def test_several_wait_beside_each_other() -> None:
    """What one of them spends on looking is no work for another."""
    others = Others(os.getpid())
    threads = [threading.Thread(target=others.await_quiet, args=(LONG,)) for _ in range(4)]
    with python("import time; time.sleep(60)"):
        started = time.monotonic()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert time.monotonic() - started < LONG / 2
