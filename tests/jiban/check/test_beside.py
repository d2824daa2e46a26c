"""A process beside the one that plans judges, and leaves to it whatever is out of the ordinary."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from jiban.check import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jiban.check.request import CheckRequest
    from jiban.model.plan import Plan
    from jiban.policy.inprocess import Report

HERE = os.getpid()


@dataclass(frozen=True)
class Asked:
    """Stands in for a run of the command: what it says is the process that says it."""

    judging: Callable[[], None] = lambda: None
    telling: Callable[[], None] = lambda: None
    errors: tuple[Any, ...] = ()

    def judge(self, plan: Plan) -> Report:
        """Judge as it is told."""
        self.judging()
        return cast("Report", _Report(plan, self.errors))

    def stops(self, report: _Report) -> bool:
        """A plan of that name is stopped."""
        return cast("Any", report.plan) == "stops"

    def document(self, form: str, look: Any, reports: Sequence[_Report], **_options: bool) -> str:
        """Say which process this is."""
        self.telling()
        where = "here" if os.getpid() == HERE else "beside"
        return f"{form} of {reports[0].plan} for {look}: {where}"


@dataclass(frozen=True)
class _Report:
    plan: Plan
    errors: tuple[Any, ...]


@pytest.fixture(autouse=True)
def _helps(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that ends with its document, on two processors."""
    monkeypatch.setattr(beside, "_helps", lambda: True)


def told(asked: Asked, plan: Any = "plan") -> tuple[bool, str]:
    """Whether a plan is stopped, and what is said of it."""
    prepare = cast("Callable[[], CheckRequest]", lambda: asked)
    with beside.judged(prepare, lambda: plan) as found:
        return found.stops, found.document("text", cast("Any", "a pipe"), quiet=False, verbose=False)


def dies() -> None:
    """End the process beside this one without a word."""
    if os.getpid() != HERE:
        os._exit(3)


def test_it_judges_and_tells() -> None:
    """This process only plans."""
    assert told(Asked()) == (False, "text of plan for a pipe: beside")


def test_it_knows_what_stops_a_deployment() -> None:
    """The exit code hangs on it."""
    assert told(Asked(), "stops") == (True, "text of stops for a pipe: beside")


def test_a_rule_that_fails_is_told_here() -> None:
    """Its error can have anything in it, which need not go from one process to another."""
    assert told(Asked(errors=("one",))) == (False, "text of plan for a pipe: here")


def test_one_that_dies_judging() -> None:
    """This process judges instead."""
    assert told(Asked(judging=dies), "stops") == (True, "text of stops for a pipe: here")


def test_one_that_dies_telling() -> None:
    """What it had judged is judged again."""
    assert told(Asked(telling=dies)) == (False, "text of plan for a pipe: here")


def test_a_plan_that_cannot_be_sent() -> None:
    """An object of the program's own, say."""
    assert told(Asked(), lambda: None)[1].endswith(": here")


def test_what_is_wrong_with_a_file_is_said_before_the_program_runs() -> None:
    """Nobody waits for a plan to hear of it."""

    def prepare() -> CheckRequest:
        raise ValueError("waivers.yaml:3")

    def plan() -> Plan:
        raise AssertionError("the program has run")

    with pytest.raises(ValueError, match=r"^waivers.yaml:3$"), beside.judged(prepare, plan):
        pass


def test_a_program_has_no_child_by_it() -> None:
    """One that waits for all of its children would wait for this one."""
    before = children()
    found: list[set[str]] = []

    def plan() -> Any:
        found.append(children())
        return "plan"

    with beside.judged(cast("Callable[[], CheckRequest]", Asked), plan):
        assert found == [before]


def children() -> set[str]:
    """The children of this process."""
    tasks = Path("/proc/self/task").iterdir()
    return {child for task in tasks for child in (task / "children").read_text().split()}


def test_it_ends_with_a_program_that_fails(tmp_path: Path) -> None:
    """It has nothing to judge."""

    def prepare() -> CheckRequest:
        (tmp_path / "pid").write_text(str(os.getpid()))
        return cast("CheckRequest", Asked())

    def plan() -> Plan:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), beside.judged(prepare, plan):
        pass
    assert is_gone(int((tmp_path / "pid").read_text()))


def is_gone(pid: int) -> bool:
    """Whether a process has ended, or does so within ten seconds."""
    for _ in range(1000):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":  # nobody has asked for it yet
            return True
        time.sleep(0.01)
    return False


RULES = """
import sys
from jiban.policy.pack import Pack
from jiban.policy.rule import Level, Severity, StackRule

def check(stack):
    print("to standard error", file=sys.stderr)
    print("to standard output")
    return ()

RULE = StackRule(
    id="OWN-001", text="It says so.", severity=Severity.LOW, level=Level.ADVISORY, reason="A test.",
    remedy="None.", link="https://example.com", types=(), check=check,
)
PACK = Pack("own", (RULE,))
"""


def test_what_a_rule_prints_is_seen(tmp_path: Path) -> None:
    """On standard error, as where this process judges itself."""
    (tmp_path / "Pulumi.yaml").write_text("name: own\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    (tmp_path / "__main__.py").write_text("")
    (tmp_path / "rules.py").write_text(RULES)
    (tmp_path / "pyproject.toml").write_text('[tool.jiban]\npack = "rules:PACK"\n')
    command = [sys.executable, "-m", "jiban", "check", "-s", "dev", "-C", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sorted(ran.stderr.splitlines()) == ["to standard error", "to standard output"]
