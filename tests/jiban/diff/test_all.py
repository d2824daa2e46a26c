"""All stacks of a project, and all projects of a repository, in one run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from jiban.cli import main
from jiban.diff import document as written
from jiban.diff.git import Repository
from jiban.diff.projects import projects
from tests.jiban.diff.repositories import PROGRAM, commit, git, repository, stack, write

FOLDER = Path(written.__file__).parent
STACKS, STACK = (json.loads((FOLDER / f"{name}.schema.json").read_text()) for name in ("stacks", "diff"))


def run(folder: Path, *arguments: str) -> Result:
    """Compare everything with the branch main."""
    given = ["diff", "--all", "--base", "main", "--today", "2026-11-21", "-C", str(folder), *arguments]
    return CliRunner().invoke(main, given, prog_name="jiban")


def document(folder: Path, *arguments: str) -> dict[str, Any]:
    """Give the JSON, which is as its schema says."""
    found = json.loads(run(folder, "-o", "json", *arguments).stdout)
    Draft202012Validator(STACKS).validate(found)
    for each in found["stacks"]:
        Draft202012Validator(STACK).validate({key: value for key, value in each.items() if key != "folder"})
    return found


def two_stacks(folder: Path) -> Path:
    """Make a project with two stacks."""
    project = repository(folder)
    write(project, **{"Pulumi.dev.yaml": stack("letters")})
    commit(folder, "two stacks")
    return project


def test_every_stack_is_compared(tmp_path: Path) -> None:
    """The one that changes is told first, and all are counted."""
    project = two_stacks(tmp_path)
    write(project, **{"Pulumi.prod.yaml": stack("invoices", "pictures", owner="accounts")})
    result = run(project)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "2 stacks: 1 with changes, 1 without changes.",
        "2 to update; 1 unchanged.",
    ]
    assert [line for line in lines if line.startswith("shop/")] == ["shop/prod", "shop/dev"]


def test_a_stack_on_one_side_alone_is_told_as_such(tmp_path: Path) -> None:
    """Created or deleted as a whole, with the reason."""
    project = two_stacks(tmp_path)
    (project / "Pulumi.dev.yaml").rename(project / "Pulumi.test.yaml")
    found = {each["stack"]: each for each in document(project)["stacks"]}
    counts = {
        name: {kind: each["summary"][kind] for kind in ("create", "delete", "unchanged")}
        for name, each in found.items()
    }
    assert counts == {
        "prod": {"create": 0, "delete": 0, "unchanged": 2},
        "dev": {"create": 0, "delete": 1, "unchanged": 0},
        "test": {"create": 1, "delete": 0, "unchanged": 0},
    }
    assert "has no stack 'dev', so every resource is deleted" in found["dev"]["note"]
    assert "has no stack 'test', so every resource is created" in found["test"]["note"]


def test_a_stack_that_does_not_plan_keeps_no_other_from_being_compared(tmp_path: Path) -> None:
    """Its reason is told, and the command fails."""
    project = two_stacks(tmp_path)
    write(project, **{"Pulumi.dev.yaml": "config:\n  shop:owner: platform\n"})
    result = run(project)
    assert result.exit_code == 1
    assert result.stdout.startswith("2 stacks: 1 not compared, 1 without changes.\n")
    assert "\nshop/dev: not compared\n" in result.stdout
    assert "Missing required configuration variable 'shop:buckets'" in result.stdout


def test_a_base_that_does_not_plan_is_told_for_its_stack(tmp_path: Path) -> None:
    """Without the folder that it was laid out in."""
    project = two_stacks(tmp_path)
    write(project, **{"Pulumi.dev.yaml": "config:\n  shop:owner: platform\n"})
    commit(tmp_path, "break dev")
    write(project, **{"Pulumi.dev.yaml": stack("letters")})
    found = document(project)
    assert [each["stack"] for each in found["stacks"]] == ["prod"]
    (broken,) = found["notCompared"]
    assert (broken["project"], broken["stack"], broken["exitCode"]) == ("shop", "dev", 1)
    assert broken["reason"].startswith("main (")
    assert "cannot be planned:" in broken["reason"]
    assert "jiban-run-" not in broken["reason"]


def test_a_loss_counts_and_so_does_what_could_not_be_compared(tmp_path: Path) -> None:
    """A loss alone exits with 5; beside a stack that does not plan, that stack's code counts."""
    project = two_stacks(tmp_path)
    write(project, **{"Pulumi.prod.yaml": stack("invoices")})
    assert run(project).exit_code == 5
    write(project, **{"Pulumi.dev.yaml": "config: [\n"})
    assert run(project).exit_code == 2


def test_two_empty_sides_say_that_they_are(tmp_path: Path) -> None:
    """No changes of nothing is no success to be taken for one."""
    project = repository(tmp_path)
    (project / "__main__.py").write_text("")
    commit(tmp_path, "nothing")
    (found,) = document(project)["stacks"]
    assert found["note"].startswith("neither the working tree (")
    assert found["note"].endswith(" asks for any resource")


