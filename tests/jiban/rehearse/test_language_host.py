import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import language_pb2

from jiban.rehearse.language_host import (
    LanguageHost,
    PythonMissingError,
    main,
    program_command,
    python_for,
)


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


PYTHON = """\
#!/bin/sh
echo "$@" > "$(dirname "$0")/arguments"
pwd > "$(dirname "$0")/folder"
echo "$PULUMI_CONFIG $PULUMI_CONFIG_SECRET_KEYS" > "$(dirname "$0")/environment"
printf said
printf told >&2
exit {code}
"""


def host_with(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> LanguageHost:
    """Make a host whose Python notes what it is asked to run, and ends with a code."""
    python = folder / "python"
    python.write_text(PYTHON.format(code=code))
    python.chmod(0o755)
    monkeypatch.setenv("PULUMI_PYTHON_CMD", str(python))
    return LanguageHost("127.0.0.1:9", Path("/bin/exec"))


def run_request(folder: Path) -> Any:
    """A request to run a program."""
    request = language_pb2.RunRequest(
        project="shop", stack="dev", pwd=str(folder), config={"a:b": "c"}, configSecretKeys=["a:b"]
    )
    request.info.root_directory = request.info.program_directory = str(folder)
    request.info.entry_point = "."
    return request


@pytest.mark.parametrize(
    ("code", "error", "bail"),
    [
        (0, "", False),
        (32, "", True),
        (1, "the program ended with exit code 1", False),
        (3, "the program ended with exit code 3", False),
    ],
)
def test_how_a_program_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, error: str, *, bail: bool
) -> None:
    """Well, with an error that it has explained, or with one that nobody has."""
    found = host_with(tmp_path, monkeypatch, code).Run(run_request(tmp_path), None)
    assert (found.error, found.bail) == (error, bail)


def test_a_program_gets_its_configuration_and_the_engine_of_its_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its own folder; an engine that shakes hands, or that the request names, counts over the host's."""
    host, request = host_with(tmp_path, monkeypatch), run_request(tmp_path)
    host.Run(request, None)
    assert (tmp_path / "environment").read_text() == '{"a:b": "c"} ["a:b"]\n'
    assert (tmp_path / "folder").read_text() == f"{tmp_path}\n"
    assert " --engine=127.0.0.1:9 " in (tmp_path / "arguments").read_text()
    host.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:8"), None)
    host.Handshake(language_pb2.LanguageHandshakeRequest(), None)
    host.Run(run_request(tmp_path), None)
    assert " --engine=127.0.0.1:8 " in (tmp_path / "arguments").read_text()
    named = run_request(tmp_path)
    named.args.append("127.0.0.1:7")
    host.Run(named, None)
    assert " --engine=127.0.0.1:7 " in (tmp_path / "arguments").read_text()


def test_a_program_without_a_python_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it should be."""
    monkeypatch.delenv("PULUMI_PYTHON_CMD", raising=False)
    request = run_request(tmp_path)
    request.info.options.update({"virtualenv": ".venv"})
    found = LanguageHost("127.0.0.1:9", Path("/bin/exec")).Run(request, None)
    assert found.error.startswith("no such virtual environment: '.venv'")


class Call:
    """Stands in for gRPC's side of a call."""

    def __init__(self) -> None:
        self.ended: list[Any] = []

    def add_callback(self, callback: Any) -> None:
        """Keep what is done when the call ends."""
        self.ended.append(callback)

    def abort(self, code: grpc.StatusCode, said: str) -> None:
        """End the call."""
        raise RuntimeError(code, said)


def plugin_request(folder: Path, kind: str = "analyzer") -> Any:
    """A request to run a policy pack."""
    request = language_pb2.RunPluginRequest(pwd=str(folder), kind=kind, env=["PULUMI_CONFIG=x=y"])
    request.info.root_directory = request.info.program_directory = str(folder)
    return request


def test_a_policy_pack_is_run_and_what_it_says_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both of its outputs, and its exit code at the end; it ends when the call does."""
    host, call = host_with(tmp_path, monkeypatch, 3), Call()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    found = list(host.RunPlugin(plugin_request(tmp_path), call))
    assert b"".join(each.stdout for each in found) == b"said"
    assert b"".join(each.stderr for each in found) == b"told"
    assert (found[-1].WhichOneof("output"), found[-1].exitcode) == ("exitcode", 3)
    assert len(call.ended) == 1
    assert (tmp_path / "arguments").read_text() == f"-u -m pulumi.policy 127.0.0.1:9 {tmp_path}\n"
    assert (tmp_path / "environment").read_text() == "x=y \n"


def test_other_plugins_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This host runs policy packs."""
    host = host_with(tmp_path, monkeypatch)
    with pytest.raises(RuntimeError) as refused:
        next(host.RunPlugin(plugin_request(tmp_path, "resource"), Call()))
    assert refused.value.args[0] is grpc.StatusCode.UNIMPLEMENTED


def test_packages_are_installed_by_the_projects_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rehearsal installs nothing and asks for none."""
    host = host_with(tmp_path, monkeypatch)
    with pytest.raises(RuntimeError) as refused:
        next(host.InstallDependencies(None, Call()))
    assert refused.value.args[0] is grpc.StatusCode.UNIMPLEMENTED
    assert list(host.GetRequiredPackages(None, None).packages) == []
    assert list(host.GetRequiredPlugins(None, None).plugins) == []
    assert list(host.GetProgramDependencies(None, None).dependencies) == []
    assert host.About(None, None).executable == sys.executable
    assert host.GetPluginInfo(None, None).version == metadata.version("pulumi")


def test_a_host_that_nobody_has_started(capsys: pytest.CaptureFixture[str]) -> None:
    """It is no command of its own."""
    assert main(["--root", "-x"]) == 2
    assert capsys.readouterr().err == (
        "this program is started by the Pulumi CLI, and does nothing by itself\n"
    )
