"""How long plans take and how much memory, as whole processes: `make bench`.

Prints a table with the budgets and whether they are met. Always exits with 0: a time belongs to a machine.
"""

import argparse
import itertools
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JIBAN = Path(sys.executable).with_name("jiban")
GROWTH = (200, 1_000, 2_500, 5_000, 20_000)
"""Numbers of resources at which the growth is measured."""
ONE_RUN = 10_000
"""From so many resources on a program is run once."""
MS_PER_RESOURCE = 4.0
RESOURCES_PER_COMPONENT = 10
KIBIBYTES_PER_MB = 1_000_000 / 1024

COMPARED = 300
"""Resources of either side of the diff of a generated program."""
ANEW, KEPT = 5.0, 3.5
"""Seconds that a diff may take where the base is planned, and where its plan was kept."""

PROGRAM = '''
import pulumi
from pulumi_aws.ssm import Parameter
from pulumi_azure_native.network import Subnet
from pulumi_kubernetes.core.v1 import ConfigMap


class Group(pulumi.ComponentResource):
    """A subnet, then a ConfigMap and a parameter in turn that hold what came out of the subnet."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__("bench:index:Group", name)
        own = pulumi.ResourceOptions(parent=self)
        if size > 1:
            subnet = Subnet(
                f"{name}-subnet",
                resource_group_name="bench",
                virtual_network_name="bench",
                address_prefix="10.0.0.0/24",
                opts=own,
            )
        for index in range(size - 2):
            if index % 2:
                Parameter(f"{name}-{index}", type="String", value=subnet.id, opts=own)
            else:
                ConfigMap(f"{name}-{index}", data={"subnet": subnet.id}, opts=own)
        self.register_outputs({})


count = pulumi.Config().require_int("count")
for first in range(0, count, SIZE):
    Group(f"group-{first}", min(SIZE, count - first))
'''

SHAPES = """
import pulumi
from pulumi_aws.ssm import Parameter

shape, count = pulumi.Config().require("shape"), pulumi.Config().require_int("count")
first = before = Parameter("first", type="String", value="x")
for index in range(1, count):
    source = before if shape == "chain" else first
    before = Parameter(f"p{index}", type="String", value=source.arn)
"""
"""Resources that each wait for the one before (`chain`), or all for the first one (`fan`)."""
SHAPE_RESOURCES = (3_000, 12_000)
SHAPE_MS = 3.3
"""For each resource: a chain of 3,000 in ten seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one command takes."""

    seconds: float
    """Wall time, the median of the runs."""
    megabytes: float
    """Largest resident set of any run, in 10^6 bytes."""


def once(command: Sequence[str | Path]) -> Figure:
    """Run a command to its end with its output thrown away.

    Raises:
        SystemExit: when it fails, because a figure of a failure means nothing.
    """
    started = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        # wait4 took the exit status, so Popen must not wait for it again.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace")
            raise SystemExit(f"{' '.join(map(str, command))} exits with {process.returncode}:\n{said}")
    unit = 1 / 1_000_000 if sys.platform == "darwin" else 1 / KIBIBYTES_PER_MB
    return Figure(seconds, usage.ru_maxrss * unit)


def measure(runs: int, *command: str | Path) -> Figure:
    """Run a command once to warm the caches, then as often as asked."""
    once(command)
    figures = [once(command) for _ in range(runs)]
    return Figure(
        statistics.median(figure.seconds for figure in figures), max(figure.megabytes for figure in figures)
    )


def row(name: str, figure: Figure, note: str = "") -> None:
    """Print a line of the table as soon as its figure is there."""
    print(f"{name:<42}{figure.seconds:>9.2f} s{figure.megabytes:>9.0f} MB  {note}".rstrip(), flush=True)


def budgeted(runs: int, arguments: Sequence[str], seconds: float, megabytes: float) -> None:
    """Measure a command of jiban against its budget."""
    figure = measure(runs, JIBAN, *arguments)
    met = figure.seconds <= seconds and figure.megabytes <= megabytes
    budget = f"{'pass' if met else 'miss'} (at most {seconds:g} s, {megabytes:g} MB)"
    row(f"jiban {' '.join(arguments)}", figure, budget)


