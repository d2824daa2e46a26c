"""Findings as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jiban.check import document
from jiban.policy.rule import Severity
from tests.jiban.check.samples import everything, nothing

SCHEMA = json.loads((Path(document.__file__).parent / "findings.schema.json").read_text())


def written(**options: Any) -> dict[str, Any]:
    """The document of the sample."""
    return json.loads(document.dumps(everything(), **options))


@pytest.mark.parametrize("report", [everything(), nothing()], ids=["everything", "nothing"])
def test_a_document_is_what_its_schema_says(report: Any) -> None:
    """Every field is described, and nothing else is there."""
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(document.dumps(report)))


def test_the_summary() -> None:
    """Counts of verdicts, of findings, and of those that stop."""
    assert written()["summary"] == {
        "stops": 1,
        "findings": 2,
        "waived": 1,
        "unseen": 0,
        "pass": 0,
        "fail": 3,
        "unknown": 1,
        "error": 0,
        "not_applicable": 1,
    }
    assert written(fail_on=Severity.HIGH)["summary"]["stops"] == 2


def test_a_finding() -> None:
    """A finding says rule, resource, place, reason, and what to do."""
    found = written()["findings"][0]
    assert found | {"remedy": "", "fingerprint": ""} == {
        "rule": "PG-001",
        "severity": "critical",
        "level": "mandatory",
        "stops": True,
        "urn": "urn:pulumi:prod::shop::aws:rds/instance:Instance::orders",
        "type": "aws:rds/instance:Instance",
        "name": "orders",
        "file": "__main__.py",
        "line": 12,
        "reason": "publiclyAccessible is true",
        "paths": ["publiclyAccessible"],
        "remedy": "",
        "fingerprint": "",
    }


def test_a_waived_finding_says_by_whom() -> None:
    """The waiver stands with the finding that it covers."""
    assert written()["waived"][0]["waiver"] == {
        "owner": "platform",
        "reason": "the old data centre reads from it",
        "expires": "2026-12-01",
        "file": "waivers.yaml",
        "line": 2,
    }


def test_waivers_that_need_their_owners() -> None:
    """Expired and misspelt waivers are listed apart."""
    assert [(each["kind"], each["line"]) for each in written()["waivers"]] == [
        ("expired", 8),
        ("unknown rule", 14),
    ]


def test_what_is_not_known_stops_where_it_is_asked_to() -> None:
    """It is counted, and marked."""
    asked, usual = written(fail_on_unknown=True), written()
    assert (asked["summary"]["stops"], usual["summary"]["stops"]) == (2, 1)
    assert [each["stops"] for each in asked["unknown"]] == [True]
    assert [each["stops"] for each in usual["unknown"]] == [False]
