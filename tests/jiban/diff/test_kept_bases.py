"""A base is planned once a day: what is kept of it, what it hangs on, and what is never kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiban.cli import main
from jiban.diff import base
from jiban.diff.kept_bases import _MOST, Kept  # pyright: ignore[reportPrivateUsage] the number of plans
from jiban.project.project import find_project
from tests.jiban.diff.repositories import commit, repository, stack, write

GUARDED = """\
import pulumi
from pulumi_aws import ssm

ssm.Parameter("key", type="SecureString", value=pulumi.Output.secret("hunter2"))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own; the folder in it that plans are kept in."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "jiban" / "bases"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stacks that a process was started for."""
    found: list[str] = []
    start = base.start

    def counting(folder: Path, scratch: Path, name: str, *rest: Any, **more: Any) -> Any:
        found.append(name)
        return start(folder, scratch, name, *rest, **more)

    monkeypatch.setattr(base, "start", counting)
    return found


def diff(project: Path, *arguments: str) -> Result:
    """Compare a project with its branch main."""
    given = ["diff", "-C", str(project), "-s", "prod", "--base", "main", *arguments]
    return CliRunner().invoke(main, given, prog_name="jiban")


def test_the_second_comparison_plans_the_base_no_more(
    tmp_path: Path, cache: Path, started: list[str]
) -> None:
    """And says the same; --no-cache plans it all the same."""
    project = repository(tmp_path / "project")
    write(project, **{"Pulumi.prod.yaml": stack("invoices", "pictures", owner="accounts")})
    first, second = diff(project), diff(project)
    assert (started, first.stdout) == (["prod"], second.stdout)
    assert len(list(cache.iterdir())) == 1
    assert diff(project, "--no-cache").stdout == first.stdout
    assert started == ["prod", "prod"]


def test_what_is_kept_is_for_its_user_alone(tmp_path: Path, cache: Path) -> None:
    """Nobody else reads the folder, nor a file in it."""
    diff(repository(tmp_path / "project"))
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (cache, *cache.iterdir())]
    assert modes == [0o700, 0o600]


def test_a_plan_made_of_a_secret_is_not_kept(tmp_path: Path, cache: Path, started: list[str]) -> None:
    """Its fingerprint belongs to one comparison."""
    project = repository(tmp_path / "project")
    write(project, **{"__main__.py": GUARDED})
    commit(tmp_path / "project", "a secret")
    assert diff(project).exit_code == diff(project).exit_code == 0
    assert (started, cache.exists()) == (["prod", "prod"], False)


def test_a_base_that_does_not_plan_is_not_kept(tmp_path: Path, cache: Path) -> None:
    """It is tried again each time."""
    project = repository(tmp_path / "project")
    program = (project / "__main__.py").read_text()
    write(project, **{"__main__.py": "raise ValueError"})
    commit(tmp_path / "project", "break")
    write(project, **{"__main__.py": program})
    assert diff(project).exit_code == 1
    assert not cache.exists()


def test_a_damaged_plan_is_made_anew(tmp_path: Path, cache: Path, started: list[str]) -> None:
    """And takes the place of the damaged one."""
    project = repository(tmp_path / "project")
    diff(project)
    (file,) = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    assert diff(project).exit_code == 0
    assert (started, file.read_bytes()) == (["prod", "prod"], whole)


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where its folder is a file."""
    (tmp_path / "cache").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert diff(repository(tmp_path / "project")).exit_code == 0


def test_all_stacks_are_kept_one_by_one(tmp_path: Path, cache: Path) -> None:
    """One that is new to the base is planned alone."""
    project = repository(tmp_path / "project")
    write(project, **{"Pulumi.dev.yaml": stack("letters")})
    commit(tmp_path / "project", "two stacks")
    everything = ["diff", "-C", str(project), "--all", "--base", "main"]
    first = CliRunner().invoke(main, everything, prog_name="jiban")
    assert first.stdout.startswith("2 stacks: 2 without changes.")
    assert len(list(cache.iterdir())) == 2
    assert CliRunner().invoke(main, everything, prog_name="jiban").stdout == first.stdout


@pytest.mark.parametrize(
    ("variable", "same"), [("AWS_REGION", False), ("ANY_OTHER", False), ("COLUMNS", True), ("SHLVL", True)]
)
def test_a_plan_hangs_on_the_environment(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, variable: str, *, same: bool
) -> None:
    """But for what differs from one command to the next."""
    project = find_project(repository(tmp_path / "project"))
    monkeypatch.delenv(variable, raising=False)
    before = Kept.of(project, "c0ffee", "prod", [])
    monkeypatch.setenv(variable, "other")
    assert (Kept.of(project, "c0ffee", "prod", []) == before) is same
    assert before.file is not None
    assert before.file.parent == cache


def test_a_plan_hangs_on_what_it_was_made_of(tmp_path: Path, cache: Path) -> None:
    """The commit, the stack, the flags; and the packages, which a folder of the project holds."""
    project = find_project(repository(tmp_path / "project"))
    packages = project.root / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (project.root / ".venv" / "pyvenv.cfg").write_text("version = 3.11.7\n")
    places = [
        Kept.of(project, "c0ffee", "prod", []),
        Kept.of(project, "c0ffed", "prod", []),
        Kept.of(project, "c0ffee", "dev", []),
        Kept.of(project, "c0ffee", "prod", ["-c", "a=b"]),
    ]
    (packages / "pulumi-3.260.0.dist-info").mkdir()
    places.append(Kept.of(project, "c0ffee", "prod", []))
    assert len({each.file for each in places}) == 5
    assert not cache.exists()


def test_the_oldest_plans_go(tmp_path: Path, cache: Path) -> None:
    """There is room for a number of them."""
    cache.mkdir(parents=True)
    for number in range(_MOST + 2):
        (cache / f"{number}.json").write_text("{}")
        os.utime(cache / f"{number}.json", (number, number))
    diff(repository(tmp_path / "project"))
    left = {each.name for each in cache.iterdir()}
    assert len(left) == _MOST
    assert {"0.json", "1.json", "2.json"} & left == set()
