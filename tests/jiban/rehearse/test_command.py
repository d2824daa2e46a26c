"""What `jiban rehearse` takes on its command line, what it asks of a rehearsal, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.project.errors import JibanError
from jiban.rehearse.change import Change
from jiban.rehearse.command import rehearse
from jiban.rehearse.run import Rehearsal, Step


def placed(text: str) -> str:
    """The place that the option makes of a text."""
    context = rehearse.make_context("rehearse", ["--from", text])
    return context.params["place"]


@pytest.mark.parametrize("place", ["inside", "outside", "203.0.113.7"])
def test_a_deployer_stands_inside_outside_or_at_an_address(place: str) -> None:
    """As it is written."""
    assert placed(place) == place


@pytest.mark.parametrize("text", ["home", "203.0.113.0/24", "203.0.113.300", ""])
def test_any_other_place_is_refused(text: str) -> None:
    """With what it may be."""
    with pytest.raises(click.BadParameter) as refused:
        placed(text)
    assert refused.value.message == (
        f"{text!r} is neither inside, outside nor an IPv4 address such as 203.0.113.7"
    )


@dataclass
class Rehearsed:
    """What was asked for in place of a rehearsal, and what it answers."""

    folder: Path
    problems: tuple[str, ...] = ()
    error: JibanError | None = None
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    kept: list[Path | None] = field(default_factory=list[Path | None])
    learnt: list[tuple[str, Sequence[str], Sequence[str], int]] = field(
        default_factory=list[tuple[str, Sequence[str], Sequence[str], int]]
    )

    def answer(self, project: Any, stack: str, folder: Path, **options: Any) -> Rehearsal:
        """Answer in place of a rehearsal."""
        assert folder == self.folder
        self.asked.append(options)
        if self.error is not None:
            raise self.error
        return Rehearsal(project.name, stack, "3", (Step("up", 1, {}, self.problems),), 1, 2, 3)

    def run(self, *arguments: str) -> Result:
        """Run the command."""
        return CliRunner().invoke(main, ["rehearse", *arguments], prog_name="jiban")


IMAGE = "reg.example/api:1"
CHOSEN = Change(f"shop:workloads.api.image={IMAGE}-rehearsed", before=IMAGE)


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rehearsed:
    """A project with one workload, whose rehearsals are made up."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "__main__.py").touch()
    values = {"shop:workloads": {"api": {"image": IMAGE}}}
    (project / "Pulumi.dev.yaml").write_text(json.dumps({"config": values}))
    found = Rehearsed(tmp_path / "scratch")

    def folder(keep: Path | None) -> Any:
        found.kept.append(keep)
        return nullcontext(found.folder)

    def learn(_project: Any, stack: str, **options: Any) -> None:
        found.learnt.append((stack, options["overrides"], options["path_overrides"], options["seconds"]))

    monkeypatch.setattr("jiban.rehearse.run.rehearse", found.answer)
    monkeypatch.setattr("jiban.rehearse.pulumi_cli.rehearsal_folder", folder)
    monkeypatch.setattr("jiban.plan.elsewhere.learn_secrets", learn)
    monkeypatch.chdir(project)
    return found


PLAIN: Mapping[str, Any] = {
    "overrides": (),
    "crash": False,
    "sizes": False,
    "place": "inside",
    "policies": None,
    "seconds": 300,
}


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ((), {}),
        (("--crash",), {"crash": True}),
        (("--sizes",), {"sizes": True}),
        (("--from", "outside"), {"place": "outside"}),
        (("--change", "shop:size=2"), {"change": Change("shop:size=2")}),
        (("--timeout", "5"), {"seconds": 5}),
        (("-c", "a:b=1"), {"overrides": (("a:b=1", False),)}),
        (
            ("-c", "a:b=1", "-c", "a:c.d=2", "--config-path"),
            {"overrides": (("a:b=1", True), ("a:c.d=2", True))},
        ),
        (("--policy-pack", "."), {"policies": Path()}),
    ],
)
def test_what_a_rehearsal_is_asked_for(
    rehearsed: Rehearsed, arguments: Sequence[str], asked: Mapping[str, Any]
) -> None:
    """Each flag by itself; without one an image is changed, inside of the networks."""
    result = rehearsed.run(*arguments)
    assert result.exit_code == 0, result.output
    assert rehearsed.asked == [{**PLAIN, "change": CHOSEN, **asked}]
    assert rehearsed.learnt == []


def test_what_is_kept_of_a_rehearsal(rehearsed: Rehearsed) -> None:
    """The folder that is named, or nothing."""
    rehearsed.run()
    rehearsed.run("--keep", "kept")
    assert rehearsed.kept == [None, Path("kept")]


def test_a_rehearsal_that_fails_ends_with_code_1(rehearsed: Rehearsed) -> None:
    """And a stack is planned as it was deployed, so that its secrets are not shown."""
    rehearsed.problems = ("it broke",)
    result = rehearsed.run("-c", "a:b=1", "--timeout", "5")
    assert result.exit_code == 1
    assert "it broke" in result.output
    assert rehearsed.learnt == [
        ("dev", ("a:b=1",), (), 5),
        ("dev", ("a:b=1",), (CHOSEN.setting,), 5),
    ]


def test_a_rehearsal_that_cannot_begin_shows_no_secret_either(rehearsed: Rehearsed) -> None:
    """The message may be the program's."""
    rehearsed.error = JibanError("no engine")
    assert rehearsed.run().exit_code == 1
    assert [stack for stack, *_ in rehearsed.learnt] == ["dev", "dev"]


def test_a_rehearsal_as_json(rehearsed: Rehearsed) -> None:
    """In place of the text, or beside it in a file."""
    document = json.loads(rehearsed.run("-o", "json").output)
    assert (document["project"], document["stack"]) == ("shop", "dev")
    result = rehearsed.run("-o", "text", "-o", "json=found.json")
    assert result.output.startswith("Rehearsal of shop/dev: ")
    assert json.loads(Path("found.json").read_text()) == document


@pytest.mark.parametrize(
    "arguments",
    [
        ("--change", "a:b=1"),
        ("--crash",),
        ("--sizes",),
        ("--policy-pack", "."),
        ("--from", "outside"),
    ],
)
def test_steps_say_themselves_what_is_done(rehearsed: Rehearsed, arguments: Sequence[str]) -> None:
    """What would be done otherwise is refused."""
    result = rehearsed.run("--steps", *arguments)
    assert result.exit_code == 2
    assert "--steps goes with --keep and outputs alone" in result.output
    assert rehearsed.asked == []
