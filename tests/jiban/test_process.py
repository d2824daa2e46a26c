"""The process of a command: streams that are closed or full, signals, a folder that is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from jiban.process import Terminated, termination

ROOT = Path(__file__).parents[2]
JIBAN = f"{sys.executable} -m jiban.cli"
SLOW = "import pulumi, sys, time\nprint('ready', file=sys.stderr, flush=True)\ntime.sleep(60)\n"
STUBBORN = """\
import sys, time
try:
    print('ready', file=sys.stderr, flush=True)
    time.sleep(60)
except BaseException:
    pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without resources."""
    (tmp_path / "Pulumi.yaml").write_text("name: demo\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text("import pulumi\npulumi.export('a', 1)\n")
    return tmp_path


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell, which can close and redirect what a test cannot."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        ["sh", "-c", command], cwd=cwd, env=environment, capture_output=True, check=False, timeout=60
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("command", ["--help", "--version", "plan --help", "plan", "plan -j"])
def test_full_standard_output(project: Path, command: str) -> None:
    """Code 1 and one line, for what click prints too."""
    found = shell(f"{JIBAN} {command} >/dev/full", project)
    said = b"error: cannot write to standard output: No space left on device\n"
    assert (found.returncode, found.stderr) == (1, said)


@pytest.mark.parametrize("command", ["--help", "--version", "plan"])
def test_closed_standard_output(project: Path, command: str) -> None:
    """What should have been printed is missed."""
    found = shell(f"{JIBAN} {command} >&-", project)
    assert (found.returncode, found.stderr) == (1, b"error: cannot write to standard output: it is closed\n")


def test_closed_standard_output_that_is_not_needed(project: Path) -> None:
    """A document for a file needs no standard output, and the file does not get what is printed."""
    found = shell(f"{JIBAN} plan -o json=plan.json >&-", project)
    assert (found.returncode, found.stderr) == (0, b"")
    assert (project / "plan.json").read_text().startswith("{")


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "<&-", "<&- >&- 2>&-"])
def test_other_streams_change_no_exit_code(project: Path, redirection: str) -> None:
    """What cannot be said to anybody is no fault of its own."""
    found = shell(f"{JIBAN} plan -s nowhere {redirection}", project)
    assert found.returncode == 1
    assert b"Traceback" not in found.stderr


@pytest.mark.parametrize("command", ["--help", "plan --help", "plan"])
def test_nobody_reads(project: Path, command: str) -> None:
    """A pipe whose reader has gone is no error, and nothing is said of it."""
    here, there = os.pipe()
    os.close(here)
    found = subprocess.run(
        [*JIBAN.split(), *command.split()],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=there,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(there)
    assert (found.returncode, found.stderr) == (0, b"")


FLUSHED = """\
import os, sys
from jiban.process import flush_streams
where = {where}
os.dup2(where, {number})
sys.{stream}.write("kept until the end")
failed = flush_streams()
os._exit(0 if failed is None else failed.errno)
"""
GONE = "(lambda ends: os.close(ends[0]) or ends[1])(os.pipe())"
FULL = "os.open('/dev/full', os.O_WRONLY)"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize(
    ("where", "number", "stream", "code"),
    [
        (GONE, 1, "stdout", 0),
        (GONE, 2, "stderr", 0),
        (FULL, 1, "stdout", 28),
        (FULL, 2, "stderr", 0),
    ],
)
def test_what_is_still_to_be_written_at_the_end(
    project: Path, where: str, number: int, stream: str, code: int
) -> None:
    """A reader that has gone is no error, and neither is anything about what is said to a person."""
    text = FLUSHED.format(where=where, number=number, stream=stream)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
    found = subprocess.run(
        [sys.executable, "-c", text], cwd=project, env=environment, check=False, timeout=60
    )
    assert found.returncode == code


@pytest.fixture
def heeded_interrupts() -> Generator[None]:
    """Let what is started heed Ctrl-C: what a shell runs with `&` ignores it, and that is inherited."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeded_interrupts")
@pytest.mark.parametrize(
    ("number", "program", "code", "said"),
    [
        (signal.SIGTERM, SLOW, 143, b"terminated\n"),
        (signal.SIGINT, SLOW, 130, b"cancelled\n"),
        (signal.SIGTERM, STUBBORN, 143, b"terminated\n"),
    ],
)
def test_a_signal_is_not_the_programs_fault(
    project: Path, number: int, program: str, code: int, said: bytes
) -> None:
    """The code is the shell's for the signal, no traceback is shown, and a program cannot swallow SIGTERM."""
    (project / "__main__.py").write_text(program)
    with subprocess.Popen(
        [*JIBAN.split(), "plan"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stderr is not None
        assert child.stderr.readline() == b"ready\n"
        child.send_signal(number)
        assert child.stderr.read() == said
        assert child.wait(30) == code


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    """It is said, and help is still printed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    said = b"error: the working folder is not there any more; change into one that is\n"
    found = shell(f"rmdir {gone}; {JIBAN} plan", gone)
    assert (found.returncode, found.stderr) == (1, said)
    gone.mkdir()
    assert shell(f"rmdir {gone}; {JIBAN} --help", gone).returncode == 0


@pytest.mark.parametrize(
    "environment", ["HOME= LANG=C COLUMNS=0", "-u TERM -u HOME COLUMNS=garbage LINES=-1", "COLUMNS=1 TERM="]
)
def test_an_odd_environment(project: Path, environment: str) -> None:
    """A plan needs none of what a login sets."""
    found = shell(f"env {environment} {JIBAN} plan", project)
    assert (found.returncode, found.stderr) == (0, b"")


def test_a_second_sigterm_ends_the_process(tmp_path: Path) -> None:
    """The first is raised as an exception, which a program may catch and go on from."""
    code = (
        "import os, signal\n"
        "from jiban.process import Terminated, termination\n"
        "with termination() as arrived:\n"
        "    try: os.kill(os.getpid(), signal.SIGTERM)\n"
        "    except Terminated: print(*arrived, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    print('still here')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("15\n", -15)


def test_the_second_sigterm_ends_a_process() -> None:
    """The first one is raised, and whoever catches it has no more than that; afterwards all is as before."""
    before = signal.getsignal(signal.SIGTERM)
    with termination() as arrived:
        with pytest.raises(Terminated) as raised:
            os.kill(os.getpid(), signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert (raised.value.code, arrived) == (143, [signal.SIGTERM])
    assert isinstance(raised.value, KeyboardInterrupt)
    assert isinstance(raised.value, SystemExit)
    assert signal.getsignal(signal.SIGTERM) is before


def test_signals_are_left_alone_outside_of_the_main_thread() -> None:
    """They belong to that one."""
    seen: list[object] = []

    def within() -> None:
        with termination() as arrived:
            seen.extend([list(arrived), signal.getsignal(signal.SIGTERM)])

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=within)
    thread.start()
    thread.join()
    assert seen == [[], before]
