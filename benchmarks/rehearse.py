"""How long a rehearsal takes, beside the engine's own floor: `python -m benchmarks.rehearse -s dev`.

The floor is what the engine takes for the same commands, in the same number, where there is nothing to
simulate: for a program with nothing in it, and for one that declares as many resources as the stack, of
one input each, in a provider that does nothing. Prints a table with the ratio. Always exits with 0, unless
something fails: a time belongs to a machine.

Wall time and the time of all processors are given, because a machine that is busy with something else makes
the first one long and the second one hardly.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from benchmarks.plan import JIBAN, ROOT
from jiban.project.project import find_project
from jiban.rehearse.pulumi_cli import find_cli, open_scratch, refuse, set_config

BUDGET = 1.5
"""Times the floor that a rehearsal may take."""
PROGRAM = """
import pulumi

config = pulumi.Config()


class Nothing(pulumi.CustomResource):
    def __init__(self, name: str, value: str) -> None:
        super().__init__("aws:bench/nothing:Nothing", name, {"value": value})


for index in range(config.require_int("count")):
    Nothing(f"nothing-{index}", config.require("value") if index == 0 else "same")
"""
UP = ("up", "--yes", "--skip-preview")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one rehearsal takes, or its floor."""

    wall: float
    cpu: float
    """Seconds of all processors, of all processes."""


def floor(count: int) -> Spent:
    """Run the engine as a rehearsal does, with as many resources, and nothing behind them."""
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder, project = Path(name) / "scratch", Path(name) / "project"
        folder.mkdir()
        project.mkdir()
        (project / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (project / "__main__.py").write_text(PROGRAM)
        (project / "Pulumi.dev.yaml").write_text(f"config:\n  bench:count: {count}\n  bench:value: before\n")
        started, before = time.monotonic(), _children()
        with idle_provider() as port:
            scratch = open_scratch(folder, find_cli(), find_project(project), "dev")
            scratch.port = port

            def command(*arguments: str) -> None:
                result = scratch.run(*arguments, *scratch.stack_flags(), log=True)
                refuse(result, f"the floor's {arguments[0]} failed")

            command("preview")
            command(*UP)
            command(*UP)
            set_config(scratch, "bench:value=after", path=True)
            command(*UP)
            command("refresh", "--yes", "--skip-preview")
            command("destroy", "--yes", "--skip-preview")
        return Spent(time.monotonic() - started, _children() - before)


@contextmanager
def idle_provider() -> Generator[int]:
    """Run the provider that does nothing, and yield its port."""
    command = (sys.executable, "-m", "benchmarks.idle_provider")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else "")
        finally:
            process.kill()


def _children() -> float:
    found = os.times()
    return found.children_user + found.children_system


def ours(stack: str, folder: str) -> tuple[Spent, dict[str, Any]]:
    """Rehearse a stack, and return what it took, and its report.

    Raises:
        SystemExit: the rehearsal fails.
    """
    started, before = time.monotonic(), _children()
    done = subprocess.run(
        (JIBAN, "rehearse", "-s", stack, "-C", folder, "-o", "json"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"jiban rehearse exits with {done.returncode}:\n{done.stdout}{done.stderr}")
    spent = Spent(time.monotonic() - started, _children() - before)
    return spent, cast("dict[str, Any]", json.loads(done.stdout))


def medians(runs: list[Spent]) -> Spent:
    """Return the median of each."""
    return Spent(statistics.median(each.wall for each in runs), statistics.median(each.cpu for each in runs))


def main() -> int:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", "--runs", type=int, default=5, metavar="RUNS", help="runs of each (5)")
    parser.add_argument("-s", "--stack", default="dev", help="the stack to rehearse (dev)")
    parser.add_argument("-C", "--folder", default=str(ROOT), help="folder of its project")
    given = parser.parse_args()
    _, report = ours(given.stack, given.folder)
    count = max(sum(step["counts"].values()) for step in report["steps"])
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; median of {given.runs} after a warm-up\n"
    )
    rehearsal = f"jiban rehearse -s {given.stack}, {count} resources"
    measured: dict[str, Callable[[], Spent]] = {
        "the engine, an empty program": lambda: floor(0),
        f"the engine, {count} resources": lambda: floor(count - 1),
        rehearsal: lambda: ours(given.stack, given.folder)[0],
    }
    taken: dict[str, list[Spent]] = {name: [] for name in measured}
    # One after the other in turn, so that what else the machine does meets all of them alike.
    for _ in range(max(1, given.runs)):
        for name, run in measured.items():
            taken[name].append(run())
    least = medians(taken[f"the engine, {count} resources"])
    for name, runs in taken.items():
        spent = medians(runs)
        ratios = f"{spent.wall / least.wall:5.2f} {spent.cpu / least.cpu:5.2f}"
        print(f"{name:<44}{spent.wall:8.2f} s{spent.cpu:8.2f} s of processors  {ratios} of the floor")
    cpu = medians(taken[rehearsal])
    met = "pass" if cpu.wall / least.wall <= BUDGET else "miss"
    print(f"\n{met} (at most {BUDGET:g} times the floor, by wall time)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
