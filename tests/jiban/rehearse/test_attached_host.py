"""A language host that serves one engine after the other, with an engine that keeps what it is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, language_pb2, language_pb2_grpc

from jiban.rehearse.attached_host import AttachedHost
from jiban.rehearse.start_host import main
from jiban.rehearse.warm import NotWarmError, Programs

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "import sys; print('said'); print(); print('told', file=sys.stderr); sys.exit(3)"


class Engine(engine_pb2_grpc.EngineServicer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the form of the RPC
        """Take a line."""
        self.told.append((request.message, request.severity, request.streamId))
        return empty_pb2.Empty()


@pytest.fixture
def engine() -> Generator[tuple[Engine, str]]:
    """An engine, and its address."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    found = Engine()
    engine_pb2_grpc.add_EngineServicer_to_server(found, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield found, f"127.0.0.1:{port}"
    server.stop(None)


class Call:
    """Stands in for gRPC's side of a call."""

    def __init__(self) -> None:
        self.ended: list[Callable[[], object]] = []

    def add_callback(self, callback: Callable[[], object]) -> None:
        """Keep what is done when the call ends."""
        self.ended.append(callback)


class Fake(Programs):
    """Says that it runs a program, or that it cannot."""

    def __init__(self, python: str, refused: str = "") -> None:
        self.python = python
        self.refused = refused
        self.ran: list[list[str]] = []

    def run(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        place: str,
        files: Sequence[int],
        started: Callable[[int], None],
    ) -> int:
        """Write to both outputs."""
        if self.refused:
            raise NotWarmError(self.refused)
        self.ran.append([*arguments, environment["A"], place])
        os.write(files[0], b"warm\n")
        process = subprocess.Popen(["sleep", "60"])
        started(process.pid)
        self.call.ended[0]()
        return process.wait()

    call: Call


def asked(address: str, folder: Path) -> Any:
    """A request of an engine."""
    return language_pb2.RunRequest(pwd=str(folder), args=[address])


def test_the_engine_is_told_what_a_program_prints(tmp_path: Path, engine: tuple[Engine, str]) -> None:
    """Line by line, from either output; empty lines are left out, as the engine itself does."""
    found, address = engine
    command = [sys.executable, "-c", PROGRAM]
    code = AttachedHost(Path("/bin/runner"), None).ended(command, {}, asked(address, tmp_path), Call())
    assert code == 3
    assert sorted(found.told) == [("said", engine_pb2.INFO, 1), ("told", engine_pb2.INFO, 2)]


def test_a_program_ends_with_the_engines_call(tmp_path: Path, engine: tuple[Engine, str]) -> None:
    """An engine that was killed asks for nothing any more."""
    call = Call()
    threading.Timer(0.5, lambda: [each() for each in call.ended]).start()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    code = AttachedHost(Path("/bin/runner"), None).ended(command, {}, asked(engine[1], tmp_path), call)
    assert code == -signal.SIGKILL


def test_a_program_runs_in_the_python_that_waits_for_it(tmp_path: Path, engine: tuple[Engine, str]) -> None:
    """With the arguments behind the runner; it ends with the engine's call too."""
    programs = Fake("/venv/python")
    programs.call = Call()
    command = ["/venv/python", "-u", "start", "/bin/runner", "--stack=dev", "/p"]
    host = AttachedHost(Path("/bin/runner"), programs)
    code = host.ended(command, {"A": "1"}, asked(engine[1], tmp_path), programs.call)
    assert programs.ran == [["--stack=dev", "/p", "1", str(tmp_path)]]
    assert code == -signal.SIGKILL
    assert engine[0].told == [("warm", engine_pb2.INFO, 1)]


@pytest.mark.parametrize(
    ("python", "said"),
    [
        pytest.param(sys.executable, "jiban: a program is started anew: a thread\n", id="refused"),
        pytest.param("/venv/python", "", id="one that another Python runs"),
    ],
)
def test_a_program_that_no_python_waits_for_is_started_as_any_other(
    tmp_path: Path,
    engine: tuple[Engine, str],
    capsys: pytest.CaptureFixture[str],
    python: str,
    said: str,
) -> None:
    """And it is said why, where it could have been otherwise."""
    runner = tmp_path / "runner"
    runner.write_text("print('cold')\n", encoding="utf-8")
    host = AttachedHost(runner, Fake(python, "a thread"))
    command = [sys.executable, str(runner)]
    assert host.ended(command, {}, asked(engine[1], tmp_path), Call()) == 0
    assert engine[0].told == [("cold", engine_pb2.INFO, 1)]
    assert capsys.readouterr().err == said


def test_it_serves_until_its_input_ends(tmp_path: Path) -> None:
    """Its first line is its port; an engine that attaches learns that it speaks the engine's protocol."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jiban.rehearse.start_host", "runner", sys.executable, str(tmp_path), "dev"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert process.stdout is not None
    with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
        stub: Any = language_pb2_grpc.LanguageRuntimeStub(channel)
        stub.Handshake(language_pb2.LanguageHandshakeRequest(engine_address="127.0.0.1:1"))
        assert stub.About(language_pb2.AboutRequest()).executable == sys.executable
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_host_without_a_project_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It is no command of its own."""
    assert main(["runner", "python"]) == 2
    assert (
        capsys.readouterr().err == "usage: python -m jiban.rehearse.start_host RUNNER PYTHON PROJECT STACK\n"
    )
