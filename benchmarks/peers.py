"""How long jiban takes beside its peers, in the same run: `make bench-peers`.

An app of the AWS CDK (`cdk/`) and checkov are set beside two stacks of about as many resources. Prints the
figures, then what is how many times what, against the bounds. Always exits with 0: times belong to a machine.
A peer that is not there is said, and its lines are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.runs import Command, Failed, Taken, in_rounds, middle, once, ratio

ROOT = Path(__file__).resolve().parent.parent
JIBAN = Path(sys.executable).with_name("jiban")
APP = ROOT / "benchmarks" / "cdk"
INSTALLED = ROOT / ".bench"
CDK = INSTALLED / "cdk" / "node_modules" / ".bin" / "cdk"
CHECKOV = INSTALLED / "bin" / "checkov"
TEMPLATE = "Platform.template.json"

QUIET = {"CDK_DISABLE_CLI_TELEMETRY": "true", "AWS_EC2_METADATA_DISABLED": "true"}
"""Neither tells anybody nor looks for credentials: a network is no part of what is measured."""
UNVALIDATED = {**QUIET, "CDK_VALIDATION": "false"}
"""Leaves out what the CDK does besides: it judges each template by rules of CloudFormation's."""
OURS, CHECKOVS = frozenset({0, 5}), frozenset({0, 1})
"""Exit codes of a run that has done its work: jiban says by 5 that a rule has fallen, checkov by 1."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A stack of ours and the size of the CDK's app that is about as large."""

    folder: str
    stack: str
    size: str

    @property
    def ours(self) -> str:
        """The stack's name in the table."""
        return self.stack if self.folder == "." else f"{self.folder}, {self.stack}"


PAIRS = (Pair(".", "prod", "small"), Pair("examples/pms-aws", "prod", "large"))


@dataclass(frozen=True, slots=True)
class Bound:
    """What our figure may be of another: a line of the second table."""

    ours: str
    theirs: tuple[str, ...]
    """The commands whose figures are added up."""
    most: float | None = None
    """The bound; None for a figure that has none."""
    memory: bool = False
    """Whether memory is compared, instead of time."""


BOUNDS = (
    Bound("plan", ("cdk synth",), 0.33),
    Bound("plan", ("cdk synth, not validated",)),
    Bound("plan", ("cdk app alone, not validated",)),
    Bound("plan", ("cdk synth",), memory=True),
    Bound("check", ("plan",)),
    Bound("check", ("cdk synth",)),
    Bound("check", ("checkov",)),
    Bound("check", ("cdk synth, not validated", "checkov")),
    Bound("diff, base kept", ("plan",), 1.5),
    Bound("diff, base planned anew", ("plan",), 1.5),
    Bound("diff, base kept", ("cdk diff",)),
    Bound("diff, base kept", ("cdk diff, not validated",)),
)

SECONDS, MEGABYTES, BEYOND_PLAN = 1.4, 120, 0.1
"""What a plan of production may take, and the seconds that a check may take beyond it."""


def missing() -> list[str]:
    """Return a line for each peer that is not there."""
    lines: list[str] = []
    if not CDK.exists() or shutil.which("node") is None:
        lines.append(
            "the CDK is not there: `make bench-peers` puts it into .bench, with node and npm on PATH"
        )
    if not CHECKOV.exists():
        lines.append("checkov is not there: `make bench-peers` puts it into .bench")
    return lines


def jiban(pair: Pair) -> Iterator[Command]:
    """Yield our commands for a stack."""
    where = ("-C", pair.folder, "-s", pair.stack)
    base = ("--base", "HEAD")
    for name, arguments in (
        ("plan", ("plan", *where)),
        ("check", ("check", *where)),
        ("diff, base kept", ("diff", *where, *base)),
        ("diff, base planned anew", ("diff", *where, *base, "--no-cache")),
    ):
        yield Command(name, (str(JIBAN), *arguments), ROOT, codes=OURS)


def cdk(pair: Pair, folder: Path) -> Iterator[Command]:
    """Yield the CDK's commands for an app of a size; its templates are in a folder."""
    size = ("-c", f"size={pair.size}", "--no-notices")
    before = str(folder / pair.size / TEMPLATE)
    out = str(folder / "out")
    synth = (str(CDK), "synth", "--quiet", *size, "-o", out)
    diff = (str(CDK), "diff", *size, "-o", out, "--template", before)
    home = INSTALLED / "cdk"
    yield Command("cdk synth", synth, home, QUIET)
    yield Command("cdk synth, not validated", synth, home, UNVALIDATED)
    yield Command("cdk app alone, not validated", ("node", "app.js"), home, _alone(pair.size, Path(out)))
    yield Command("cdk diff", diff, home, QUIET)
    yield Command("cdk diff, not validated", diff, home, UNVALIDATED)


def checkov(template: Path) -> Iterator[Command]:
    """Yield checkov's command for a template."""
    yield Command(
        "checkov",
        (
            *(str(CHECKOV), "-f", str(template), "--framework", "cloudformation"),
            *("-o", "json", "--quiet", "--compact", "--skip-download"),
        ),
        ROOT,
        codes=CHECKOVS,
    )


