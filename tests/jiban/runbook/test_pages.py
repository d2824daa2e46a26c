"""The pages of a project: which there are, and what is said of others."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.settings import SETTINGS
from jiban.cli import main
from jiban.project.project import find_project
from jiban.runbook.pages import NoPagesError, book
from tests.infra.environments import ROOT


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command."""
    done = CliRunner().invoke(main, ["runbook", "-C", str(ROOT), *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_a_project_without_pages_is_told_how_to_make_them() -> None:
    """By its settings."""
    with pytest.raises(NoPagesError, match="tripgen has no pages: set `pages` of its jiban"):
        book(replace(SETTINGS, pages=None), find_project(ROOT), "prod")


def test_stacks_of_one_environment_have_the_same_pages() -> None:
    """Those with the services, and those of the second region, have the pages of the first platform."""
    project = find_project(ROOT)
    stacks = ("prod", "prod-workloads", "prod-south", "prod-south-workloads")
    one, *others = (book(SETTINGS, project, stack) for stack in stacks)
    assert others == [one] * 3
    assert one.deployment.stack == "prod"
    assert one.deployment.extending == ("prod-south", "prod-south-workloads", "prod-workloads")


def test_one_scenario_is_one_page() -> None:
    """In the order of the book, however they are named."""
    code, out, _ = run("-s", "prod", "--scenario", "restore-drill", "--scenario", "failover")
    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("# ")] == [
        "# Failover: a server, a zone or the region is lost",
        "# Drill: restore the database",
    ]


def test_a_scenario_that_is_not_there() -> None:
    """Is told with those that are, the nearest first; no control code gets out."""
    code, out, err = run("-s", "prod", "--scenario", "failovr\x1b[2J")
    assert (code, out) == (2, "")
    assert 'tripgen/prod has no page "failovr\\u001b[2J"; name failover' in err


def test_pages_are_files_of_a_folder(tmp_path: Path) -> None:
    """One each, and a list of them; standard output stays empty."""
    folder = tmp_path / "a" / "runbook"
    code, out, err = run("-s", "prod", "-o", str(folder), "--scenario", "failback")
    assert (code, out) == (0, "")
    assert f"2 files written to {folder}" in err
    assert sorted(each.name for each in folder.iterdir()) == ["README.md", "failback.md"]
    assert "| [failback](failback.md) |" in (folder / "README.md").read_text("utf-8")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """Nothing is written, and the path is named."""
    (tmp_path / "taken").write_text("mine")
    code, out, err = run("-s", "prod", "-o", str(tmp_path / "taken"))
    assert (code, out) == (1, "")
    assert "taken" in err
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_takes_no_json(tmp_path: Path) -> None:
    """Which of the two is meant is asked."""
    code, out, err = run("-s", "prod", "--json", "-o", str(tmp_path / "pages"))
    assert (code, out) == (2, "")
    assert "--json goes to standard output alone" in err
    assert not (tmp_path / "pages").exists()


def test_json_has_what_the_pages_have() -> None:
    """As data."""
    code, out, _ = run("-s", "prod", "--json", "--scenario", "failback")
    assert code == 0
    assert '"id": "failback"' in out
    assert json.loads(out)["stacks"] == ["prod", "prod-south", "prod-south-workloads", "prod-workloads"]
