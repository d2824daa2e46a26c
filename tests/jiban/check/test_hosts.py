"""Reports for the hosts that show them: JUnit XML, Markdown, annotations of GitHub, SARIF by its schema."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from jiban.check import document, github, junit, markdown, sarif, text
from jiban.model.plan import Secret
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import Report, run
from jiban.policy.rule import Verdict
from jiban.policy.view import ResourceView
from jiban.report.markdown import size
from tests.jiban.check.samples import RDS, everything, nothing
from tests.policies.samples import resource

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text())


def stopping(report: Report) -> frozenset[int]:
    """The findings that stop."""
    return frozenset(id(each) for each in report.stopping())


def many(number: int) -> Report:
    """A report with many failures of one rule."""
    found = [resource(RDS, f"db-{at:03}", {"publiclyAccessible": True}) for at in range(number)]
    return run("shop", "prod", found, [pg_001.RULE], waivers=(), today=everything().today)


def breaks(found: ResourceView) -> Verdict:
    """A check with a fault."""
    raise ValueError(f"broken at {found.name}")


def broken() -> Report:
    """A report of a rule that could not be run."""
    rule = replace(pg_001.RULE, check=breaks)
    return run("shop", "prod", [resource(RDS, "db")], [rule], waivers=(), today=everything().today)


def cases(report: Report) -> dict[str, tuple[str, str]]:
    """What is said of each case: the element in it and its message."""
    root = ET.fromstring(junit.dumps(report, stopping=stopping(report)))  # noqa: S314 - made here
    found: dict[str, tuple[str, str]] = {}
    for case in root.iter("testcase"):
        inner = next(iter(case), None)
        said = ("", "") if inner is None else (inner.tag, inner.get("message", ""))
        found[case.get("name", "").replace("urn:pulumi:prod::shop::", "")] = said
    return found


def test_a_case_is_a_rule_and_a_resource() -> None:
    """Failures fail, and what is waived or not known is skipped with the reason."""
    assert cases(everything()) == {
        "K8C-003 aws:eks/cluster:Cluster::eks": (
            "failure",
            (
                "encryptionConfig names no key, so AWS's own encrypts the secrets "
                "(encryptionConfig.provider.keyArn)"
            ),
        ),
        "PG-001 aws:rds/instance:Instance::images": (
            "skipped",
            "not known before deployment: publiclyAccessible is not known before deployment",
        ),
        "PG-001 aws:rds/instance:Instance::orders": ("failure", "publiclyAccessible is true"),
        "PG-001 aws:rds/instance:Instance::reports": (
            "skipped",
            (
                "waived by platform: the old data centre reads from it; 10 days left, until 2026-12-01; "
                "waivers.yaml:2"
            ),
        ),
    }


def test_a_suite_is_a_family_of_rules() -> None:
    """It counts its cases, and the whole counts all."""
    report = everything()
    root = ET.fromstring(junit.dumps(report, stopping=stopping(report)))  # noqa: S314 - made here
    assert [(each.get("name"), each.get("tests"), each.get("failures")) for each in root] == [
        ("shop/prod K8C", "1", "1"),
        ("shop/prod PG", "3", "1"),
    ]
    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "2",
    }


def test_a_rule_that_could_not_be_run_is_an_error_with_its_traceback() -> None:
    """It never passes."""
    report = broken()
    root = ET.fromstring(junit.dumps(report, stopping=stopping(report)))  # noqa: S314 - made here
    [error] = root.iter("error")
    assert (error.text or "").startswith("Traceback (most recent call last):")
    assert (error.text or "").endswith("ValueError: broken at db")


def test_what_passes_is_a_case_and_what_xml_cannot_hold_is_not() -> None:
    """A resource with any name stays a case of a document that is XML."""
    names = ['a<&"b', "bell\a", "\ud800", "tab\t"]
    found = [resource(RDS, name, {"publiclyAccessible": False}) for name in names]
    report = run("shop", "prod", found, [pg_001.RULE], waivers=(), today=everything().today)
    assert len(cases(report)) == 4


@pytest.mark.parametrize(
    "report", [everything(), nothing(), broken(), many(3)], ids=["all", "none", "error", "many"]
)
def test_sarif_is_what_its_schema_says(report: Report) -> None:
    """Also with a baseline."""
    validator = jsonschema.Draft4Validator(SCHEMA)
    old = replace(report, findings=(), accepted=report.findings, cured=())
    for each in (report, old):
        validator.validate(json.loads(sarif.dumps(each, version="0.1.0")))


def test_sarif_says_what_is_new() -> None:
    """With a baseline, a result is new or unchanged; without one it says nothing of that."""
    report = everything()
    first, second = report.findings
    split = replace(report, findings=(first,), accepted=(second,), cured=())

    def states(found: Report) -> list[Any]:
        [made] = json.loads(sarif.dumps(found, version="0.1.0"))["runs"]
        return [each.get("baselineState") for each in made["results"]]

    assert states(report) == [None, None, None]
    assert states(split) == ["new", "new", "unchanged"]


def test_sarif_keeps_a_traceback() -> None:
    """Of a rule that could not be run."""
    [made] = json.loads(sarif.dumps(broken(), version="0.1.0"))["runs"]
    [note] = made["invocations"][0]["toolExecutionNotifications"]
    assert "ValueError: broken at db" in note["properties"]["traceback"]


def test_annotations_are_commands_with_a_place() -> None:
    """What stops is an error, advice and waivers that need attention are warnings, unknowns are notices."""
    report = everything()
    lines = github.dumps(report, stopping=stopping(report), folder="infra").splitlines()
    assert [line.partition("::")[2].partition(" ")[0] for line in lines] == [
        "error",
        "warning",
        "warning",
        "warning",
        "notice",
    ]
    assert lines[0].startswith(
        "::error file=infra/__main__.py,line=12,title=PG-001 (critical) orders::publiclyAccessible is true. "
    )


def test_ten_annotations_of_a_kind_are_written() -> None:
    """The last one says how many are left out."""
    report = many(12)
    lines = github.dumps(report, stopping=stopping(report)).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::error title=jiban check::3 more are not shown: a step has room for 10 of a kind"
    full = many(10)
    assert "not shown" not in github.dumps(full, stopping=stopping(full))


def test_a_name_is_no_command() -> None:
    """Colons, commas, per cent signs and line breaks of a name stay inside of its field."""
    found = [resource(RDS, "a,b%\n::error::x", {"publiclyAccessible": True})]
    report = run("shop", "prod", found, [pg_001.RULE], waivers=(), today=everything().today)
    [line] = github.dumps(report, stopping=stopping(report)).splitlines()
    assert "title=PG-001 (critical) a%2Cb%25\\n%3A%3Aerror%3A%3Ax::" in line


def test_markdown_has_the_summary_first() -> None:
    """The marker, the verdict and the counts, then the failures."""
    report = everything()
    lines = markdown.dumps(report, stopping=stopping(report)).splitlines()
    assert lines[:4] == [
        "<!-- jiban check shop/prod -->",
        "### `shop/prod`: blocked by policies",
        "",
        (
            "1 failure stops the deployment, 1 failure is reported as advice, 1 is waived; "
            "1 verdict is unknown."
        ),
    ]
    assert lines[6].startswith("**PG-001** (critical) ")


def test_markdown_keeps_its_limit_by_whole_sections() -> None:
    """Beyond it the text says what is left out, and still counts everything."""
    report = everything()
    written = markdown.dumps(report, stopping=stopping(report), limit=3_000)
    assert size(written) <= 3_000
    assert "Left out, as a comment has room for 3,000 characters: K8C-003 (1)" in written
    assert written.count("<details>") == written.count("</details>")
    assert "- and 980 more" in markdown.dumps(many(1000), stopping=frozenset())


def test_a_secret_is_in_no_report() -> None:
    """Neither in a reason nor in the traceback of a rule that raises with it."""

    def tells(found: ResourceView) -> Verdict:
        raise ValueError(f"the password is {found['password'].raw.value}")

    db = resource(RDS, "db", {"password": Secret("hunter2-hunter2"), "publiclyAccessible": True})
    rules = [replace(pg_001.RULE, id="TST-001", check=tells), pg_001.RULE]
    report = run("shop", "prod", [db], rules, waivers=(), today=everything().today)
    text = every(report)
    assert "the password is [secret]" in text
    assert "hunter2" not in text


def test_two_processes_write_the_same_bytes() -> None:
    """Whatever the seed of Python's hashes is."""
    code = (
        "import sys; from tests.jiban.check.samples import everything; from tests.jiban.check.test_hosts "
        "import every; sys.stdout.write(every(everything()))"
    )
    root = Path(__file__).parents[3]
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] != ""


def every(report: Report) -> str:
    """All forms of a report."""
    found = stopping(report)
    return "".join(
        [
            document.dumps(report),
            sarif.dumps(report, version="0.1.0"),
            text.report_text(report),
            junit.dumps(report, stopping=found),
            markdown.dumps(report, stopping=found),
            github.dumps(report, stopping=found),
        ]
    )
