"""The project's packaging: locks, version, start-up, data files."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from jiban.cli import main
from tools.repository import ROOT
from tools.sdk_range import pinned

LOCKS = ("requirements.txt", "requirements-dev.txt")
PEER = "benchmarks/checkov.txt"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]


def locked(lock: str) -> dict[str, tuple[Requirement, list[str]]]:
    """The requirements of a lock file with their hashes, by canonical name."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    found: dict[str, tuple[Requirement, list[str]]] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            specifier, *hashes = line.split("--hash=")
            requirement = Requirement(specifier)
            found[canonicalize_name(requirement.name)] = (requirement, [value.strip() for value in hashes])
    return found


def version_of(requirement: Requirement) -> str:
    """The one version that a locked requirement pins."""
    (specifier,) = requirement.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("lock", [*LOCKS, PEER])
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    """A lock installs from whatever index the reader's pip uses."""
    text = (ROOT / lock).read_text()
    assert re.findall(r"\w+://|^-.*|(?<=\s)/\S+|@ file", text, re.MULTILINE) == []


@pytest.mark.parametrize("lock", [*LOCKS, PEER])
def test_every_locked_requirement_has_hashes(lock: str) -> None:
    """Every requirement is pinned to one version and carries at least one sha256."""
    for name, (requirement, hashes) in locked(lock).items():
        assert re.fullmatch(r"[\w.+!]+", version_of(requirement)), name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), name


def test_the_lock_holds_every_dependency() -> None:
    """Each runtime dependency of pyproject.toml is locked at a version that it accepts."""
    lock = locked("requirements.txt")
    for dependency in map(Requirement, [*PROJECT["dependencies"], *PYPROJECT["dependency-groups"]["build"]]):
        requirement, _ = lock[canonicalize_name(dependency.name)]
        assert dependency.specifier.contains(version_of(requirement)), dependency


def test_the_development_lock_holds_every_tool() -> None:
    """Each development dependency of pyproject.toml is locked at a version that it accepts."""
    lock = locked("requirements-dev.txt")
    for dependency in map(Requirement, PYPROJECT["dependency-groups"]["dev"]):
        requirement, _ = lock[canonicalize_name(dependency.name)]
        assert dependency.specifier.contains(version_of(requirement)), dependency


def test_the_development_lock_holds_the_runtime_lock() -> None:
    """What users run is what the tests run: the same versions with the same hashes."""
    runtime, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert {name: development[name][1] for name in runtime} == {name: runtime[name][1] for name in runtime}


def test_the_build_backend_is_locked() -> None:
    """The editable install fetches nothing, because what pyproject.toml builds with is in the lock."""
    assert PYPROJECT["build-system"]["requires"] == PYPROJECT["dependency-groups"]["build"]


def test_pulumi_is_locked_to_the_version_whose_engine_can_be_built() -> None:
    """The SDK of the locks follows the engine that is built from source, not the newest release."""
    assert version_of(locked("requirements.txt")["pulumi"][0]) == "3.259.0"
    assert PYPROJECT["tool"]["uv"]["constraint-dependencies"] == ["pulumi==3.259.0"]


def test_both_ends_of_the_range_of_pulumi_are_tested() -> None:
    """What pyproject.toml accepts is what `make sdk-range` runs the planner's tests on."""
    assert f"pulumi>={pinned('oldest')},<={pinned('newest')}" in PROJECT["dependencies"]


def test_pulumi_install_finds_the_lock() -> None:
    """`pulumi install` reads requirements.txt in the program's folder; that file points at the lock."""
    lines = (ROOT / "infra" / "requirements.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-r ../requirements.txt"]


def test_help_imports_no_sdk() -> None:
    """`jiban --help` answers at once: neither pulumi nor grpc nor pydantic is imported for it."""
    code = (
        "import sys; sys.argv = ['jiban', '--help']; from jiban.cli import main; main(standalone_mode=False)"
    )
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    timed, said = [], []
    for line in result.stderr.splitlines():
        (timed if line.startswith("import time:") else said).append(line)
    assert said == []
    imported = {line.rpartition("|")[2].strip() for line in timed}
    assert "click" in imported
    assert imported & {"pulumi", "grpc", "pydantic", "yaml"} == set()


def test_the_console_script_is_the_command_line() -> None:
    """`jiban` is the click group in jiban/cli.py."""
    assert PROJECT["scripts"] == {"jiban": "jiban.cli:main"}


def test_the_command_line_says_the_version_of_pyproject() -> None:
    """`jiban --version` prints the version once, from the installed metadata."""
    result = CliRunner().invoke(main, ["--version"])
    assert result.output.split()[-1] == PROJECT["version"]


def test_the_changelog_speaks_of_this_version() -> None:
    """CHANGELOG.md opens with Unreleased, and names the version unless it is not released yet."""
    headings = re.findall(
        r"^## \[?([^\]\n]+?)\]?(?: - .*)?$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert headings[0] == "Unreleased"
    assert headings[1:2] in ([], [PROJECT["version"]])


def test_the_oldest_supported_python_is_the_same_everywhere() -> None:
    """pyproject.toml, ruff, the type checker, the Makefile and the lock speak of the same oldest Python."""
    makefile = (ROOT / "Makefile").read_text()
    assert PROJECT["requires-python"] == ">=3.11"
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py311"
    assert PYPROJECT["tool"]["basedpyright"]["pythonVersion"] == "3.11"
    assert "(3, 11)" in makefile
    assert "--python-version 3.11" in makefile


def test_stack_files_are_not_ignored() -> None:
    """A stack file belongs to the repository; no pattern of .gitignore hides it."""
    patterns = [line for line in (ROOT / ".gitignore").read_text().splitlines() if line and line[0] != "#"]
    hidden = [pattern for pattern in patterns if fnmatch("Pulumi.prod.yaml", pattern.strip("/"))]
    assert hidden == []


def test_the_gate_runs_make_test() -> None:
    """What the gate runs is what a developer runs."""
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "exec make test"


@pytest.fixture
def gate(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Runs `make test` without Go and without an engine; everything but the rehearsals counts as done."""
    make, echo = shutil.which("make"), shutil.which("echo")
    assert make is not None
    assert echo is not None
    (tmp_path / "echo").symlink_to(echo)  # all that its PATH has
    shutil.copy(ROOT / "Makefile", tmp_path)
    others = ("setup", "lint", "types", "unit", "documents", "corpus", "sdk-range")
    done = [part for each in others for part in ("-o", each)]

    def run(ci: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [make, *done, "test"],
            cwd=tmp_path,
            env={"PATH": str(tmp_path), "CI": ci},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("ci", ["", "false"])
def test_the_last_line_says_that_the_rehearsals_were_not_run(
    gate: Callable[[str], subprocess.CompletedProcess[str]], ci: str
) -> None:
    """Without Go the tests of a machine of one's own pass, and nobody can take that for the whole."""
    result = gate(ci)
    assert result.returncode == 0
    assert "the rehearsals were NOT RUN" in result.stdout.splitlines()[-1]


def test_a_pipeline_fails_without_the_rehearsals(
    gate: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    """CI is not passed by what it could not run, and says what is missing."""
    result = gate("true")
    assert result.returncode != 0
    assert "the rehearsals were NOT RUN" in result.stderr


def test_the_gate_is_a_pipeline() -> None:
    """The gate says CI, so that it fails where the rehearsals cannot be run."""
    assert 'export CI="${CI:-true}"' in (ROOT / ".ci" / "run").read_text().splitlines()