def comparison(runs: int) -> None:
    """Measure the diff of a changed program with its base, planned anew and kept from before."""
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text(f"config:\n  bench:count: {COMPARED}\n")
        program = textwrap.dedent(PROGRAM).replace("SIZE", str(RESOURCES_PER_COMPONENT))
        (folder / "__main__.py").write_text(program)
        git = ("git", "-C", name, "-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
        for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=base")):
            subprocess.run([*git, *command], check=True)
        (folder / "__main__.py").write_text(program.replace("10.0.0.0/24", "10.0.1.0/24"))
        diff = (JIBAN, "diff", "-C", folder, "-s", "dev", "--base", "HEAD")
        for what, command, seconds in (
            ("base planned anew", (*diff, "--no-cache"), ANEW),
            ("base kept", diff, KEPT),
        ):
            figure = measure(runs, *command)
            met = "pass" if figure.seconds <= seconds else "miss"
            row(f"diff of {COMPARED} resources, {what}", figure, f"{met} (at most {seconds:g} s)")


def growth(runs: int) -> None:
    """Measure a program of more and more resources, and what each costs beyond the empty program."""
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text("config:\n  bench:count: 0\n")
        (folder / "__main__.py").write_text(
            textwrap.dedent(PROGRAM).replace("SIZE", str(RESOURCES_PER_COMPONENT))
        )
        plan = (JIBAN, "plan", "-C", folder, "-s", "dev")
        empty = measure(runs, *plan)
        row("generated program, 0 resources", empty)
        for count in GROWTH:
            command = (*plan, "-c", f"count={count}")
            figure = once(command) if count >= ONE_RUN else measure(runs, *command)
            each = (figure.seconds - empty.seconds) * 1000 / count
            met = "pass" if each <= MS_PER_RESOURCE else "miss"
            note = f"{each:.2f} ms a resource: {met} (at most {MS_PER_RESOURCE:g} ms)"
            row(f"generated program, {count:,} resources", figure, note)


def shapes(runs: int) -> None:
    """Measure programs whose resources depend on each other."""
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
        (folder / "__main__.py").write_text(SHAPES)
        plan = (JIBAN, "plan", "-C", folder, "-s", "dev")
        for shape, count in itertools.product(("chain", "fan"), SHAPE_RESOURCES):
            command = (*plan, "-c", f"count={count}", "-c", f"shape={shape}")
            figure = once(command) if count >= ONE_RUN else measure(runs, *command)
            budget = count * SHAPE_MS / 1000
            met = "pass" if figure.seconds <= budget else "miss"
            row(f"{shape} of {count:,} resources", figure, f"{met} (at most {budget:.0f} s)")


def main() -> int:
    """Measure all and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", "--runs", type=int, default=5, metavar="RUNS", help="runs of each command (5)")
    runs: int = max(1, parser.parse_args().runs)
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; median of {runs} after a warm-up\n"
    )
    budgeted(runs, ["--help"], seconds=0.3, megabytes=250)
    budgeted(runs, ["plan", "-s", "prod"], seconds=3, megabytes=250)
    budgeted(runs, ["plan", "-s", "dev"], seconds=3, megabytes=250)
    budgeted(runs, ["check", "-s", "prod"], seconds=3.4, megabytes=250)
    budgeted(runs, ["diff", "-s", "prod", "--base", "HEAD", "--no-cache"], seconds=ANEW, megabytes=250)
    budgeted(runs, ["diff", "-s", "prod", "--base", "HEAD"], seconds=KEPT, megabytes=250)
    comparison(runs)
    if (ROOT / "bin" / "pulumi").exists():
        budgeted(1, ["rehearse", "-s", "dev"], seconds=30, megabytes=400)
    growth(runs)
    shapes(1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
