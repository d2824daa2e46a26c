"""Findings as SARIF 2.1.0."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jiban.check import sarif
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import run as run_rules
from jiban.policy.rule import Level, Severity, Verdict
from jiban.policy.view import ResourceView
from tests.jiban.check.samples import everything
from tests.policies.samples import resource


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """The one run of the sample's log."""
    log = json.loads(sarif.dumps(everything(), version="0.1.0", folder="examples/shop"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    [found] = log["runs"]
    return found


def test_results_are_the_failures(run: dict[str, Any]) -> None:
    """Failures, waived or not, are results; unknowns are none."""
    assert [(each["ruleId"], each["kind"]) for each in run["results"]] == [
        ("PG-001", "fail"),
        ("K8C-003", "fail"),
        ("PG-001", "fail"),
    ]


def test_a_result_points_to_its_rule(run: dict[str, Any]) -> None:
    """The index of a result leads to the rule of its id."""
    rules = run["tool"]["driver"]["rules"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == ["PG-001", "K8C-003", "PG-001"]


def test_a_result_has_a_place_in_the_code_and_one_in_the_stack(run: dict[str, Any]) -> None:
    """The file is named from the root of the repository, and the resource by its URN."""
    [location] = run["results"][0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "examples/shop/__main__.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 12},
    }
    assert location["logicalLocations"] == [
        {
            "name": "orders",
            "fullyQualifiedName": "urn:pulumi:prod::shop::aws:rds/instance:Instance::orders",
            "kind": "resource",
        }
    ]


def test_fingerprints_tell_results_apart(run: dict[str, Any]) -> None:
    """Every result has a fingerprint of its own, in the key that GitHub reads and in ours."""
    prints = [each["partialFingerprints"] for each in run["results"]]
    assert len({each["primaryLocationLineHash"] for each in prints}) == 3
    assert all(each["primaryLocationLineHash"] == f"{each['jibanRuleUrnPaths/v1']}:1" for each in prints)


def test_a_waiver_is_a_suppression(run: dict[str, Any]) -> None:
    """A waived result carries who accepts it, why and until when; the others carry none."""
    assert [each.get("suppressions") for each in run["results"]] == [
        None,
        None,
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": (
                    "platform: the old data centre reads from it (until 2026-12-01, waivers.yaml:2)"
                ),
            }
        ],
    ]


def test_a_rule_says_how_bad_it_is(run: dict[str, Any]) -> None:
    """Severity as the number that GitHub reads, and a level that says whether it stops a deployment."""
    rules = {each["id"]: each for each in run["tool"]["driver"]["rules"]}
    assert rules["PG-001"]["properties"]["security-severity"] == "9.5"
    assert rules["PG-001"]["defaultConfiguration"] == {"level": "error"}
    assert rules["K8C-003"]["properties"]["security-severity"] == "8.0"
    assert rules["K8C-003"]["defaultConfiguration"] == {"level": "warning"}
    assert all(len(each["properties"]["tags"]) <= 20 for each in rules.values())


@pytest.mark.parametrize(
    ("severity", "level", "shown"),
    [
        (Severity.CRITICAL, Level.MANDATORY, "error"),
        (Severity.CRITICAL, Level.ADVISORY, "warning"),
        (Severity.MEDIUM, Level.ADVISORY, "warning"),
        (Severity.LOW, Level.ADVISORY, "note"),
        (Severity.LOW, Level.MANDATORY, "note"),
    ],
)
def test_an_advice_is_no_error_and_a_small_one_a_note(severity: Severity, level: Level, shown: str) -> None:
    """What stops nothing is a warning at most."""
    rule = replace(pg_001.RULE, severity=severity, level=level)
    report = run_rules("shop", "prod", [], [rule], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    [written] = found["tool"]["driver"]["rules"]
    assert written["defaultConfiguration"] == {"level": shown}


def test_what_is_not_known_is_a_notification(run: dict[str, Any]) -> None:
    """Unknowns and waivers that need their owners are told with the run."""
    [invocation] = run["invocations"]
    said = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
    assert said == [
        ("note", "PG-001 cannot be checked for images: publiclyAccessible is not known before deployment"),
        (
            "warning",
            "it expired on 2026-11-01, 20 days ago, and covers nothing any more; renew it or remove it",
        ),
        ("warning", "there is no rule PG-01; did you mean PG-001?"),
    ]


def test_what_is_said_of_a_waiver_stands_at_its_line(run: dict[str, Any]) -> None:
    """In its file, named from the root of the repository."""
    [invocation] = run["invocations"]
    places = [each["locations"][0] for each in invocation["toolExecutionNotifications"][1:]]
    assert [each["physicalLocation"] for each in places] == [
        {
            "artifactLocation": {"uri": "examples/shop/waivers.yaml", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line},
        }
        for line in (8, 14)
    ]


def test_runs_of_two_stacks_are_two_series(run: dict[str, Any]) -> None:
    """A host would take the findings of one for those of the other, gone."""
    assert run["automationDetails"] == {"id": "jiban/shop/prod/"}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_rule_that_breaks_makes_the_run_a_failed_one() -> None:
    """It has judged nothing, which is no success."""

    def breaks(_resource: ResourceView) -> Verdict:
        raise ValueError("broken")

    rule = replace(pg_001.RULE, check=breaks)
    database = resource("aws:rds/instance:Instance", "orders", {"publiclyAccessible": True})
    report = run_rules("shop", "prod", [database], [rule], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    [invocation] = found["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["level"] for each in invocation["toolExecutionNotifications"]] == ["error"]


def test_a_small_problem_is_a_recommendation() -> None:
    """GitHub knows no note among the severities of problems."""
    rules = [replace(pg_001.RULE, severity=each) for each in (Severity.LOW, Severity.MEDIUM)]
    report = run_rules("shop", "prod", [], rules, waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    assert [each["properties"]["problem.severity"] for each in found["tool"]["driver"]["rules"]] == [
        "recommendation",
        "warning",
    ]


def test_what_is_not_known_is_an_error_where_it_stops() -> None:
    """And the findings are as they were."""
    [found] = json.loads(sarif.dumps(everything(), version="0.1.0", fail_on_unknown=True))["runs"]
    [invocation] = found["invocations"]
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert len(found["results"]) == 3
