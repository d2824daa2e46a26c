"""A program that does not end is stopped, wherever it is; the exit code is Pulumi's for a timeout."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAID = (
    "error: the program did not end within {seconds} s, and was stopped. It stood at __main__.py:{line}. "
    "--timeout SECONDS gives it another time, --timeout 0 any.\n"
)

CATCHES = """\
import time
while True:
    try:
        time.sleep(1000)
    except Exception:
        pass
"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    """A project with a program."""

    def make(text: str) -> Path:
        (tmp_path / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
        (tmp_path / "__main__.py").write_text(text)
        return tmp_path

    return make


def command(root: Path, *flags: str) -> subprocess.Popen[str]:
    """Begin to plan a project in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "jiban.cli", "plan", "-C", root, *flags],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("x = 0\nwhile True:\n    x = 1 - x if x < 2 else 0\n", None, id="loop"),
        pytest.param("import time\ntime.sleep(1000)\n", 2, id="sleep"),
        pytest.param("import threading\nthreading.Event().wait()\n", 2, id="lock"),
        pytest.param(CATCHES, 4, id="catches errors"),
        pytest.param("import itertools\nsum(itertools.repeat(0))\n", 2, id="C code"),
        pytest.param("import subprocess\nsubprocess.run(['sleep', '1000'])\n", 2, id="child process"),
        pytest.param(
            "import asyncio\nimport pulumi\nasync def wait():\n    await asyncio.sleep(1000)\n"
            "pulumi.export('a', pulumi.Output.from_input(wait()))\n",
            4,
            id="coroutine",
        ),
        pytest.param(
            "import threading\nimport time\nthreading.Thread(target=lambda: time.sleep(1000)).start()\n",
            3,
            id="thread",
        ),
    ],
)
def test_a_program_that_does_not_end_is_stopped(
    program: Callable[[str], Path], text: str, line: int | None
) -> None:
    """The message says its time, the line where it stood, and the flag."""
    with command(program(text), "--timeout", "1") as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (9, "")
    places = {SAID.format(seconds=1, line=number) for number in ((2, 3) if line is None else (line,))}
    assert err.lstrip("\n") in places


def test_a_program_that_ends_is_not_touched(program: Callable[[str], Path]) -> None:
    """The time is not waited for."""
    started = time.monotonic()
    with command(program("import time\ntime.sleep(0.1)\n"), "--timeout", "120") as run:
        assert run.wait(60) == 0
    assert time.monotonic() - started < 60


def test_a_command_that_is_terminated_ends_with_its_program(program: Callable[[str], Path]) -> None:
    """The supervisor passes the signal on, and nothing stays behind."""
    root = program("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(1000)\n")
    with command(root) as run:
        pid = wait_for(root / "pid")
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 128 + signal.SIGTERM
    assert not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", 137),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", 139),
    ],
)
def test_the_code_of_a_program_that_takes_the_command_with_it(
    program: Callable[[str], Path], text: str, code: int
) -> None:
    """That of a signal is over 128, as a shell gives it."""
    with command(program(text)) as run:
        assert run.wait(60) == code


def test_a_program_does_not_outlive_its_supervisor(program: Callable[[str], Path]) -> None:
    """A command that is killed leaves no process."""
    root = program("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(1000)\n")
    with command(root) as run:
        pid = wait_for(root / "pid")
        run.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/exe").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}/exe").exists()


def wait_for(file: Path) -> str:
    """Wait for a file that a program writes, and return what is in it."""
    deadline = time.monotonic() + 60
    while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return file.read_text()
