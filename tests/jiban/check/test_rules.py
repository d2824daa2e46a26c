"""`jiban rules`: the policies as a catalogue."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jiban.check import rules
from jiban.cli import main
from jiban.policies import packs
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.parameters import Parameter
from jiban.report.terminal import Look

DAYS = Parameter("days", 7, "Days that a backup is kept at least.", minimum=1, maximum=35)
MODES: Parameter[tuple[str, ...]] = Parameter("modes", (), "Modes that are allowed.", choices=("a", "b"))
RULE = replace(pg_001.RULE, setting=("jiban:postgres.public",), parameters=(DAYS, MODES))


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no project."""
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["rules", *arguments], prog_name="jiban")


def test_every_rule_is_listed_also_where_there_is_no_project() -> None:
    """A line each, in the order of the catalogue."""
    lines = run().stdout.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in packs.RULES]


def test_a_part_of_the_pack_is_listed() -> None:
    """As `jiban check --pack` has it."""
    found = json.loads(run("--pack", "baseline", "--json").stdout)["rules"]
    assert {rule["severity"] for rule in found} == {"critical"}


def test_rules_are_explained_by_id_or_family() -> None:
    """In letters of either case."""
    assert run("pg-001").stdout.splitlines()[:2] == [
        "PG-001  critical, mandatory",
        "  A database is not reachable from the internet.",
    ]
    found = json.loads(run("PG", "--json").stdout)["rules"]
    assert {rule["id"].partition("-")[0] for rule in found} == {"PG"}


@pytest.mark.parametrize(
    ("name", "said"), [("PG-0001", "did you mean PG-001?"), ("zebra", "the families are NET, K8C,")]
)
def test_a_rule_that_there_is_not(name: str, said: str) -> None:
    """With what there is, and nothing on standard output."""
    found = run(name)
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr


def test_a_table_in_markdown() -> None:
    """For a document."""
    assert rules.table_markdown([RULE]).splitlines() == [
        "| Rule | Clouds | Severity | Level | What has to hold |",
        "|---|---|---|---|---|",
        "| `PG-001` | AWS, Azure | critical | mandatory | A database is not reachable from the internet. |",
    ]


def test_a_rule_in_markdown() -> None:
    """With the field that mends it and what a team may set."""
    lines = rules.details_markdown([RULE]).splitlines()
    assert lines[0] == "## PG-001: A database is not reachable from the internet."
    assert "In a stack file of jiban: `jiban:postgres.public`." in lines
    assert "- Parameter `days`, 7, at least 1, at most 35. Days that a backup is kept at least." in lines
    assert "- Parameter `modes`, none, one of a, b. Modes that are allowed." in lines


def test_a_parameter_in_text() -> None:
    """With its default and bounds."""
    text = rules.details_text([RULE], Look())
    assert "  parameter: days = 7, at least 1, at most 35. Days that a backup is kept at least.\n" in text


def test_json_has_what_a_parameter_takes() -> None:
    """By a schema."""
    [found] = json.loads(rules.json_of([RULE]))["rules"]
    assert found["parameters"]["days"]["maximum"] == 35
    assert found["setting"] == ["jiban:postgres.public"]
    assert found["clouds"] == ["AWS", "Azure"]


def test_a_narrow_terminal() -> None:
    """No line of the table is wider."""
    lines = rules.table_text(packs.RULES, Look(width=40)).splitlines()
    assert max(map(len, lines)) <= 40


def test_no_rules_are_no_lines() -> None:
    """An empty pack has an empty table."""
    assert rules.table_text([], Look()).strip() == ""
