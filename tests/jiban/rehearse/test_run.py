"""The steps of a rehearsal: which commands are run, and what makes a step fail. No engine is started."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from jiban.project.project import Project, find_project
from jiban.rehearse import run as rehearsing
from jiban.rehearse.change import Change
from jiban.rehearse.cloud import CloudObject, write_cloud
from jiban.rehearse.conditions import Conditions
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
        objects: Callable[[Path], Sequence[CloudObject]] | None = None,
        **options: Any,
    ) -> tuple[Engine, Rehearsal]:
        engine = Engine(tmp_path, results)
        engine.broken, engine.protected = broken, tuple(protected)

        @contextmanager
        def cloud(folder: Path, root: Path) -> Generator[Callable[[], int]]:
            assert (folder, root) == (tmp_path, tmp_path)
            yield lambda: 4711

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

        def configured(scratch: Engine, change: str, *, path: bool) -> Callable[[], None]:
            assert path
            return lambda: scratch.asked.append(("config", "set", change))

        def found(folder: Path) -> Sequence[CloudObject]:
            assert folder == tmp_path
            if objects is not None:
                return objects(folder)
            return left if engine.asked[-1][0] == "destroy" else there

        monkeypatch.setattr(rehearsing, "locate_cli", lambda: Path("pulumi"))
        monkeypatch.setattr(rehearsing, "check_version", lambda _: None)
        monkeypatch.setattr(rehearsing, "cloud_process", cloud)
        monkeypatch.setattr(rehearsing, "warm_host", lambda *_: nullcontext(lambda: 4712))
        monkeypatch.setattr(rehearsing, "open_scratch", opened)
        monkeypatch.setattr(rehearsing, "set_later", configured)
        monkeypatch.setattr(rehearsing, "read_cloud", found)
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


@pytest.mark.parametrize(
    "op", ["update", "replace", "create", "delete", "create-replacement", "delete-replaced"]
)
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


def test_an_object_is_found_by_its_address_or_else_by_its_inputs(tmp_path: Path) -> None:
    """Of its own type, and the same in all of them."""
    role, vpc = "aws:iam/role:Role", "aws:ec2/vpc:Vpc"
    objects = [
        CloudObject("aws:iam/policy:Policy", "policy", "runner", {"name": "runner"}),
        CloudObject(role, "other", "other", {"name": "other"}),
        CloudObject(role, "role", "runner", {"name": "runner", "path": "/a/"}),
        CloudObject("aws:ec2/subnet:Subnet", "subnet", None, {"cidrBlock": "10.0.0.0/16"}),
        CloudObject(vpc, "vpc", None, {"cidrBlock": "10.0.0.0/16"}),
    ]
    write_cloud(tmp_path, objects)
    find = rehearsing.finder(tmp_path)
    assert find(role, {"name": "runner"}) == "role"
    assert find(role, {"name": "runners"}) is None
    assert find(vpc, {"cidrBlock": "10.0.0.0/16"}) == "vpc"
    assert find(vpc, {"cidrBlock": "10.0.0.0/16", "tags": {}}) is None


GROUP = CloudObject(
    "aws:autoscaling/group:Group",
    "group",
    "group",
    {"desiredCapacity": 2, "maxSize": 5},
    {"desiredCapacity": 2, "maxSize": 5},
)
SIZED: Mapping[str, Mapping[str, int]] = {
    "preview": {"create": 2},
    "up": {"create": 2},
    "up again": {"same": 2},
    "moved": {"same": 2},
    "edited": {"update": 1, "same": 1},
    "refreshed": {"update": 1, "same": 1},
    "and again": {"same": 2},
    "refresh": {"same": 2},
    "destroy": {"delete": 2},
}
"""What each command counts where sizes stay."""


class Moving:
    """A cloud with a group that grows by itself, and what it was told of edits."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, stays: bool = True) -> None:
        self.objects: tuple[CloudObject, ...] = (GROUP,)
        self.edited: list[tuple[str, ...]] = []
        self._stays = stays
        monkeypatch.setattr(rehearsing, "write_cloud", self._write)
        monkeypatch.setattr(rehearsing, "write_conditions", self._conditions)
        monkeypatch.setattr(rehearsing, "faults_of", lambda *_: ())

    def there(self, _folder: Path) -> Sequence[CloudObject]:
        """Return what is there: what has moved, or always the group as it was made."""
        return self.objects if self._stays else (GROUP,)

    def _write(self, _folder: Path, objects: Sequence[CloudObject]) -> None:
        self.objects = tuple(objects)

    def _conditions(self, _folder: Path, conditions: Conditions) -> None:
        assert conditions.place == "inside"
        self.edited.append(conditions.edited)


def sized(rehearsed: Rehearser, moving: Moving, **counts: Mapping[str, int]) -> Rehearsal:
    """Rehearse with sizes that move."""
    results = {**SIZED, **{key.replace("_", " "): value for key, value in counts.items()}}
    _, found = rehearsed(results, objects=moving.there, sizes=True, change=None)
    return found


def test_sizes_that_move_stay_at_every_command(rehearsed: Rehearser, monkeypatch: pytest.MonkeyPatch) -> None:
    """They move before an `up` of the same program and before a refresh, and one `up` finds them edited."""
    moving = Moving(monkeypatch)
    found = sized(rehearsed, moving)
    assert problems(found) == {}
    assert [step.name for step in found.steps] == list(SIZED)
    assert {step.name: step.note for step in found.steps if step.note} == {
        "moved": "grown behind Pulumi's back: 1",
        "edited": "1 of them edited",
    }
    assert moving.edited == [(), ("aws:autoscaling/group:Group group",), ()]
    assert moving.objects[0].outputs["desiredCapacity"] == 4


@pytest.mark.parametrize(
    ("step", "counts", "said"),
    [
        ("moved", {"update": 1}, "expected no changes, got 1 update"),
        ("edited", {"replace": 1, "update": 1}, "expected updates alone, got 1 replace"),
        ("refreshed", {"delete": 1}, "expected updates alone, got 1 delete"),
        ("and_again", {"update": 2}, "expected no changes, got 2 update"),
    ],
)
def test_a_size_that_moves_changes_nothing_else(
    rehearsed: Rehearser,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    counts: Mapping[str, int],
    said: str,
) -> None:
    """Whatever more a command does is told."""
    found = sized(rehearsed, Moving(monkeypatch), **{step: counts})
    assert problems(found) == {step.replace("_", " "): (said,)}


def test_a_size_that_is_taken_back_is_told(rehearsed: Rehearser, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the first command after which it is."""
    found = sized(rehearsed, Moving(monkeypatch, stays=False))
    ((step, (said,)),) = problems(found).items()
    assert step == "moved"
    assert "desiredCapacity" in said
