"""Beside the peers: the arithmetic of the second table, peers that are missing or fail, what is pinned."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.peers import BOUNDS, Bound, Pair, absolute, comparison, figures, missing, results
from benchmarks.runs import Command, Taken
from tools.repository import ROOT

APP = ROOT / "benchmarks" / "cdk"
FOUND = {
    "plan": Taken(2.0, 1.0, 150, 130),
    "check": Taken(2.2, 1.25, 160, 140),
    "cdk synth": Taken(8.0, 4.0, 600, 580),
    "cdk synth, not validated": Taken(3.0, 2.0, 300, 280),
    "checkov": Taken(5.0, 3.0, 250, 230),
}
"""Figures whose ratios can be told by heart."""


def said(line: str | None) -> list[str]:
    """The words of a line after its name."""
    return re.split(r"\s{2,}", line or "")[1:]


def ending(code: int, *, name: str) -> Command:
    """A command that does nothing but exit with a code."""
    return Command(name, ("sh", "-c", f"exit {code}"), ROOT)


def ours(code: int) -> Command:
    """A command of ours that exits with a code."""
    return Command("plan", (str(peers.JIBAN), "-c", f"raise SystemExit({code})"), ROOT)


def test_a_line_has_both_ratios_and_whether_the_bound_is_met() -> None:
    """2 of 8 seconds of wall time, 1 of 4 of processor time."""
    line = comparison(Bound("plan", ("cdk synth",), 0.33), FOUND)
    assert line is not None
    assert line.startswith("time of plan / cdk synth ")
    assert said(line) == ["0.25", "0.25", "pass (at most 0.33)"]


def test_wall_time_decides_about_a_bound() -> None:
    """It is what somebody waits: 0.67 of it, where of processor time it is 0.50."""
    assert said(comparison(Bound("plan", ("cdk synth, not validated",), 0.5), FOUND)) == [
        "0.67",
        "0.50",
        "miss (at most 0.5)",
    ]


def test_more_than_the_bound_is_a_miss() -> None:
    """Two thirds of the peer's time are more than 0.66 of it."""
    line = comparison(Bound("plan", ("cdk synth, not validated",), 0.66), FOUND)
    assert said(line)[-1] == "miss (at most 0.66)"


def test_the_times_of_two_peers_add_up() -> None:
    """2.2 of 3 + 5 seconds, 1.25 of 2 + 3."""
    line = comparison(Bound("check", ("cdk synth, not validated", "checkov")), FOUND)
    assert line is not None
    assert line.startswith("time of check / cdk synth, not validated + checkov ")
    assert said(line) == ["0.28", "0.25"]


def test_memory_is_compared_alone() -> None:
    """150 of 600 MB; a line without a bound says none."""
    line = comparison(Bound("plan", ("cdk synth",), memory=True), FOUND)
    assert line is not None
    assert line.startswith("memory of plan / cdk synth ")
    assert said(line) == ["0.25"]


@pytest.mark.parametrize(
    "bound",
    [
        pytest.param(Bound("diff, base kept", ("plan",)), id="ours"),
        pytest.param(Bound("plan", ("cdk diff",)), id="theirs"),
        pytest.param(Bound("plan", ("cdk synth", "cdk diff")), id="one of two of theirs"),
    ],
)
def test_a_figure_that_is_not_there_is_compared_with_nothing(bound: Bound) -> None:
    """The line is left out."""
    assert comparison(bound, FOUND) is None


def test_production_is_held_to_bounds_of_its_own() -> None:
    """2 s and 130 MB for a plan, and a check takes 0.2 s more, as somebody waits for them."""
    lines = [re.split(r"\s{2,}", line) for line in absolute(FOUND)]
    assert lines == [
        ["seconds of plan", "2.00", "miss (at most 1.4)"],
        ["megabytes of the largest process of plan", "130.00", "miss (at most 120)"],
        ["seconds of check beyond plan", "0.20", "miss (at most 0.1)"],
    ]


