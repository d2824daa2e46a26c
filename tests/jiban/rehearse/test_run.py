"""The steps of a rehearsal: which commands are run, and what makes a step fail. No engine is started."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import Project, find_project
from jiban.rehearse import run as rehearsing
from jiban.rehearse.change import Change
from jiban.rehearse.cloud import CloudObject
from jiban.rehearse.pulumi_cli import CommandResult
from jiban.rehearse.run import Rehearsal, Step, rehearse

MADE: Mapping[str, Mapping[str, int]] = {
    "preview": {"create": 2},
    "up": {"create": 2},
    "up again": {"same": 2},
    "change": {"update": 1, "same": 1},
    "refresh": {"same": 2},
    "destroy": {"delete": 2},
}
"""What each command counts where all goes well."""
BUCKET = CloudObject("aws:s3/bucket:Bucket", "letters", "letters", {})


class Engine:
    """Stands in for a stack's engine and cloud: answers each command, and keeps what it was asked."""

    def __init__(self, folder: Path, results: Mapping[str, Mapping[str, int]]) -> None:
        self.folder = folder
        self.stack = "dev"
        self.port = 0
        self.asked: list[tuple[str, ...]] = []
        self.results = results
        self.broken = ""
        self.protected: tuple[str, ...] = ()
        self._steps = iter(results)

    def stack_flags(self) -> tuple[str, ...]:
        """Name the stack."""
        return ("--stack", self.stack)

    def run(self, *arguments: str, log: bool = False) -> CommandResult:
        """Answer a command as the next step is expected to go."""
        self.asked.append(arguments)
        step = next(self._steps) if log else ""
        events = ({"summaryEvent": {"resourceChanges": dict(self.results[step])}},) if log else ()
        failed = bool(step) and step == self.broken
        return CommandResult(arguments, int(failed), "", "it broke" if failed else "", 0.1, events)

    def deployment(self) -> Mapping[str, Any]:
        """Return the state, with the bucket in it until it is destroyed."""
        if self.asked and self.asked[-1][0] == "destroy":
            return {}
        return {
            "resources": [
                {
                    "urn": "urn:letters",
                    "type": BUCKET.type,
                    "id": BUCKET.id,
                    "custom": True,
                    "protect": name == "p",
                    "inputs": {"sender": "post:1"},
                }
                for name in self.protected or ("",)
            ]
        }


Rehearser = Callable[..., tuple[Engine, Rehearsal]]