def _alone(size: str, out: Path) -> Mapping[str, str]:
    """Return the variables by which the CDK's command line runs an app, for one that runs without it."""
    context = {**json.loads((APP / "cdk.json").read_text())["context"], "size": size}
    return {**UNVALIDATED, "CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": json.dumps(context)}


def synthesized(pair: Pair, folder: Path) -> Path:
    """Write the template of an app of a size, and return where it is.

    Raises:
        Failed: the app does not run.
    """
    for file in (*APP.glob("*.js"), APP / "cdk.json"):
        shutil.copy(file, INSTALLED / "cdk")
    variables = _alone(pair.size, folder / pair.size)
    once(Command("cdk app alone", ("node", "app.js"), INSTALLED / "cdk", variables))
    return folder / pair.size / TEMPLATE


def our_resources(pair: Pair) -> int:
    """Count the resources that a stack of ours has in the cloud: no components, no providers."""
    command = (JIBAN, "plan", "-C", pair.folder, "-s", pair.stack, "--json")
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    states = [step["newState"] for step in json.loads(done.stdout)["steps"]]
    return sum(state.get("custom", False) and not state["type"].startswith("pulumi:") for state in states)


def their_resources(template: Path) -> int:
    """Count the resources of a template."""
    return len(json.loads(template.read_text())["Resources"])


def figures(name: str, taken: Taken) -> str:
    """Return a line of the first table."""
    memory = f"{taken.megabytes:>7.0f} MB{taken.largest:>7.0f} MB"
    return f"{name:<34}{taken.seconds:>8.2f} s{taken.processor:>8.2f} s{memory}"


def comparison(bound: Bound, found: Mapping[str, Taken]) -> str | None:
    """Return a line of the second table; None where a figure is not there."""
    if not {bound.ours, *bound.theirs} <= found.keys():
        return None
    ours, theirs = found[bound.ours], [found[name] for name in bound.theirs]
    if bound.memory:
        what = "memory"
        times = (ratio(ours.megabytes, max(each.megabytes for each in theirs)),)
    else:
        what = "time"
        times = (
            ratio(ours.seconds, sum(each.seconds for each in theirs)),
            ratio(ours.processor, sum(each.processor for each in theirs)),
        )
    name = f"{what} of {bound.ours} / {' + '.join(bound.theirs)}"
    shown = " ".join(f"{each:>6.2f}" for each in times)
    return f"{name:<62}{shown}{'' if bound.most is None else _met(times[0], bound.most)}"


def absolute(found: Mapping[str, Taken]) -> Iterator[str]:
    """Yield what production has to keep by itself, without a peer."""
    plan, check = found["plan"], found["check"]
    for name, figure, most in (
        ("seconds of plan", plan.seconds, SECONDS),
        ("megabytes of the largest process of plan", plan.largest, MEGABYTES),
        ("seconds of check beyond plan", check.seconds - plan.seconds, BEYOND_PLAN),
    ):
        yield f"{name:<62}{figure:>6.2f}{'':<7}{_met(figure, most)}"


def _met(found: float, most: float) -> str:
    """Say whether a bound is met."""
    return f"  {'pass' if found <= most else 'miss'} (at most {most:g})"


def measured(pair: Pair, rounds: int) -> None:
    """Measure a pair and print its two tables.

    Raises:
        SystemExit: a command of ours fails, because a figure of a failure means nothing.
    """
    with tempfile.TemporaryDirectory(prefix="jiban-bench-") as name:
        folder = Path(name)
        commands = list(jiban(pair))
        count = ""
        if CDK.exists() and shutil.which("node"):
            try:
                template = synthesized(pair, folder)
            except Failed as error:
                print(f"left out: {error}")
            else:
                commands += cdk(pair, folder)
                count = f", beside {their_resources(template)} of the CDK's app ({pair.size})"
                if CHECKOV.exists():
                    commands += checkov(template)
        print(f"\n{pair.ours}: {our_resources(pair)} resources{count}\n", flush=True)
        found = dict(results(commands, rounds))
    print()
    if pair.folder == ".":
        print(*absolute(found), sep="\n")
    print(*filter(None, (comparison(bound, found) for bound in BOUNDS)), sep="\n", flush=True)


def results(commands: Sequence[Command], rounds: int) -> Iterator[tuple[str, Taken]]:
    """Run commands in rounds, print the figures of each, and yield them.

    Raises:
        SystemExit: a command of ours fails.
    """
    for command, runs in in_rounds(commands, rounds):
        if isinstance(runs, Failed):
            if command.argv[0] == str(JIBAN):
                raise SystemExit(str(runs))
            print(f"left out: {runs}")
            continue
        taken = middle(runs)
        print(figures(command.name, taken), flush=True)
        yield command.name, taken


def _load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def main() -> int:
    """Measure all and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", "--runs", type=int, default=5, metavar="RUNS", help="rounds (5)")
    parser.add_argument("--size", choices=[pair.size for pair in PAIRS], help="one size of the app only")
    asked = parser.parse_args()
    rounds: int = max(1, asked.runs)
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, load {_load()}\n"
        f"medians of {rounds} rounds after a warm-up: wall time, processor time, and the most memory of all "
        "processes together and of the largest"
    )
    for line in missing():
        print(f"left out: {line}")
    for pair in PAIRS:
        if asked.size in {None, pair.size}:
            measured(pair, rounds)
    print(f"\nload at the end {_load()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
