"""A program that does not end is stopped, wherever it is; the exit code is Pulumi's for a timeout."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.jiban.diff.repositories import commit, repository

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


def command(root: Path, *flags: str, words: str = "plan") -> subprocess.Popen[str]:
    """Begin a command on a project in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "jiban.cli", *words.split(), "-C", root, *flags],
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


ENDS = """\
import ctypes
import pulumi
pulumi.CustomResource("test:index:T", "a", {{}})
ctypes.CDLL(None).{call}
"""
CUT_OFF = (
    "\nerror: the process of the program ended ({how}) before the command was done, by code that is not "
    "Python's or from outside; there is no result: let the program come to its end\n"
)


@pytest.mark.parametrize("words", ["plan", "plan -j", "check", "plan --timeout 0", "check --timeout 0"])
def test_a_program_that_c_code_ends_is_no_success(program: Callable[[str], Path], words: str) -> None:
    """Nothing is not what the program asks for, though the code of the process says that all is well."""
    with command(program(ENDS.format(call="_exit(0)")), words=words) as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (1, "")
    assert CUT_OFF.format(how="exit code 0") in err


@pytest.mark.parametrize(
    ("call", "code", "how"), [("_exit(3)", 3, "exit code 3"), ("abort()", 134, "SIGABRT")]
)
def test_a_process_that_c_code_ends_keeps_its_code(
    program: Callable[[str], Path], call: str, code: int, how: str
) -> None:
    """It is told with the code or the signal, as nothing else may have said a word."""
    with command(program(ENDS.format(call=call))) as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (code, "")
    assert CUT_OFF.format(how=how) in err


def test_an_explanation_that_c_code_ends_is_no_success(tmp_path: Path) -> None:
    """It plans the program to see what a setting changes."""
    root = tmp_path / "project"
    shutil.copytree(ROOT, root, symlinks=True, ignore=shutil.ignore_patterns(".*", "bin", "tests", "docs"))
    (root / "infra" / "__main__.py").write_text(ENDS.format(call="_exit(0)"))
    with command(root, "-s", "dev", words="explain postgres.backup_retention_days") as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (1, "")
    assert CUT_OFF.format(how="exit code 0") in err


@pytest.mark.parametrize("side", ["base", "head"])
def test_a_side_of_a_diff_that_c_code_ends_is_no_success(tmp_path: Path, side: str) -> None:
    """Not the one that a process of its own plans either."""
    project = repository(tmp_path)
    whole = (project / "__main__.py").read_text()
    ends = ENDS.format(call="_exit(0)")
    (project / "__main__.py").write_text(ends if side == "base" else whole)
    commit(tmp_path, "base")
    (project / "__main__.py").write_text(whole if side == "base" else ends)
    with command(project, "-s", "prod", "--base", "main", words="diff") as run:
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (1, "")
    assert "the process of the program ended (exit code 0) before the command was done" in err


def test_a_process_that_is_left_behind_keeps_nobody_waiting(program: Callable[[str], Path]) -> None:
    """Though it has the pipe to the supervisor open, as every fork does."""
    text = "import os, time\nif not os.fork():\n    os.setsid()\n    time.sleep(60)\n    os._exit(0)\n"
    started = time.monotonic()
    with command(program(text)) as run:
        assert run.wait(40) == 0
    assert time.monotonic() - started < 40


def wait_for(file: Path) -> str:
    """Wait for a file that a program writes, and return what is in it."""
    deadline = time.monotonic() + 60
    while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return file.read_text()
