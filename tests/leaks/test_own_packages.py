"""No command prints a secret of a program that fails in a Python of its own project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environments import make_environment
from tests.leaks import programs
from tests.leaks.canaries import Cage

COMMANDS = {
    "plan": ("plan",),
    "graph": ("graph", "--full"),
    "check": ("check", "-j"),
    "diff of a head": ("diff", "--base-plan", "base.json"),
    "diff of a base": ("diff", "--base", "HEAD"),
}


@pytest.fixture
def project(tmp_path: Path) -> tuple[Path, Cage]:
    """A repository with an environment of its own, whose program fails with a secret in its words."""
    folder = tmp_path
    cage = Cage(13, "'\"%é")
    programs.write_failing(folder, cage, "raised")
    program = folder / "__main__.py"
    program.write_text(f"import shop_sdk\n{program.read_text()}")
    (folder / "base.json").write_text(programs.preview(cage))
    (folder / ".gitignore").write_text(".venv\n")
    make_environment(folder / ".venv")
    for words in (("init", "-q"), ("add", "-A"), ("-c", "commit.gpgsign=false", "commit", "-qm", "All")):
        subprocess.run(["git", *words], cwd=folder, check=True, env={**os.environ, **_AUTHOR})
    return folder, cage


_AUTHOR = {
    f"GIT_{who}_{what}": "jiban@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_failure_in_a_python_of_its_own_prints_no_secret(project: tuple[Path, Cage], command: str) -> None:
    """The program fails where the packages are its own, and so does the base of a head that does not."""
    folder, cage = project
    if command == "diff of a base":
        (folder / "__main__.py").write_text("import shop_sdk\n")
    started = [sys.executable, "-m", "jiban", *COMMANDS[command], "-C", str(folder), "-s", "dev"]
    found = subprocess.run(started, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert found.returncode == 1
    assert "ValueError: cannot use [secret]" in found.stderr
    assert cage.leaks(found.stdout + found.stderr) == []
