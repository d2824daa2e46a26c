"""A rehearsal with a command in the place of Pulumi's, a process that answers as it is told."""

import json
import sys
import textwrap
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import find_project
from jiban.rehearse.pulumi_cli import CLI_VARIABLE, VERSION, EngineError, EngineTimeout
from jiban.rehearse.run import Rehearsal, rehearse

COMMAND = """\
#!{python}
import fcntl, json, os, sys, time
from pathlib import Path
here = Path(__file__).parent
words = [word for word in sys.argv[1:] if not word.startswith("-")]
command = " ".join(words[:2]) if words[0] in ("stack", "config", "state") else words[0]
with open(here / "calls.txt", "a") as file:
    print(" ".join(sys.argv[1:]), file=file)
with open(here / "lock", "w") as lock:  # two commands may run at once
    fcntl.flock(lock, fcntl.LOCK_EX)
    answers = json.loads((here / "answers.json").read_text())
    known = answers.get(command) or [{{}}]
    answer = known.pop(0) if len(known) > 1 else known[0]
    (here / "answers.json").write_text(json.dumps(answers))
if command == "version":
    print("v{version}")
backend = os.environ.get("PULUMI_BACKEND_URL", "").removeprefix("file://").partition("?")[0]
if backend:
    folder = Path(backend.replace("%20", " "), ".pulumi", "stacks", "app")
    folder.mkdir(parents=True, exist_ok=True)
    state = {{"resources": answer.get("state", [])}}
    (folder / "dev.json").write_text(json.dumps({{"checkpoint": {{"latest": state}}}}))
time.sleep(answer.get("sleep", 0))
if "--event-log" in sys.argv:
    events = [{{"summaryEvent": {{"resourceChanges": answer.get("counts", {{}})}}}}]
    for text in answer.get("errors", []):
        events.append({{"diagnosticEvent": {{"severity": "error", "message": text}}}})
    Path(sys.argv[sys.argv.index("--event-log") + 1]).write_text("\\n".join(map(json.dumps, events)))
sys.stderr.write(answer.get("stderr", ""))
sys.exit(answer.get("code", 0))
"""
DEPLOYED = {"up": [{"counts": {"create": 2}}, {"counts": {"same": 2}}, {"counts": {"same": 1, "update": 1}}]}


class Commands:
    """What the command is told to answer, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rehearse(self, answers: dict[str, list[dict[str, Any]]], **options: Any) -> Rehearsal:
        """Rehearse a stack with these answers; one that is the last is given again and again."""
        (self._folder / "answers.json").write_text(json.dumps(answers))
        scratch = self._folder / "a scratch"
        scratch.mkdir()
        return rehearse(find_project(self._folder / "app"), "dev", scratch, **options)

    @property
    def asked(self) -> list[str]:
        """The commands in their order, each by its first word."""
        calls = (self._folder / "calls.txt").read_text().splitlines()
        return [line.split()[0] for line in calls if line.split()[0] not in {"version", "stack", "config"}]


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """A command, and a project to rehearse, in a folder with a space in its name."""
    folder = tmp_path / "with space"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    (folder / "app" / "__main__.py").touch()
    command = folder / "pulumi"
    command.write_text(textwrap.dedent(COMMAND).format(python=sys.executable, version=VERSION))
    command.chmod(0o755)
    monkeypatch.setenv(CLI_VARIABLE, str(command))
    monkeypatch.setattr("jiban.rehearse.run.cloud_process", lambda *_: nullcontext(lambda: 1))
    monkeypatch.setattr("jiban.rehearse.run.warm_host", lambda *_: nullcontext(lambda: 2))
    return Commands(folder)


def test_the_steps_are_a_stacks_life(commands: Commands) -> None:
    """Without a change that step is left out."""
    found = commands.rehearse(DEPLOYED)
    assert [step.name for step in found.steps] == ["preview", "up", "up again", "refresh", "destroy"]
    assert commands.asked == ["preview", "up", "up", "refresh", "destroy"]
    assert found.ok


def test_the_first_step_that_fails_is_the_last(commands: Commands) -> None:
    """What would follow would fail for the same reason."""
    found = commands.rehearse({"preview": [{"code": 1, "errors": ["no such class"]}]})
    assert [(step.name, step.problems) for step in found.steps] == [("preview", ("no such class",))]
    assert not found.ok


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"code": 1, "stderr": "no space left\n"}, "no space left"),
        ({"code": 3}, "exit code 3"),
    ],
)
def test_a_command_that_fails_without_a_message_is_told_by_what_there_is(
    commands: Commands, answer: dict[str, Any], said: str
) -> None:
    """Its errors, else what it printed, else its exit code: never nothing."""
    assert commands.rehearse({"preview": [answer]}).steps[-1].problems == (said,)


def test_a_state_that_differs_from_the_cloud_is_a_problem(commands: Commands) -> None:
    """After a deployment everything in the state is in the cloud."""
    lost = {"urn": "urn:pulumi:dev::app::a:b:C::c", "type": "a:b:C", "custom": True, "id": "c-1"}
    found = commands.rehearse({"up": [{"counts": {"create": 1}, "state": [lost]}]})
    assert found.steps[-1].problems == ("missing: a:b:C c-1 is in the state but not in the cloud",)


def test_a_crash_that_never_comes_is_told(commands: Commands) -> None:
    """The engine ended before there was a create to hang at."""
    found = commands.rehearse({"preview": [{"counts": {"create": 4}}]}, crash=True)
    assert (found.steps[-1].name, found.steps[-1].problems) == (
        "up, killed",
        ("the engine ended before it was killed",),
    )


def test_a_stack_that_cannot_be_made_ends_the_rehearsal(commands: Commands) -> None:
    """Nothing can be rehearsed without it."""
    with pytest.raises(EngineError, match="cannot create the stack: a lock"):
        commands.rehearse({"stack init": [{"code": 1, "stderr": "a lock"}]})


def test_a_command_that_does_not_end_is_stopped(commands: Commands) -> None:
    """With the exit code of a timeout, and the flag that gives it another time."""
    with pytest.raises(EngineTimeout, match=r"`pulumi preview` did not end within 2 s.*--timeout") as caught:
        commands.rehearse({"preview": [{"sleep": 60}]}, seconds=2)
    assert caught.value.exit_code == 9