@pytest.fixture
def rehearsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rehearser:
    """Rehearses a small project with results of its own; `there` is what the cloud holds until the end."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()

    def run(
        results: Mapping[str, Mapping[str, int]] = MADE,
        *,
        there: Sequence[CloudObject] = (BUCKET,),
        left: Sequence[CloudObject] = (),
        broken: str = "",
        protected: Sequence[str] = (),
        **options: Any,
    ) -> tuple[Engine, Rehearsal]:
        engine = Engine(tmp_path, results)
        engine.broken, engine.protected = broken, tuple(protected)

        @contextmanager
        def cloud(folder: Path, root: Path) -> Generator[int]:
            assert (folder, root) == (tmp_path, tmp_path)
            yield 4711

        def opened(
            folder: Path,
            cli: Path,
            project: Project,
            stack: str,
            *,
            overrides: Sequence[tuple[str, bool]],
            seconds: int,
        ) -> Engine:
            assert (folder, cli, project.name, stack) == (tmp_path, Path("pulumi"), "shop", "dev")
            assert (overrides, seconds) == ((), 0)
            return engine

        def configured(scratch: Engine, change: str, *, path: bool) -> None:
            assert path
            scratch.asked.append(("config", "set", change))

        def objects(folder: Path) -> Sequence[CloudObject]:
            assert folder == tmp_path
            return left if engine.asked[-1][0] == "destroy" else there

        monkeypatch.setattr(rehearsing, "find_cli", lambda: Path("pulumi"))
        monkeypatch.setattr(rehearsing, "simulated_cloud", cloud)
        monkeypatch.setattr(rehearsing, "open_scratch", opened)
        monkeypatch.setattr(rehearsing, "set_config", configured)
        monkeypatch.setattr(rehearsing, "read_cloud", objects)
        options.setdefault("change", Change("shop:size=2"))
        return engine, rehearse(find_project(tmp_path), "dev", tmp_path, **options)

    return run


def problems(found: Rehearsal) -> dict[str, tuple[str, ...]]:
    """Return what went wrong, by the name of the step."""
    return {step.name: step.problems for step in found.steps if step.problems}


def test_the_steps_of_a_whole_life(rehearsed: Rehearser) -> None:
    """Preview, up twice, a change, refresh and destroy, each told when it is done."""
    told: list[Step] = []
    engine, found = rehearsed(on_step=told.append)
    assert found.ok
    assert [step.name for step in found.steps] == list(MADE)
    assert told == list(found.steps)
    assert {step.name: step.counts for step in found.steps} == MADE
    assert (found.project, found.stack, found.objects, engine.port) == ("shop", "dev", 1, 4711)
    assert engine.asked == [
        ("preview", "--stack", "dev"),
        ("up", "--yes", "--skip-preview", "--stack", "dev"),
        ("up", "--yes", "--skip-preview", "--stack", "dev"),
        ("config", "set", "shop:size=2"),
        ("up", "--yes", "--skip-preview", "--stack", "dev"),
        ("refresh", "--yes", "--skip-preview", "--stack", "dev"),
        ("destroy", "--yes", "--skip-preview", "--stack", "dev"),
    ]


def test_without_a_change_that_step_is_left_out(rehearsed: Rehearser) -> None:
    """Nothing is configured, and no third `up` is made."""
    engine, found = rehearsed({k: v for k, v in MADE.items() if k != "change"}, change=None)
    assert [step.name for step in found.steps] == ["preview", "up", "up again", "refresh", "destroy"]
    assert found.ok
    assert sum(asked[0] == "up" for asked in engine.asked) == 2


@pytest.mark.parametrize(
    ("step", "counts", "said"),
    [
        ("up again", {"same": 1, "update": 1}, "expected no changes, got 1 update"),
        ("refresh", {"same": 1, "delete": 1}, "expected no changes, got 1 delete"),
        ("change", {"same": 2}, "expected shop:size=2 to change a resource, got no changes"),
    ],
)
def test_a_step_that_does_not_do_what_it_should(
    rehearsed: Rehearser, step: str, counts: dict[str, int], said: str
) -> None:
    """It is the last one, and says what was expected."""
    _, found = rehearsed({**MADE, step: counts})
    assert problems(found) == {step: (said,)}
    assert found.steps[-1].name == step
    assert not found.ok


@pytest.mark.parametrize("op", ["update", "replace", "create", "delete"])
def test_whatever_a_change_does_is_a_change(rehearsed: Rehearser, op: str) -> None:
    """A replacement, a creation and a deletion as well as an update."""
    _, found = rehearsed({**MADE, "change": {op: 1, "same": 1}})
    assert found.ok


@pytest.mark.parametrize(
    ("before", "problem"),
    [
        pytest.param("stamp:1", (), id="none has it"),
        pytest.param(
            "post:1", ("expected shop:size=2 to change a resource, got no changes",), id="one has it"
        ),
    ],
)
def test_a_change_that_nobody_chose_must_change_what_has_it(
    rehearsed: Rehearser, before: str, problem: tuple[str, ...]
) -> None:
    """A stack may name images that another one deploys."""
    _, found = rehearsed({**MADE, "change": {"same": 2}}, change=Change("shop:size=2", before=before))
    assert next(step for step in found.steps if step.name == "change").problems == problem


def test_what_is_only_read_is_no_change(rehearsed: Rehearser) -> None:
    """A resource that the program gets by its id is read every time."""
    _, found = rehearsed({**MADE, "up again": {"same": 1, "read": 1}})
    assert found.ok


def test_a_command_that_fails_is_the_last(rehearsed: Rehearser) -> None:
    """Its own words are told, and nothing is run after it."""
    engine, found = rehearsed(broken="up")
    assert problems(found) == {"up": ("it broke",)}
    assert [asked[0] for asked in engine.asked] == ["preview", "up"]


def test_an_object_that_no_state_knows_is_told(rehearsed: Rehearser) -> None:
    """What the cloud has and the state has not is found after the step that made it."""
    stray = CloudObject(BUCKET.type, "stray", "stray", {})
    _, found = rehearsed(there=[BUCKET, stray])
    assert problems(found) == {
        "up": ("orphaned: aws:s3/bucket:Bucket stray is in the cloud but not in the state",)
    }


def test_an_object_that_outlives_the_stack_is_told(rehearsed: Rehearser) -> None:
    """After destroy the cloud is empty, or the rehearsal has failed."""
    _, found = rehearsed(left=[BUCKET])
    assert problems(found) == {
        "destroy": ("orphaned: aws:s3/bucket:Bucket letters is in the cloud but not in the state",)
    }


def test_what_is_protected_is_unprotected_before_the_end(rehearsed: Rehearser) -> None:
    """In this copy of the state alone, and the step says how many there were."""
    engine, found = rehearsed(protected=["p"])
    assert found.steps[-1].note == "1 unprotected first"
    assert engine.asked[-2] == ("state", "unprotect", "--all", "--yes", "--stack", "dev")


def test_nothing_is_unprotected_where_nothing_is_protected(rehearsed: Rehearser) -> None:
    """No command is run for it."""
    engine, found = rehearsed()
    assert found.steps[-1].note == ""
    assert not any(asked[0] == "state" for asked in engine.asked)


def test_a_policy_pack_judges_the_preview_and_every_up(rehearsed: Rehearser, tmp_path: Path) -> None:
    """And no other command, which would not take the flag."""
    engine, _ = rehearsed(policies=tmp_path / "pack")
    flagged = [asked[0] for asked in engine.asked if "--policy-pack" in asked]
    assert flagged == ["preview", "up", "up", "up"]
    assert engine.asked[0] == ("preview", "--policy-pack", str(tmp_path / "pack"), "--stack", "dev")
