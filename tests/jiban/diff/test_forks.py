"""A base is planned in a fork of the process that compares, and that makes no difference."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.jiban.diff.repositories import commit, repository

SCRIPT: Final = """
import os, sys
from jiban import cli, forked

run = forked.run
def noted(*arguments, **more):
    open(os.environ["FORKED"], "w").close()
    return run(*arguments, **more)
forked.run = noted
if os.environ["WAY"] == "new":
    forked.can_fork = lambda threads: False
cli.main(prog_name="jiban")
"""
WORLD: Final = """
import json, os, signal, sys, threading, warnings
import pulumi

world = {
    "folder": os.path.basename(os.getcwd()),
    "arguments": [os.path.relpath(each) for each in sys.argv],
    "input": sys.stdin.read(),
    "streams": [
        (each.encoding, each.errors) for each in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__)
    ],
    "variables": sorted(
        [name, len(value)] for name, value in os.environ.items()
        if name not in ("FORKED", "WAY", "JIBAN_FINGERPRINT_KEY") and "jiban-run-" not in value
    ),
    "signals": [
        getattr(signal.getsignal(each), "__qualname__", str(signal.getsignal(each)))
        for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGALRM, signal.SIGPIPE)
    ],
    "threads": threading.active_count(),
    "path": [each for each in sys.path if "jiban-run-" not in each],
    "standard": [
        os.path.realpath(f"/proc/self/fd/{each}").split(":")[0].rpartition("/")[2] for each in range(3)
    ],
    "main": sys.modules["__main__"].__file__.rpartition("/")[2],
    "warnings": [str(each[0]) for each in warnings.filters],
}
for name, value in world.items():
    pulumi.export(name, json.dumps(value, sort_keys=True))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")


@dataclass(frozen=True, slots=True)
class Said:
    """What a comparison has said, without what differs from repository to repository."""

    code: int
    out: str
    error: str
    kept: list[Any]
    forked: bool


def compared(project: Path, cache: Path, way: str, *flags: str) -> Said:
    """Compare a project with its branch main, as a command does."""
    mark = cache / "forked"
    cache.mkdir(exist_ok=True)
    found = subprocess.run(
        [sys.executable, "-P", "-c", SCRIPT, "diff", "-s", "prod", "--base", "main", *flags],
        cwd=project,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "FORKED": str(mark), "WAY": way},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    files = sorted((cache / "jiban" / "bases").glob("*"))
    kept = [json.loads(each.read_text()) for each in files]
    for each in files:
        each.unlink()
    was = mark.exists()
    mark.unlink(missing_ok=True)
    return Said(found.returncode, found.stdout, found.stderr, kept, was)


def with_base(folder: Path, program: str) -> Path:
    """A project whose commit has another program than its working tree."""
    project = repository(folder)
    file = project / "__main__.py"
    head = file.read_text()
    file.write_text(program)
    commit(folder, "another program")
    file.write_text(head)
    return project


def both(project: Path, cache: Path, *flags: str) -> list[Said]:
    """Compare with a base that is a new process, with one that is a fork, and once more with what is kept."""
    found = [compared(project, cache, way, *flags) for way in ("new", "fork", "fork")]
    assert [each.forked for each in found] == [False, True, True]
    return [Said(each.code, each.out, each.error, each.kept, forked=True) for each in found]


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (WORLD, 0),
        ("import pulumi\npulumi.export('word', pulumi.Output.secret('hunter2hunter2'))\n", 0),
        ("import pulumi_aws as aws\naws.s3.Bucket('b', bucket=aws.get_caller_identity().account_id)\n", 5),
        ("import atexit, sys\natexit.register(print, 'late')\nsys.exit(0)\n", 0),
        ("import sys\nprint('said')\nprint('told', file=sys.stderr)\nraise ValueError('no')\n", 1),
        ("import os\nos._exit(3)\n", 1),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", 1),
        ("import nothing_like_it\n", 1),
    ],
    ids=["world", "secret", "placeholder", "exits", "raises", "ends", "killed", "import"],
)
def test_a_fork_is_what_a_new_process_is(tmp_path: Path, program: str, code: int) -> None:
    """To the program and to the reader, whether what it will load is known or not."""
    project = with_base(tmp_path / "project", program)
    new, *forks = both(project, tmp_path / "cache", "--json")
    assert new.code == code
    assert forks == [new, new]


def test_a_fork_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With all else that loads otherwise than Python does."""
    project = repository(tmp_path / "project")
    monkeypatch.setenv("JIBAN_LAZY_SDK", "0")
    found = compared(project, tmp_path / "cache", "fork")
    assert (found.code, found.forked) == (0, False)
    assert not (tmp_path / "cache" / "jiban" / "libraries").exists()


def test_a_fork_has_its_time(tmp_path: Path) -> None:
    """It stops itself, and says where the program stood."""
    project = with_base(tmp_path / "project", "while True:\n    pass\n")
    new, fork, _ = both(project, tmp_path / "cache", "--timeout", "5")
    assert (fork.code, fork.error) == (9, new.error)
    assert "stood at __main__.py:" in fork.error


def test_what_a_program_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    """Though it has the streams of the fork, and all that a fork inherits."""
    code = "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)\n"
    project = with_base(tmp_path / "project", code)
    before = time.monotonic()
    found = compared(project, tmp_path / "cache", "fork")
    assert (found.code, found.forked) == (0, True)
    assert time.monotonic() - before < 50


def test_a_fork_ends_with_its_command(tmp_path: Path) -> None:
    """However that ends."""
    project = with_base(
        tmp_path / "project",
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(f'{{os.getpid()}} ')\ntime.sleep(90)\n",
    )
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "jiban", "diff", "-s", "prod", "--base", "main"],
        cwd=project,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not ((tmp_path / "pid").exists() and (text := (tmp_path / "pid").read_text()).endswith(" ")):
        assert time.monotonic() < until
        time.sleep(0.05)
    pid = int(text)
    assert b"diff" in Path(f"/proc/{pid}/cmdline").read_bytes()  # it is a fork
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)
    process.wait(30)
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_a_module_of_the_base_counts_over_a_library_of_the_head(tmp_path: Path) -> None:
    """Though the head has loaded the library, and will again."""
    project = repository(tmp_path / "project")
    program = project / "__main__.py"
    text = "import colorsys, pulumi\npulumi.export('file', colorsys.__doc__.partition(' ')[0])\n"
    program.write_text(text)
    (project / "colorsys.py").write_text('"""Own one."""\n')
    commit(project, "a module of the name of a library")
    (project / "colorsys.py").unlink()
    new, *forks = both(project, tmp_path / "cache", "--json")
    assert forks == [new, new]
    [change] = json.loads(new.out)["outputs"]
    assert (change["before"], change["after"]) == ("Own", "Conversion")


def test_all_stacks_are_planned_in_one_fork(tmp_path: Path) -> None:
    """And say what they say otherwise."""
    project = repository(tmp_path / "project")
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.prod.yaml").read_text())
    found = [
        subprocess.run(
            [sys.executable, "-P", "-c", SCRIPT, "diff", "--all", "--base", "main"],
            cwd=project,
            env={
                **os.environ,
                "XDG_CACHE_HOME": str(tmp_path / way),
                "FORKED": str(tmp_path / f"{way}-mark"),
                "WAY": way,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        for way in ("new", "fork")
    ]
    assert [each.returncode for each in found] == [0, 0]
    assert found[0].stdout == found[1].stdout
    assert [(tmp_path / f"{way}-mark").exists() for way in ("new", "fork")] == [False, True]
