"""The language host of a rehearsal: when there is one, and when each command starts its own."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from jiban.project.project import Project, find_project
from jiban.rehearse import warm_host as module
from jiban.rehearse.language_host import RUNNER
from jiban.rehearse.warm_host import VARIABLE, warm_host


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A small project; what its host learns stays in the test's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    (tmp_path / RUNNER).touch()
    return find_project(tmp_path)


def test_a_host_serves_as_long_as_the_rehearsal(project: Project, tmp_path: Path) -> None:
    """And its port is free afterwards."""
    with warm_host(tmp_path, tmp_path / "pulumi", project, "dev") as host:
        port = host()
        socket.create_connection(("127.0.0.1", port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    assert (tmp_path / "host.log").read_text() == ""


def test_a_host_that_does_not_start_is_none(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command then starts its own; why stands in the folder."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.sys, "executable", "/bin/false")
    with warm_host(tmp_path, tmp_path / "pulumi", project, "dev") as host:
        assert host() == 0


def test_a_variable_has_none(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever wants each program in a Python of its own."""
    monkeypatch.setenv(VARIABLE, "0")
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with warm_host(tmp_path, tmp_path / "pulumi", project, "dev") as host:
        assert host() == 0


def test_a_command_without_pulumis_runner_has_none(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own language host knows how it runs programs."""
    monkeypatch.delenv("JIBAN_RUNNER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setattr(module, "ROOT", tmp_path / "none")
    (tmp_path / RUNNER).unlink()
    with warm_host(tmp_path, tmp_path / "pulumi", project, "dev") as host:
        assert host() == 0
    assert not (tmp_path / "host.log").exists()
