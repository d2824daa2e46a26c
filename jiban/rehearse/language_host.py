"""Language host: runs Python programs and policy packs for the Pulumi CLI.

The official host is a Go program that no package registry carries. This one speaks the same protocol
(`pulumi/language.proto` at v3.259.0) as far as preview, up, refresh, destroy and policy packs use it. The
engine starts the executable `pulumi-language-python` beside its own binary, with its address as an argument,
and reads the port from the first line of standard output.

Which Python runs the program, as in the official host: `runtime.options.virtualenv` of Pulumi.yaml, relative
to it; else the active virtual environment; else `python3`. PULUMI_PYTHON_CMD, where it is set, comes first.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent import futures
from importlib import metadata
from pathlib import Path
from typing import IO, Any, Final, cast

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

RUNNER: Final = "pulumi-language-python-exec"
_STARTER: Final = Path(__file__).with_name("start_program.py")
_EXPLAINED: Final = 32
"""Exit code of the runner after it has logged the error itself."""
_WATCH: Final = 0.5
"""Seconds between two looks at whether the engine is still there."""
UNLIMITED: Final = (("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1))


class PythonMissingError(Exception):
    """There is no Python to run a program with; the text says where it was looked for."""


def python_for(root: Path, options: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    """Choose the Python that runs the program of a folder.

    Args:
        root: folder of Pulumi.yaml or PulumiPolicy.yaml.
        options: its `runtime.options`.
        environment: environment variables.

    Raises:
        PythonMissingError: the virtual environment of the options does not exist, or no Python does.
    """
    given = environment.get("PULUMI_PYTHON_CMD")
    if given:
        return given
    named = options.get("virtualenv")
    if named:
        found = root / str(named) / "bin" / "python"
        if not found.exists():
            raise PythonMissingError(
                f"no such virtual environment: {named!r}, which the project file in {root} names; "
                "create it (`make plan` does), or set PULUMI_PYTHON_CMD to a Python"
            )
        return str(found)
    active = environment.get("VIRTUAL_ENV")
    if active and (Path(active) / "bin" / "python").exists():
        return str(Path(active) / "bin" / "python")
    found_python = shutil.which("python3", path=environment.get("PATH"))
    if found_python is None:
        raise PythonMissingError("no python3 on PATH")
    return found_python


def program_command(python: str, runner: Path, request: Any) -> list[str]:
    """Return the command line that runs a program."""
    return [
        python,
        "-u",
        str(_STARTER),
        str(runner),
        f"--monitor={request.monitor_address}",
        f"--engine={request.args[0]}" if request.args else "",
        f"--project={request.project}",
        f"--stack={request.stack}",
        f"--root_directory={request.info.root_directory}",
        f"--pwd={request.pwd}",
        f"--dry_run={'true' if request.dryRun else 'false'}",
        f"--parallel={request.parallel}",
        f"--organization={request.organization}",
        str(Path(request.info.program_directory) / request.info.entry_point),
    ]


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Serves the engine."""

    def __init__(self, engine: str, runner: Path) -> None:
        """Take the engine's address and the runner's path."""
        self._engine = engine
        self._runner = runner
        self._started: list[subprocess.Popen[bytes]] = []

    def end_with(self, parent: int) -> None:
        """Wait until the engine's process is gone, then end the programs that it had started, and this host.

        An engine that was killed sends no message, and its programs would wait for its responses for ever.
        """
        while os.getppid() == parent:
            time.sleep(_WATCH)
        self.end()

    def end(self, _signal: int = 0, _frame: object = None) -> None:
        """End the programs that were started, which would keep this host's output open, and this host."""
        for process in self._started:
            process.kill()
        os._exit(0)

    def Handshake(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the name and form of the RPC
        """Agree to everything: an engine that shakes hands gives its address here too."""
        self._engine = request.engine_address or self._engine
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """Return the version of the SDK beside this host."""
        return plugin_pb2.PluginInfo(version=metadata.version("pulumi"))

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """Require nothing: the engine asks for a provider when a resource needs it."""
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """Require nothing, as above."""
        return language_pb2.GetRequiredPluginsResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802, ARG002 the RPC's form
        """Refuse: the project's own tools install."""
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED, "not supported: install the project's packages with its own tools"
        )
        yield  # pragma: no cover

    def About(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """Return the Python that this is."""
        return language_pb2.AboutResponse(executable=sys.executable, version=sys.version.split()[0])

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """List nothing."""
        return language_pb2.GetProgramDependenciesResponse()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002 the RPC's form
        """Leave the program to the engine, which lets it end."""
        return empty_pb2.Empty()

    def Run(self, request: Any, context: Any) -> Any:  # noqa: N802 the name and form of the RPC
        """Run a program to its end. What it prints goes out by this host's own output."""
        options = cast("Mapping[str, Any]", json_format.MessageToDict(request.info.options))
        try:
            python = python_for(Path(request.info.root_directory), options, os.environ)
        except PythonMissingError as error:
            return language_pb2.RunResponse(error=str(error))
        if not request.args:
            request.args.append(self._engine)
        environment = {
            **os.environ,
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        command = program_command(python, self._runner, request)
        code = self.ended(command, environment, request, context)
        if code == 0:
            return language_pb2.RunResponse()
        if code == _EXPLAINED:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=f"the program ended with exit code {code}")

    def ended(self, command: list[str], environment: Mapping[str, str], request: Any, context: Any) -> int:  # noqa: ARG002 for a host that is not the engine's own
        """Run a program to its end, and return its exit code.

        Args:
            command: its command line.
            environment: its variables.
            request: the engine's.
            context: of the engine's call.
        """
        process = subprocess.Popen(command, env=environment, cwd=request.pwd or None)
        self._started.append(process)
        return process.wait()

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802 the name of the RPC
        """Run a policy pack, and pass on what it prints: its first line is its port."""
        if request.kind != "analyzer":
            context.abort(
                grpc.StatusCode.UNIMPLEMENTED,
                f"unsupported plugin kind {request.kind!r}: this host runs policy packs",
            )
        options = cast("Mapping[str, Any]", json_format.MessageToDict(request.info.options))
        folder = Path(request.info.program_directory)
        try:
            python = python_for(folder, options, os.environ)
        except PythonMissingError as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            return
        engine = request.args[0] if request.args else self._engine
        process = subprocess.Popen(
            [python, "-u", "-m", "pulumi.policy", engine, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            env=dict(entry.partition("=")[::2] for entry in request.env) or None,
            cwd=request.pwd or None,
        )
        self._started.append(process)
        context.add_callback(process.kill)
        yield from _relayed(process)


def _relayed(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """Pass on both outputs of a process as they come, then its exit code."""
    pieces: queue.Queue[Any] = queue.Queue()

    def read(stream: IO[bytes], name: str) -> None:
        with stream:
            while piece := os.read(stream.fileno(), 65536):
                response = language_pb2.RunPluginResponse()
                setattr(response, name, piece)
                pieces.put(response)
        pieces.put(None)

    streams = [(process.stdout, "stdout"), (process.stderr, "stderr")]
    for stream, name in streams:
        threading.Thread(target=read, args=(stream, name), daemon=True).start()
    open_streams = len(streams)
    while open_streams:
        piece = pieces.get()
        if piece is None:
            open_streams -= 1
        else:
            yield piece
    yield language_pb2.RunPluginResponse(exitcode=process.wait())


def main(arguments: list[str]) -> int:
    """Serve until the engine ends this process."""
    addresses = [argument for argument in arguments if not argument.startswith("-")]
    if not addresses:
        sys.stderr.write("this program is started by the Pulumi CLI, and does nothing by itself\n")
        return 2
    runner = Path(os.environ.get("JIBAN_RUNNER") or Path(__file__).resolve().parents[2] / "bin" / RUNNER)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=UNLIMITED)
    host = LanguageHost(addresses[0], runner)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server)
    threading.Thread(target=host.end_with, args=(os.getppid(),), daemon=True).start()
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The engine sends it when it has finished, and waits five seconds for an end before it kills.
    signal.signal(signal.SIGINT, host.end)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