def two_projects(folder: Path) -> None:
    """Make a repository with two projects, and a program of another language."""
    repository(folder, "deploy/shop")
    write(
        folder / "deploy" / "mail",
        **{
            "Pulumi.yaml": "name: mail\nruntime: python\n",
            "Pulumi.prod.yaml": stack("letters").replace("shop:", "mail:"),
            "__main__.py": PROGRAM,
        },
    )
    write(folder / "web", **{"Pulumi.yaml": "name: web\nruntime: nodejs\n", "index.ts": ""})
    commit(folder, "two projects")


def test_every_project_is_compared_with_packages_of_its_own(tmp_path: Path) -> None:
    """From the folder on down; a program that is not of Python is named."""
    two_projects(tmp_path)
    write(tmp_path / "deploy" / "mail", **{"Pulumi.prod.yaml": stack("x").replace("shop:", "mail:")})
    found = document(tmp_path)
    assert [(each["folder"], each["project"], each["stack"]) for each in found["stacks"]] == [
        ("deploy/mail", "mail", "prod"),
        ("deploy/shop", "shop", "prod"),
    ]
    assert found["skipped"] == ["web is not compared: its program is of nodejs"]
    assert (found["summary"]["delete"], found["summary"]["create"], found["summary"]["unchanged"]) == (
        1,
        1,
        2,
    )


def test_one_comment_holds_all_projects(tmp_path: Path) -> None:
    """With a row for each stack, and a marker of its own."""
    two_projects(tmp_path)
    text = run(tmp_path, "-o", "markdown").stdout
    assert text.splitlines()[0] == "<!-- jiban diff .all/.all -->"
    assert "| `mail/prod in deploy/mail` |  |  |  |  |  | 1 |  |  |" in text
    assert "- `web is not compared: its program is of nodejs`" in text


def test_a_project_that_is_gone_is_no_success(tmp_path: Path) -> None:
    """Nobody can destroy its stacks any more, once its program is gone."""
    two_projects(tmp_path)
    git(tmp_path, "rm", "-r", "--quiet", "deploy/mail")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert (
        "\ndeploy/mail: not compared\n  main has the project, and the working tree has not" in result.stdout
    )


def test_a_project_that_cannot_be_read_keeps_no_other_from_being_compared(tmp_path: Path) -> None:
    """Its Pulumi.yaml is at fault: exit code 2."""
    two_projects(tmp_path)
    (tmp_path / "deploy" / "mail" / "Pulumi.yaml").write_text("name: [\n")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "\ndeploy/mail: not compared\n  Pulumi.yaml:" in result.stdout
    assert "\nshop/prod\n" in result.stdout


def test_a_folder_without_a_project_is_an_error(tmp_path: Path) -> None:
    """And no empty comment."""
    write(tmp_path, readme="")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "begin")
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no project here, nor was there one in main" in result.stderr


@pytest.mark.parametrize(
    ("skip", "left"),
    [
        ((), ["deploy/mail", "deploy/shop", "web"]),
        (("deploy/*",), ["web"]),
        (("deploy",), ["web"]),
        (("*/mail", "web/"), ["deploy/shop"]),
    ],
)
def test_projects_can_be_left_out(tmp_path: Path, skip: tuple[str, ...], left: list[str]) -> None:
    """By their folder, or one above it; what git ignores is not looked at."""
    two_projects(tmp_path)
    (tmp_path / ".gitignore").write_text("kept-out\n")
    write(tmp_path / "kept-out", **{"Pulumi.yaml": "name: out\nruntime: python\n"})
    found = projects(Repository.around(tmp_path), "HEAD", skip)
    assert [each.where for each in found] == left


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all", "--base-plan", "x"], "--all compares with a commit: --base REF."),
        (["--all", "--base", "main", "-s", "prod"], "--all is for all stacks, and -s for one."),
        (["--base", "main", "--skip", "x"], "--skip leaves out projects of --all."),
    ],
)
def test_flags_that_do_not_go_together(tmp_path: Path, arguments: list[str], said: str) -> None:
    """A fault of the flags."""
    project = repository(tmp_path)
    result = CliRunner().invoke(main, ["diff", "-C", str(project), *arguments], prog_name="jiban")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_step_of_github_actions_gets_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run adds its own to what is there."""
    project = two_stacks(tmp_path)
    summary = tmp_path.parent / f"{tmp_path.name}-summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run(project).exit_code == 0
    one = CliRunner().invoke(main, ["diff", "-C", str(project), "-s", "prod", "--base", "main"])
    assert one.exit_code == 0
    assert [line for line in summary.read_text().splitlines() if line.startswith(("before", "<!--"))] == [
        "before",
        "<!-- jiban diff shop/.all -->",
        "<!-- jiban diff shop/prod -->",
    ]


def test_a_summary_that_cannot_be_written_fails_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and the document is there."""
    project = repository(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "such"))
    result = CliRunner().invoke(main, ["diff", "-C", str(project), "-s", "prod", "--base", "main"])
    assert result.exit_code == 0
    assert "note: the step has no summary: cannot write to" in result.stderr
