"""Where documents go: one place each, and nothing else on standard output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main

COMPONENT = 'import pulumi\npulumi.ComponentResource("a:b:C", "x")\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one component."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
    (tmp_path / "__main__.py").write_text(COMPONENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    """Run `jiban check` in this process."""
    return CliRunner().invoke(main, ["check", "-s", "dev", *arguments])


@pytest.mark.parametrize(
    "paths",
    [
        ("json=a", "sarif=a"),
        ("json=a", "json=a"),
        ("json=a", "sarif=./a"),
        ("json=a", "sarif=folder/../a"),
        ("json=a", "sarif=link"),
        ("json=-", "sarif=-"),
        ("json", "sarif=-"),
        ("json=there", "sarif=to-there"),
    ],
)
def test_two_documents_for_one_place_are_refused(project: Path, paths: Sequence[str]) -> None:
    """However the path is spelt, whether the file is there or not, and nothing is written."""
    (project / "folder").mkdir()
    (project / "link").symlink_to("a")
    (project / "there").write_text("before")
    (project / "to-there").symlink_to("there")
    result = check(*(each for path in paths for each in ("-o", path)))
    assert result.exit_code == 2
    assert "place" in result.stderr or "only one format can go to standard output" in result.stderr
    assert result.stdout == ""
    assert not (project / "a").exists()
    assert (project / "there").read_text() == "before"


def test_documents_for_several_places_are_written(project: Path) -> None:
    """A device that keeps nothing takes any number."""
    result = check("-o", "json=a", "-o", "sarif=b", "-o", f"json={os.devnull}", "-o", f"text={os.devnull}")
    assert result.exit_code == 0
    assert json.loads((project / "a").read_text())["stack"] == "dev"
    assert json.loads((project / "b").read_text())["version"] == "2.1.0"


def jiban(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    command = [sys.executable, "-m", "jiban", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_standard_output_under_another_name_is_one_place(project: Path) -> None:
    """`/dev/stdout` is where the text goes too."""
    del project
    result = jiban("check", "-s", "dev", "-o", "text", "-o", "json=/dev/stdout")
    assert result.returncode == 2
    assert result.stdout == ""


PRINTING = {
    "at-exit": "import atexit; atexit.register(print, 'late')",
    "daemon": "import threading, time\n"
    "def tick():\n    while True:\n        print('tick', flush=True); time.sleep(.001)\n"
    "threading.Thread(target=tick, daemon=True).start()",
    "thread": "import threading, time\n"
    "threading.Thread(target=lambda: (time.sleep(1.5), print('late'))).start()",
    "del": "import sys\nclass A:\n"
    "    def __del__(self): sys.__stdout__.write('del'); sys.__stdout__.flush()\n"
    "sys.keep = A()",
    "own-stdout": "import sys; sys.__stdout__.write('direct')",
    "closed": "import sys; sys.stdout.close()",
    "descriptor": "import os; os.write(1, b'one')",
    "descriptors": "import os\nfor each in range(3, 64):\n"
    "    try: os.write(each, b'X')\n    except OSError: pass",
    "no-descriptor": "import os; os.close(1)",
    "process": "import subprocess; subprocess.Popen(['sh', '-c', 'echo now; sleep 1; echo late'])",
    "fork": "import os\nif os.fork() == 0: print('child')",
    "fork-that-ends": "import os\nif os.fork() == 0: os._exit(0)\nos.wait()",
    "exit-0": "import sys; sys.exit(0)",
    "exit-at-exit": "import atexit, os; atexit.register(os._exit, 3)",
}


@pytest.mark.parametrize("how", PRINTING)
def test_the_document_is_all_of_standard_output(project: Path, how: str) -> None:
    """Whatever the program prints, and whenever it does; the exit code is that of the plan."""
    (project / "__main__.py").write_text(f"{COMPONENT}{PRINTING[how]}\n")
    result = jiban("plan", "-s", "dev", "-j")
    assert result.returncode == 0
    assert len(json.loads(result.stdout)["steps"]) == 2


ENDING = {
    "main": "import os; os._exit(0)",
    "apply": "import os; pulumi.Output.from_input(1).apply(lambda _: os._exit(0))",
    "thread": "import os, threading, time\n"
    "threading.Thread(target=os._exit, args=(0,)).start(); time.sleep(5)",
    "exec": "import os; os.execvp('true', ['true'])",
    "execl": "import os; os.execlp('true', 'true')",
}


@pytest.mark.parametrize("how", ENDING)
def test_a_program_that_ends_its_process_has_no_plan(project: Path, how: str) -> None:
    """It is an error that says what happened; no empty success."""
    (project / "__main__.py").write_text(f"{COMPONENT}{ENDING[how]}\n")
    result = jiban("plan", "-s", "dev", "-j")
    assert result.returncode == 1
    assert result.stdout == ""
    assert "the program ended its process by os." in result.stderr


def test_a_violation_stays_one_whatever_the_program_does_at_its_end(project: Path) -> None:
    """The exit code is that of the check."""
    text = "import pulumi_aws as aws, atexit, os\natexit.register(os._exit, 0)\n"
    (project / "__main__.py").write_text(
        f'{text}aws.rds.Instance("db", instance_class="a", publicly_accessible=True)\n'
    )
    assert jiban("check", "-s", "dev").returncode == 5


def test_a_program_that_stops_half_way_says_so(project: Path) -> None:
    """`sys.exit(0)` is a success to Pulumi as well; what would have come after is missing."""
    (project / "__main__.py").write_text(f"{COMPONENT}raise SystemExit(0)\n")
    result = CliRunner().invoke(main, ["plan", "-s", "dev"])
    assert result.exit_code == 0
    assert "warning: the program ended itself by sys.exit(0)" in result.stdout


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_a_number_that_json_lacks_is_refused(project: Path, number: str) -> None:
    """The resource and the line are named, and no JSON holds it."""
    (project / "__main__.py").write_text(
        f'import pulumi_kubernetes as k8s\nk8s.core.v1.ConfigMap("c", data={{"x": float("{number}")}})\n'
    )
    result = CliRunner().invoke(main, ["plan", "-s", "dev", "-j"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: __main__.py:2: kubernetes:core/v1:ConfigMap 'c': ")
    assert f"{number} is no number that JSON has" in result.stderr
