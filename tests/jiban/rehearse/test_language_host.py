from pathlib import Path

import pytest
from pulumi.runtime.proto import language_pb2

from jiban.rehearse.language_host import PythonMissingError, program_command, python_for


def python_in(folder: Path) -> Path:
    """Make something that looks like a virtual environment."""
    path = folder / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.touch(mode=0o755)
    return path


def test_the_virtual_environment_of_the_project_runs_it(tmp_path: Path) -> None:
    """Its path is relative to the project file, and it counts over an active environment."""
    own, active = python_in(tmp_path / "project" / ".venv"), python_in(tmp_path / "active")
    environment = {"VIRTUAL_ENV": str(active.parents[1])}
    assert python_for(tmp_path / "project", {"virtualenv": ".venv"}, environment) == str(own)
    assert python_for(tmp_path / "project", {}, environment) == str(active)


def test_a_python_that_is_named_counts_most(tmp_path: Path) -> None:
    """PULUMI_PYTHON_CMD is how a rehearsal runs a program with the packages that jiban has."""
    environment = {"PULUMI_PYTHON_CMD": "/usr/bin/python3.12"}
    assert python_for(tmp_path, {"virtualenv": ".venv"}, environment) == "/usr/bin/python3.12"


def test_a_missing_virtual_environment_is_named(tmp_path: Path) -> None:
    """The program would run with whatever Python there is, and fail for a reason far from this one."""
    with pytest.raises(PythonMissingError, match=r"no such virtual environment: '\.venv'"):
        python_for(tmp_path, {"virtualenv": ".venv"}, {})


def test_the_runner_gets_what_the_engine_said() -> None:
    """Flags of Pulumi's own runner, and the entry below the program's folder."""
    request = language_pb2.RunRequest(
        project="shop",
        stack="dev",
        pwd="/p/infra",  # noqa: S106 the working folder
        dryRun=True,
        parallel=8,
        monitor_address="127.0.0.1:1",
        organization="organization",
        args=["127.0.0.1:2"],
    )
    request.info.root_directory, request.info.program_directory = "/p", "/p/infra"
    request.info.entry_point = "."
    command = program_command("python", Path("/bin/exec"), request)
    assert command[3:] == [
        "/bin/exec",
        "--monitor=127.0.0.1:1",
        "--engine=127.0.0.1:2",
        "--project=shop",
        "--stack=dev",
        "--root_directory=/p",
        "--pwd=/p/infra",
        "--dry_run=true",
        "--parallel=8",
        "--organization=organization",
        "/p/infra",
    ]
