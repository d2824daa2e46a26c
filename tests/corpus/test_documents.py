"""Whatever a document or a command line from outside holds, it is used or a person is told what is wrong."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from jiban.cli import main
from tests.corpus import documents
from tests.infra.environments import ROOT

pytestmark = pytest.mark.corpus

PLANS = 540
FILES = 60
BY_PROCESS = 150
"""Every so many goes through the command as a process of its own."""
CODES = {0, 1, 2, 5, 7, 10}
SECONDS = 10
COMMAND = re.compile(r"(?m)^\s*::|##(\[|vso\[|teamcity\[)")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that plans at once, as working folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(documents.project(folder))
    return folder


@pytest.mark.parametrize("command", [("diff", "-s", "dev", "--base-plan"), ("check", "--plan")])
def test_a_damaged_plan(project: Path, command: tuple[str, ...]) -> None:
    """A plan is judged, or refused in words that name the file."""
    faults: list[str] = []
    for number, mutant in enumerate(documents.plans(PLANS, seed=1)):
        (project / "plan.json").write_bytes(mutant.content)
        faults += _faults(mutant.name, [*command, "plan.json"], number)
    assert faults == []


@pytest.mark.parametrize("name", sorted(documents.YAML))
def test_a_damaged_file_of_a_project(project: Path, name: str) -> None:
    """Every file that a project may have is read, or refused by its name."""
    faults: list[str] = []
    for number, mutant in enumerate(documents.texts(name, FILES, seed=2)):
        (project / name).write_bytes(mutant.content)
        faults += _faults(mutant.name, ["check", "-s", "dev"], number)
    assert faults == []


def test_a_damaged_command_line(project: Path) -> None:
    """No argument ends in a traceback, none is shown raw, nothing waits."""
    assert project.is_dir()
    faults: list[str] = []
    for number, arguments in enumerate(documents.ARGUMENTS):
        faults += _faults(ascii(arguments)[:120], arguments, number)
    assert faults == []


def _faults(name: str, arguments: Iterable[str], number: int) -> list[str]:
    """Run a command and return what is wrong with its answer."""
    begun = time.monotonic()
    arguments = list(arguments)
    by_process = number % BY_PROCESS == BY_PROCESS - 1 and not any("\0" in each for each in arguments)
    code, out, err = _by_process(arguments) if by_process else _in_process(arguments)
    text = out + err
    found: list[str] = []
    if code not in CODES:
        found.append(f"exit code {code}")
    if code in {1, 2} and (out or not err.strip()):
        found.append("an error with a document, or without a word")
    if "Traceback" in text or "internal error" in text:
        found.append("a traceback")
    if not text.replace("\n", "").isprintable():
        found.append("a control character")
    if COMMAND.search(text):
        found.append("a command to a CI")
    if time.monotonic() - begun > SECONDS:
        found.append("too slow")
    return [f"{name}: {', '.join(found)}: {text[-300:]!a}"] if found else []


def _in_process(arguments: list[str]) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments, prog_name="jiban")
    return result.exit_code, result.stdout, result.stderr


def _by_process(arguments: list[str]) -> tuple[int, str, str]:
    found = subprocess.run(
        [sys.executable, "-m", "jiban.cli", *(each.encode(errors="surrogatepass") for each in arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return found.returncode, found.stdout.decode(), found.stderr.decode()
