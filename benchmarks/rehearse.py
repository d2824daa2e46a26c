"""How long a rehearsal takes, beside the engine's own floor: `python -m benchmarks.rehearse -s dev`.

The floor is what the engine takes for the same commands, in the same number, where there is nothing to
simulate: a program that declares as many resources as the stack, of one input each, in a provider that does
nothing, by the engine as it comes. Beside it stand an empty program, and the floor with what a rehearsal
sets for the engine and with its language host. Prints a table with the ratios. Always exits with 0, unless
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
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from benchmarks.plan import JIBAN, ROOT
from jiban.project.project import find_project
from jiban.rehearse.pulumi_cli import find_cli, open_scratch, refuse, set_config
from jiban.rehearse.warm_host import warm_host

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
PREVIEW, UP = ("preview",), ("up", "--yes", "--skip-preview")
REFRESH, DESTROY = ("refresh", "--yes", "--skip-preview"), ("destroy", "--yes", "--skip-preview")
CHANGE = ("bench:value=after",)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one rehearsal takes, or its floor."""

    wall: float
    cpu: float
    """Seconds of all processors, of all processes."""


def floor(count: int, options: Mapping[str, Any], *, quickly: bool = False) -> Spent:
    """Run the engine as a rehearsal does, with nothing behind its resources.

    Args:
        count: of resources.
        options: of the project file; refreshing before each deployment is work of the engine, too.
        quickly: whether the engine has the settings and the language host of a rehearsal.
    """
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name, _frequent_collection(not quickly):
        folder, project = Path(name) / "scratch", Path(name) / "project"
        folder.mkdir()
        project.mkdir()
        given = {"name": "bench", "runtime": "python", "options": dict(options)}
        (project / "Pulumi.yaml").write_text(json.dumps(given))
        (project / "__main__.py").write_text(PROGRAM)
        (project / "Pulumi.dev.yaml").write_text(f"config:\n  bench:count: {count}\n  bench:value: before\n")
        found, cli = find_project(project), find_cli()
        started, before = time.monotonic(), _children()
        with (
            warm_host(folder, cli, found, "dev") if quickly else nullcontext(lambda: 0) as host,
            idle_provider() as port,
        ):
            scratch = open_scratch(folder, cli, found, "dev")
            scratch.port, scratch.host = port, host()
            if not quickly:
                (folder / "home" / "logs").unlink()
            for command in (PREVIEW, UP, UP, CHANGE, UP, REFRESH, DESTROY):
                if command is CHANGE:
                    set_config(scratch, CHANGE[0], path=True)
                    continue
                result = scratch.run(*command, *scratch.stack_flags(), log=True)
                refuse(result, f"the floor's {command[0]} failed")
        return Spent(time.monotonic() - started, _children() - before)


@contextmanager
def _frequent_collection(wanted: bool) -> Generator[None]:  # noqa: FBT001 one word
    """Have the engine collect garbage as often as it does by itself."""
    if wanted:
        os.environ["GOGC"] = "100"
    try:
        yield
    finally:
        os.environ.pop("GOGC", None)


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


def medians(runs: Sequence[Spent]) -> Spent:
    """Return the median of each."""
    return Spent(statistics.median(each.wall for each in runs), statistics.median(each.cpu for each in runs))


def table(taken: Mapping[str, Sequence[Spent]], least: str) -> list[str]:
    """Return the lines of the table, and whether the last of what was measured keeps to the budget.

    Args:
        taken: runs by name.
        least: the name of the floor.
    """
    floor_ = medians(taken[least])
    found = {name: medians(runs) for name, runs in taken.items()}
    lines = [
        f"{name:<50}{each.wall:8.2f} s{each.cpu:8.2f} s of processors"
        f"{each.wall / floor_.wall:7.2f}{each.cpu / floor_.cpu:7.2f} of the floor"
        for name, each in found.items()
    ]
    last = [*found.values()][-1]
    met = "pass" if last.wall <= BUDGET * floor_.wall else "miss"
    return [*lines, "", f"{met} (at most {BUDGET:g} times the floor, by wall time)"]


def main() -> int:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", "--runs", type=int, default=5, metavar="RUNS", help="runs of each (5)")
    parser.add_argument("-s", "--stack", default="dev", help="the stack to rehearse (dev)")
    parser.add_argument("-C", "--folder", default=str(ROOT), help="folder of its project")
    given = parser.parse_args()
    _, report = ours(given.stack, given.folder)
    count = max(sum(step["counts"].values()) for step in report["steps"])
    options = yaml.safe_load((Path(given.folder) / "Pulumi.yaml").read_text()).get("options", {})
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; median of {given.runs} after a warm-up\n"
    )
    least = f"the engine, {count} resources"
    measured: dict[str, Callable[[], Spent]] = {
        "the engine, an empty program": lambda: floor(0, options),
        # The stack is a resource, too.
        least: lambda: floor(count - 1, options),
        "the same, set and hosted as in a rehearsal": lambda: floor(count - 1, options, quickly=True),
        f"jiban rehearse -s {given.stack}, {count} resources": lambda: ours(given.stack, given.folder)[0],
    }
    taken: dict[str, list[Spent]] = {name: [] for name in measured}
    # One after the other in turn, so that what else the machine does meets all of them alike.
    for _ in range(max(1, given.runs)):
        for name, run in measured.items():
            taken[name].append(run())
    print("\n".join(table(taken, least)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
