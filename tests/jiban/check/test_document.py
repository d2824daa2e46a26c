"""Findings as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from jiban.check import document
from jiban.model.plan import UNKNOWN
from jiban.policies.rules.cluster import k8c_003_eks_secret_encryption as k8c_003
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import run
from jiban.policy.rule import Judgement, Rule, Severity, StackRule
from jiban.policy.view import StackView, Unseen
from tests.jiban.check.samples import RDS, everything, nothing
from tests.policies.samples import resource

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
        "accepted": 0,
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
        "setting": [],
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


def test_what_the_report_is_of() -> None:
    """Version of the format, project, stack and day."""
    found = written()
    assert {key: found[key] for key in ("version", "project", "stack", "date")} == {
        "version": 1,
        "project": "shop",
        "stack": "prod",
        "date": "2026-11-21",
    }


def test_what_is_waived_stops_nothing() -> None:
    """Whatever else does."""
    assert [each["stops"] for each in written(fail_on=Severity.LOW)["waived"]] == [False]
    assert [each["stops"] for each in written(fail_on=Severity.LOW)["findings"]] == [True, True]


def test_what_is_said_of_a_waiver() -> None:
    """All that it says itself, so that its owner need not look it up."""
    assert written()["waivers"][0] == {
        "kind": "expired",
        "message": (
            "it expired on 2026-11-01, 20 days ago, and covers nothing any more; renew it or remove it"
        ),
        "rule": "PG-001",
        "resource": "orders",
        "owner": "platform",
        "reason": "the old data centre reads from it",
        "expires": "2026-11-01",
        "file": "waivers.yaml",
        "line": 8,
    }


def test_a_rule_is_listed_with_its_verdicts() -> None:
    """Each outcome, those that it never had too."""
    rule = replace(
        pg_001.RULE, text="It holds.", link="https://a.example", compliance={"cis": ("1.1", "1.2")}
    )
    resources = [
        resource(RDS, name, {"publiclyAccessible": value})
        for name, value in {"a": True, "b": True, "c": UNKNOWN}.items()
    ]
    report = run("shop", "prod", resources, [rule], waivers=(), today=date(2026, 11, 21))
    assert json.loads(document.dumps(report))["rules"] == [
        {
            "id": "PG-001",
            "text": "It holds.",
            "kind": "resource",
            "clouds": ["AWS", "Azure"],
            "severity": "critical",
            "level": "mandatory",
            "link": "https://a.example",
            "compliance": {"cis": ["1.1", "1.2"]},
            "verdicts": {"pass": 0, "fail": 2, "unknown": 1, "error": 0, "not_applicable": 0},
        }
    ]


def test_what_is_not_seen_is_told_once_with_the_rules_that_miss_it() -> None:
    """By resource, with what makes it visible; each of the verdicts says that remedy too."""
    hidden = Unseen(("aws:*",), "a plugin makes them", "declare them")
    top = replace(resource("eks:index:Cluster", "eks"), unseen=hidden)
    rules = [pg_001.RULE, k8c_003.RULE]
    report = run("shop", "prod", [top], rules, waivers=(), today=date(2026, 11, 21))
    found = json.loads(document.dumps(report))
    assert found["unseen"] == [
        {
            "urn": "urn:pulumi:prod::shop::eks:index:Cluster::eks",
            "type": "eks:index:Cluster",
            "name": "eks",
            "file": "__main__.py",
            "line": 12,
            "reason": "its parts are not seen: a plugin makes them",
            "remedy": "Declare them.",
            "rules": ["PG-001", "K8C-003"],
        }
    ]
    assert [each["remedy"] for each in found["unknown"]] == ["Declare them.", "Declare them."]
    assert found["summary"]["unseen"] == 1


def test_a_finding_of_the_whole_stack_has_no_place() -> None:
    """Neither a resource nor a line; and a rule that broke stops nothing by itself."""

    def breaks(_stack: StackView) -> Iterator[Judgement]:
        raise ValueError("broken")

    rule = StackRule(**{each.name: getattr(pg_001.RULE, each.name) for each in fields(Rule)}, check=breaks)
    report = run("shop", "prod", [], [rule], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(document.dumps(report, fail_on_unknown=True))["errors"]
    assert {key: found[key] for key in ("urn", "type", "name", "file", "line", "stops")} == {
        "urn": None,
        "type": None,
        "name": None,
        "file": None,
        "line": None,
        "stops": False,
    }
