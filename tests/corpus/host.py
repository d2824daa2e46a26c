"""Runs command lines, each in a forked child of a process that has everything loaded.

A process of its own takes half a second for its imports, and most inputs a hundredth of that for an answer.
A child is the process of the command in all that an input can tell: it has its own descriptors, working
folder, supervisor, signals and end. Requests come as lines of JSON, and each is answered by one.
The arguments are the folder of a project to get warm with, and modules to load.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import sys
import threading
import time
import traceback
from typing import Any, Final

from click.testing import CliRunner

from jiban.cli import main

SECONDS: Final = 10
"""Time that a command may take."""
_exit = os._exit
"""The real one: a plan has another put in its place."""


def serve() -> None:
    """Answer requests until there are no more."""
    asked = os.fdopen(os.dup(0))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    _, folder, *modules = sys.argv
    CliRunner().invoke(main, ["check", "-C", folder, "-s", "dev"], prog_name="jiban")
    for name in modules:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is shared with the children stays shared
    for line in asked:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    begun = time.monotonic()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        _command(request)
    in_time = _ends(child)
    with contextlib.suppress(ProcessLookupError):  # whatever the program has started
        os.killpg(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status) if in_time else None,
        "seconds": time.monotonic() - begun,
        "megabytes": used.ru_maxrss / 1024,
    }


def _ends(child: int) -> bool:
    """Return whether a process ends in time; it is not reaped."""
    handle = os.pidfd_open(child)
    try:
        with selectors.DefaultSelector() as ready:
            ready.register(handle, selectors.EVENT_READ)
            return bool(ready.select(SECONDS))
    finally:
        os.close(handle)


def _command(request: dict[str, Any]) -> None:
    """Become the process of a command, to its end."""
    code: Any = 1
    try:
        os.setpgid(0, 0)
        os.chdir(request["folder"])
        for descriptor, name in ((1, "out"), (2, "err")):
            written = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(written, descriptor)
            os.close(written)
        os.environ.update(request["environment"])
        sys.argv = ["jiban", *(_argument(text) for text in request["arguments"])]
        atexit._clear()
        code = _ended()
    finally:
        _exit(code if isinstance(code, int) else code is not None)


def _argument(text: str) -> str:
    """Return a text as Python gets it from a command line."""
    return os.fsdecode(text.encode(errors="surrogatepass"))


def _ended() -> Any:
    """Run the command and all that the interpreter does at its end; return the code."""
    code: Any = 0
    try:
        main(prog_name="jiban")
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    interpreter: Any = threading
    interpreter._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    return code


if __name__ == "__main__":
    serve()
