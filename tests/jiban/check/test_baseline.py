"""A baseline: old failures pass, new ones do not, and cured ones leave the file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from jiban.check.baseline import BaselineFile, entry_of
from jiban.cli import main
from jiban.policy.baseline import Baseline, BaselineError, Entry, parse
from tests.jiban.check.samples import everything
from tests.jiban.check.test_command import plan, planner

ENTRY = Entry("0" * 32, "PG-001", "shop::aws:rds/instance:Instance::orders", ("publiclyAccessible",), 2)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a database that is not encrypted."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    (tmp_path / "Pulumi.prod.yaml").write_text("config: {}\n")
    monkeypatch.chdir(tmp_path)
    set_plan(monkeypatch, publiclyAccessible=False)
    return tmp_path


def set_plan(monkeypatch: pytest.MonkeyPatch, **inputs: Any) -> None:
    """Have the program ask for a database."""
    monkeypatch.setattr("jiban.plan.run.plan", planner(plan(**inputs)))


def run(*arguments: str) -> Result:
    """Run `jiban check` with a baseline."""
    words = ["check", "--today", "2026-11-21", "--baseline", "old.json", *arguments]
    return CliRunner().invoke(main, words, prog_name="jiban")


def rules(project: Path) -> list[str]:
    """The rules of the failures that the file holds."""
    return [each["rule"] for each in json.loads((project / "old.json").read_text())["failures"]]


def test_old_failures_pass(project: Path) -> None:
    """The first run writes them and stops nothing, nor does the next."""
    first = run("--write-baseline")
    assert first.exit_code == 0
    assert "PG-002" in rules(project)
    assert "old.json: holds 2 failures" in first.stderr
    again = run()
    assert again.exit_code == 0
    assert "2 are in the baseline" in again.stdout


def test_a_new_failure_stops(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a run that writes: a baseline never grows."""
    run("--write-baseline")
    before = rules(project)
    set_plan(monkeypatch, publiclyAccessible=True)
    assert run().exit_code == 5
    assert run("--write-baseline").exit_code == 5
    assert rules(project) == before


def test_a_cured_failure_leaves_the_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and gone when the file is written; failing again, it is new."""
    run("--write-baseline")
    set_plan(monkeypatch, publiclyAccessible=False, storageEncrypted=True)
    told = run()
    assert "Cured: --write-baseline takes these out" in told.stdout
    assert "PG-002  db (storageEncrypted)" in told.stdout
    assert "1 cured one left it" in run("--write-baseline").stderr
    assert "PG-002" not in rules(project)
    set_plan(monkeypatch, publiclyAccessible=False)
    assert run().exit_code == 5


def test_a_baseline_is_the_same_in_every_run(project: Path) -> None:
    """To write it again changes nothing."""
    run("--write-baseline")
    first = (project / "old.json").read_bytes()
    run("--write-baseline")
    assert (project / "old.json").read_bytes() == first


def test_a_file_that_is_not_there_exits_with_2(project: Path) -> None:
    """A path that is mistyped lets nothing pass, and nothing is printed."""
    del project
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no baseline old.json; add --write-baseline" in result.stderr


def test_to_write_needs_a_file(project: Path) -> None:
    """No place is guessed."""
    del project
    assert CliRunner().invoke(main, ["check", "--write-baseline"]).exit_code == 2


def test_the_baseline_of_another_stack_is_not_written_over(project: Path) -> None:
    """What one stack has cured, another may still have."""
    (project / "old.json").write_text(Baseline(("dev",), (ENTRY,)).dumps())
    result = run("--write-baseline")
    assert result.exit_code == 2
    assert "old.json is the baseline of dev, and this run judges prod" in result.stderr
    assert rules(project) == ["PG-001"]


def test_a_failure_is_the_same_in_every_stack() -> None:
    """A fingerprint does not hang on the name of the stack, nor on words."""
    [found, *_] = everything().findings
    subject = found.subject
    assert subject is not None
    entry = entry_of(found)
    assert entry.resource == "shop::aws:rds/instance:Instance::orders"
    other = replace(
        found, judgement=replace(found.judgement, verdict=replace(found.judgement.verdict, reason="x"))
    )
    assert entry_of(other) == entry


def test_one_entry_covers_as_many_failures_as_it_counts() -> None:
    """One more of the same kind is new."""
    report = everything()
    [found, *_] = report.findings
    entry = entry_of(found)
    file = BaselineFile(Path("x"), writes=False, known=Baseline(("prod",), (entry,)))
    [split] = file.applied([replace(report, findings=(found, found))])
    assert (len(split.findings), len(split.accepted)) == (1, 1)
    twice = replace(file, known=Baseline(("prod",), (replace(entry, count=2),)))
    [split] = twice.applied([replace(report, findings=(found, found))])
    assert (len(split.findings), len(split.accepted)) == (0, 2)


def test_what_was_not_asked_is_not_cured() -> None:
    """An entry of a rule that no run has judged stays."""
    known = Baseline(("prod",), (replace(ENTRY, rule="ZZZ-001"),))
    [found] = BaselineFile(Path("x"), writes=False, known=known).applied([everything()])
    assert found.cured == ()


def test_a_baseline_reads_what_it_writes() -> None:
    """Its text holds all of it."""
    found = Baseline(("dev", "prod"), (ENTRY,))
    assert parse(found.dumps().encode(), "it") == found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version: expected 1, got 2"),
        ({"failures": {}}, "failures: expected a list"),
        ({"failures": [[]]}, "failures[0]: expected a map"),
        ({"extra": 1}, "unknown key 'extra'"),
        ({"stacks": [1]}, "stacks[0]: expected text"),
        ({"failures": [{"fingerprint": "xyz"}]}, "failures[0].fingerprint: expected 32 hexadecimal digits"),
    ],
)
def test_a_file_that_is_wrong(change: dict[str, Any], said: str) -> None:
    """The file and the place in it are named."""
    document = {"version": 1, "stacks": ["dev"], "failures": []} | change
    with pytest.raises(BaselineError) as caught:
        parse(json.dumps(document).encode(), "old.json")
    assert str(caught.value).startswith("old.json is no baseline of jiban check: ")
    assert said in str(caught.value)


@given(st.binary(max_size=40))
def test_no_content_is_a_traceback(content: bytes) -> None:
    """Whatever the bytes are, they are refused in words."""
    with pytest.raises(BaselineError, match=r"^it is no baseline"):
        parse(content, "it")


@given(
    st.fixed_dictionaries(
        {"version": st.just(1), "stacks": st.lists(st.text(max_size=3) | st.integers(), max_size=2)},
        optional={
            "failures": st.lists(
                st.dictionaries(
                    st.sampled_from(["fingerprint", "rule", "resource", "paths", "count"]),
                    st.none() | st.text(max_size=3) | st.integers() | st.just("0" * 32) | st.just([]),
                ),
                max_size=2,
            )
        },
    )
)
def test_no_other_shape_is_a_traceback(document: dict[str, Any]) -> None:
    """A document of nearly the right shape is read or refused in words."""
    try:
        found = parse(json.dumps(document).encode(), "it")
    except BaselineError:
        return
    assert found.dumps()
