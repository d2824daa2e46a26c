"""Every stack of a project in one run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest
from click.testing import CliRunner, Result
from referencing import Registry, Resource

from jiban.check import document
from jiban.cli import main
from jiban.model.plan import Plan
from tests.jiban.report.samples import shop

HERE = Path(document.__file__).parent
SARIF = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text())


def planned(project: Any, stack: str, **_: Any) -> Plan:
    """The sample shop, whose database is open to the internet in dev alone."""
    del project
    found = replace(shop(), stack=stack)
    inputs = {"publiclyAccessible": stack == "dev", "storageEncrypted": True}
    resources = [replace(each, inputs=inputs) if each.name == "db" else each for each in found.resources]
    return replace(found, resources=tuple(resources))


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project with two stacks."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "__main__.py").touch()
    for stack in ("prod", "dev"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("config: {}\n")
    monkeypatch.setattr("jiban.plan.run.plan", planned)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    """Check every stack."""
    return CliRunner().invoke(
        main, ["check", "--all", "--today", "2026-11-21", *arguments], prog_name="jiban"
    )


def test_every_stack_is_judged() -> None:
    """In the order of their names, with what is stopped at the end; one that fails is enough."""
    found = run()
    lines = found.stdout.splitlines()
    assert [line for line in lines if line.startswith("shop/")] == ["shop/dev", "shop/prod"]
    assert lines[-1] == "2 stacks checked; blocked by policies: dev."
    assert found.exit_code == 5


def test_where_nothing_stops(tmp_path: Path) -> None:
    """It says so, and with -q nothing."""
    (tmp_path / "policies.yaml").write_text("rules:\n  PG-001: { level: advisory }\n")
    found = run()
    assert found.stdout.splitlines()[-1] == "2 stacks checked; nothing stops a deployment."
    assert found.exit_code == 0
    assert "stacks checked" not in run("-q").stdout


def test_json_has_the_document_of_each() -> None:
    """By a schema of its own, which refers to that of one."""
    found = json.loads(run("--json").stdout)
    assert [each["stack"] for each in found["stacks"]] == ["dev", "prod"]
    schemas = {
        name: json.loads((HERE / name).read_text()) for name in ("findings.schema.json", "all.schema.json")
    }
    known = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )
    jsonschema.Draft202012Validator(schemas["all.schema.json"], registry=known).validate(found)


def test_sarif_has_a_run_for_each() -> None:
    """Which code scanning tells apart by its id."""
    found = json.loads(run("-o", "sarif").stdout)
    jsonschema.Draft7Validator(SARIF).validate(found)
    assert [each["automationDetails"]["id"] for each in found["runs"]] == [
        "jiban/shop/dev/",
        "jiban/shop/prod/",
    ]


def test_junit_counts_them_together() -> None:
    """The suites of both are there."""
    root = fromstring(run("-o", "junit").stdout.encode())  # noqa: S314 - our own text
    names = {suite.get("name", "").partition(" ")[0] for suite in root}
    assert names == {"shop/dev", "shop/prod"}
    assert int(root.get("tests", "0")) == len(list(root.iter("testcase")))
    assert int(root.get("failures", "0")) == len(list(root.iter("failure")))


def test_markdown_has_both_with_their_markers() -> None:
    """One after the other."""
    found = run("-o", "markdown").stdout
    assert found.index("<!-- jiban check shop/dev -->") < found.index("<!-- jiban check shop/prod -->")


def test_annotations_keep_to_what_a_step_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of a kind, of all stacks together."""

    def many(project: Any, stack: str, **_: Any) -> Plan:
        found = planned(project, "dev")
        [db] = [each for each in found.resources if each.name == "db"]
        more = [replace(db, name=f"db{n}", urn=f"{db.urn}{n}") for n in range(7)]
        return replace(found, stack=stack, resources=tuple(more))

    monkeypatch.setattr("jiban.plan.run.plan", many)
    lines = run("-o", "github").stdout.splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == 10
    assert errors[-1] == "::error title=jiban check::5 more are not shown: a step has room for 10 of a kind"


@pytest.mark.parametrize("other", [("-s", "dev"), ("--plan", "preview.json")])
def test_all_and_one(other: tuple[str, str]) -> None:
    """Cannot be asked for together."""
    found = run(*other)
    assert found.exit_code == 2
    assert "--all is every stack of the project, and" in found.stderr


def test_a_project_without_stack_files(tmp_path: Path) -> None:
    """Is checked as without --all."""
    for file in tmp_path.glob("Pulumi.*.yaml"):
        file.unlink()
    alone = CliRunner().invoke(main, ["check", "--today", "2026-11-21"], prog_name="jiban")
    assert (run().stdout, run().exit_code) == (alone.stdout, alone.exit_code)


def test_a_baseline_of_all() -> None:
    """Holds what fails in any stack."""
    assert run("--baseline", "baseline.json", "--write-baseline").exit_code == 0
    assert run("--baseline", "baseline.json").exit_code == 0