def test_a_line_of_figures_has_wall_time_processor_time_and_memory() -> None:
    """In this order, each with its unit."""
    assert figures("checkov", FOUND["checkov"]).split() == [
        "checkov",
        "5.00",
        "s",
        "3.00",
        "s",
        "250",
        "MB",
        "230",
        "MB",
    ]


def test_peers_that_are_not_there_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each has its line, which says how to get it."""
    monkeypatch.setattr(peers, "CDK", tmp_path / "cdk")
    monkeypatch.setattr(peers, "CHECKOV", tmp_path / "checkov")
    assert [line.partition(" is not there: `make bench-peers`")[0] for line in missing()] == [
        "the CDK",
        "checkov",
    ]


def test_the_cdk_needs_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its packages alone do not run."""
    for name in ("CDK", "CHECKOV"):
        (tmp_path / name).touch()
        monkeypatch.setattr(peers, name, tmp_path / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    (line,) = missing()
    assert line.endswith("with node and npm on PATH")


def test_a_peer_that_fails_is_said_and_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The others have their figures."""
    found = dict(results([ending(2, name="cdk synth"), ending(0, name="checkov")], 1))
    assert list(found) == ["checkov"]
    assert capsys.readouterr().out.startswith("left out: cdk synth exits with 2")


def test_a_command_of_ours_that_fails_ends_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure of a failure means nothing."""
    monkeypatch.setattr(peers, "JIBAN", Path(sys.executable))
    with pytest.raises(SystemExit, match=r"^plan exits with 1: "):
        dict(results([ours(1)], 1))


def test_without_peers_our_own_figures_are_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ratios among them too, and nothing is beside anything."""

    def quick(_: Pair) -> Iterator[Command]:
        yield from (ending(0, name="plan"), ending(0, name="check"))

    def count(_: Pair) -> int:
        return 222

    monkeypatch.setattr(peers, "CDK", tmp_path / "cdk")
    monkeypatch.setattr(peers, "CHECKOV", tmp_path / "checkov")
    monkeypatch.setattr(peers, "jiban", quick)
    monkeypatch.setattr(peers, "our_resources", count)
    peers.measured(Pair("examples/pms-aws", "prod", "large"), 1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "examples/pms-aws, prod: 222 resources"
    assert [line.split()[0] for line in lines[3:5]] == ["plan", "check"]
    assert [line.partition("  ")[0] for line in lines[6:]] == ["time of check / plan"]


def test_every_bound_is_of_commands_that_are_run(tmp_path: Path) -> None:
    """A name that none has would leave its line out for ever."""
    pair = peers.PAIRS[0]
    commands = [*peers.jiban(pair), *peers.cdk(pair, tmp_path), *peers.checkov(tmp_path)]
    asked = {name for bound in BOUNDS for name in (bound.ours, *bound.theirs)}
    assert asked - {command.name for command in commands} == set()


def test_the_app_has_every_size_that_is_measured() -> None:
    """The sizes are keys of a table of the app's."""
    text = (APP / "app.js").read_text()
    assert [pair.size for pair in peers.PAIRS if f"\n  {pair.size}: {{" not in text] == []


def test_the_app_asks_for_one_version_of_each_package() -> None:
    """No range, and the lock holds the same ones."""
    asked = json.loads((APP / "package.json").read_text())["dependencies"]
    locked = json.loads((APP / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_every_package_of_the_app_is_locked_by_its_digest_from_anywhere() -> None:
    """The client checks what it gets from whatever registry the reader uses."""
    packages = json.loads((APP / "package-lock.json").read_text())["packages"]
    found = {name: entry for name, entry in packages.items() if name and not entry.get("inBundle")}
    assert len(found) == 6
    assert [name for name, entry in found.items() if "resolved" in entry] == []
    assert [name for name, entry in found.items() if not entry["integrity"].startswith("sha512-")] == []
