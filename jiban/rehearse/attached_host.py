"""A language host that outlives the engines; `start_host.py` starts it.

The engine attaches to it by PULUMI_DEBUG_LANGUAGES, so that its start is paid once for all commands of a
rehearsal, and that of the programs' Python too. It prints its port, and serves until standard input ends.
Its environment is what programs get.

An engine that has started its host reads what programs print from the host's output. To one that is attached
it is sent line by line.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent import futures
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, Final

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, language_pb2_grpc

from jiban.rehearse.language_host import UNLIMITED, LanguageHost
from jiban.rehearse.warm import NotWarmError, Programs

_THREADS: Final = 16
_PATIENCE: Final = 5.0
"""Seconds to wait for output that something else than the program keeps open."""


class AttachedHost(LanguageHost):
    """Serves one engine after the other."""

    def __init__(self, runner: Path, programs: Programs | None) -> None:
        """Take the runner's path, and what starts programs quickly where there is such."""
        super().__init__("", runner)
        self._programs = programs

    def ended(self, command: list[str], environment: Mapping[str, str], request: Any, context: Any) -> int:
        """Run a program to its end, or to that of the engine's call."""
        with ExitStack() as stack:
            channel = stack.enter_context(grpc.insecure_channel(request.args[0]))
            told = engine_pb2_grpc.EngineStub(channel)
            readers: list[threading.Thread] = []
            files: list[int] = []
            for number in (1, 2):
                reader, writer = os.pipe()
                files.append(writer)
                readers.append(
                    threading.Thread(target=_tell, args=(os.fdopen(reader, "rb"), told, number), daemon=True)
                )
            for each in readers:
                each.start()
            try:
                code = self._warmly(command, environment, request, context, files)
                if code is None:
                    code = _coldly(command, environment, request, context, files)
            finally:
                for each in files:
                    os.close(each)
            for each in readers:
                each.join(_PATIENCE)
            return code

    def _warmly(
        self,
        command: list[str],
        environment: Mapping[str, str],
        request: Any,
        context: Any,
        files: list[int],
    ) -> int | None:
        """Run a program in a Python that waits for it; return None where there is none."""
        if self._programs is None or command[0] != self._programs.python:
            return None
        arguments = command[command.index(str(self._runner)) + 1 :]
        # The call's end is told of in any case, and the number may be another process's by then.
        running: list[int] = []
        context.add_callback(lambda: [_kill(number) for number in running])
        try:
            return self._programs.run(arguments, environment, request.pwd, files, running.append)
        except NotWarmError as error:
            sys.stderr.write(f"jiban: a program is started anew: {error}\n")
            return None
        finally:
            running.clear()


def _coldly(
    command: list[str], environment: Mapping[str, str], request: Any, context: Any, files: list[int]
) -> int:
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=request.pwd or None,
        stdin=subprocess.DEVNULL,
        stdout=files[0],
        stderr=files[1],
    )
    context.add_callback(process.kill)
    return process.wait()


def _kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def _tell(stream: IO[bytes], engine: Any, number: int) -> None:
    """Send the engine what a program prints; one that has ended is told in vain."""
    with stream:
        for line in stream:
            if line.strip():
                with suppress(grpc.RpcError):
                    engine.Log(
                        engine_pb2.LogRequest(
                            severity=engine_pb2.INFO,
                            message=line.decode(errors="replace").rstrip("\n"),
                            streamId=number,
                        )
                    )


def serve(runner: Path, programs: Programs | None) -> None:
    """Serve engines until standard input ends.

    Args:
        runner: path of Pulumi's runner of programs.
        programs: starts programs quickly; None where nothing does.
    """
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=_THREADS), options=UNLIMITED)
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(AttachedHost(runner, programs), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    sys.stdin.read()
