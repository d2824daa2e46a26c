"""The language host that a rehearsal starts once for all of its commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from jiban.project.project import Project
from jiban.rehearse.pulumi_cli import ROOT, Scratch, python_of

VARIABLE: Final = "JIBAN_WARM"
"""`0` has every program of a rehearsal start in a new Python."""
_RUNNER: Final = "pulumi-language-python-exec"
_END: Final = 5.0
"""Seconds that a language host has to end."""


@contextmanager
def warm_host(folder: Path, cli: Path, project: Project, stack: str) -> Generator[Callable[[], int]]:
    """Run a language host for all commands of a rehearsal, which has the project's SDKs loaded.

    It says in `host.log` of the folder where it starts a program as any other, and why. With `JIBAN_WARM=0`
    there is none, and neither where Pulumi's runner of programs is not found.

    Args:
        folder: the rehearsal's.
        cli: the Pulumi command.
        project: the project.
        stack: name of the stack, of which it is remembered what its program loads.

    Yields:
        Waits for its port, and returns it; 0 where there is no such host: each command then starts its own.
    """
    runner = _runner(cli)
    if runner is None or os.environ.get(VARIABLE) == "0":
        yield lambda: 0
        return
    python = python_of(project)
    environment = Scratch(folder, cli, project.root, "", Path(), python=python).environment()
    with (
        (folder / "host.log").open("w", encoding="utf-8") as log,
        subprocess.Popen(
            (
                sys.executable,
                "-m",
                "jiban.rehearse.start_host",
                str(runner),
                str(python),
                str(project.root),
                stack,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            env=environment,
        ) as process,
    ):

        def port() -> int:
            line = process.stdout.readline().strip() if process.stdout else ""
            return int(line) if line.isdigit() else 0

        try:
            yield port
        finally:
            # It ends its Pythons with it; one that does not hold anybody up.
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=_END)
            process.kill()


def _runner(cli: Path) -> Path | None:
    """Find Pulumi's runner of programs: the one that is named, one beside the command, or one on PATH."""
    named = os.environ.get("JIBAN_RUNNER")
    on_path = shutil.which(_RUNNER)
    places = [
        *([Path(named)] if named else []),
        cli.resolve().parent / _RUNNER,
        ROOT / "bin" / _RUNNER,
        *([Path(on_path)] if on_path else []),
    ]
    return next((place for place in places if place.is_file()), None)
