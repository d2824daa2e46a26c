"""Findings as SARIF 2.1.0."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from jiban.check import sarif
from jiban.policies.rules.postgres import pg_001_public_access as pg_001
from jiban.policy.inprocess import run as run_rules
from jiban.policy.rule import Judgement, Level, Rule, Severity, StackRule, Verdict, failed
from jiban.policy.view import ResourceView, Unseen
from jiban.policy.waivers import Waiver
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


SAID_OF_A_RULE = [
    (Severity.CRITICAL, Level.MANDATORY, "9.5", "error", "error"),
    (Severity.CRITICAL, Level.ADVISORY, "9.5", "warning", "warning"),
    (Severity.HIGH, Level.MANDATORY, "8.0", "error", "error"),
    (Severity.HIGH, Level.ADVISORY, "8.0", "warning", "warning"),
    (Severity.MEDIUM, Level.MANDATORY, "5.5", "warning", "warning"),
    (Severity.MEDIUM, Level.ADVISORY, "5.5", "warning", "warning"),
    (Severity.LOW, Level.MANDATORY, "3.0", "note", "recommendation"),
    (Severity.LOW, Level.ADVISORY, "3.0", "note", "recommendation"),
]
"""Severity and level, the score that GitHub sorts by (critical is above 9.0, high from 7.0, medium from 4.0),
SARIF's level, and the severity of the problem, where GitHub knows no note."""


@pytest.mark.parametrize(("severity", "level", "score", "shown", "problem"), SAID_OF_A_RULE)
def test_how_bad_a_rule_is_in_the_words_of_hosts(
    severity: Severity, level: Level, score: str, shown: str, problem: str
) -> None:
    """What stops nothing is a warning at most, and a small one a note."""
    written = rule_of(replace(pg_001.RULE, severity=severity, level=level))
    assert written["defaultConfiguration"] == {"level": shown}
    assert written["properties"]["security-severity"] == score
    assert written["properties"]["problem.severity"] == problem
    assert written["properties"]["enforcement"] == level.value


def rule_of(rule: Rule) -> dict[str, Any]:
    """A rule, as a log describes it."""
    report = run_rules("shop", "prod", [], [rule], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    [written] = found["tool"]["driver"]["rules"]
    return written


def test_a_rule_has_the_tags_that_github_takes() -> None:
    """Its kind and every entry of other catalogues, each once, and twenty of them at most."""
    few = replace(pg_001.RULE, compliance={"cis": ("1.1", "1.2"), "iso27001": ("A.1",)})
    assert rule_of(few)["properties"]["tags"] == [
        "security",
        "resource",
        "cis:1.1",
        "cis:1.2",
        "iso27001:A.1",
    ]
    twice = replace(pg_001.RULE, compliance={"cis": ("1.1", "1.1")})
    assert rule_of(twice)["properties"]["tags"] == ["security", "resource", "cis:1.1"]
    many = replace(pg_001.RULE, compliance={"cis": tuple(map(str, range(30)))})
    tags = rule_of(many)["properties"]["tags"]
    assert (len(tags), tags[-1]) == (20, "cis:17")


def test_a_rule_is_described_for_whoever_reads_an_alert() -> None:
    """What has to hold, why, and what to do; with a link."""
    written = rule_of(
        replace(pg_001.RULE, text="It holds.", reason="Why.", remedy="Do.", link="https://a.example/b")
    )
    assert {key: written[key] for key in ("id", "name", "helpUri")} == {
        "id": "PG-001",
        "name": "PG-001",
        "helpUri": "https://a.example/b",
    }
    assert written["shortDescription"] == {"text": "It holds."}
    assert written["fullDescription"] == {"text": "It holds. Why."}
    assert written["help"] == {"text": "Why. Do.", "markdown": "Why.\n\n**Do**: Do."}


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


def test_the_run_counts_all_verdicts(run: dict[str, Any]) -> None:
    """Those that are no results too."""
    assert run["properties"] == {
        "verdicts": {"pass": 0, "fail": 3, "unknown": 1, "error": 0, "not applicable": 1},
        "waived": 1,
        "unseenResources": 0,
    }


def test_a_failure_of_the_whole_stack_stands_at_the_projects_file() -> None:
    """Hosts show nothing that has no file and no line; there is no resource to name."""
    rule = StackRule(
        **{each.name: getattr(pg_001.RULE, each.name) for each in fields(Rule)},
        check=lambda _: iter([Judgement(None, failed("it has none", "a.b"))]),
    )
    report = run_rules("shop", "prod", [], [rule], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0", folder="."))["runs"]
    [result] = found["results"]
    assert result["message"]["text"].startswith("the stack: it has none. ")
    assert result["properties"] == {"paths": ["a.b"]}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "Pulumi.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1},
            }
        }
    ]


def test_a_waiver_without_a_line_stands_at_the_first() -> None:
    """Lines of SARIF begin at 1."""
    old = Waiver("PG-001", "x", "platform", "a reason", date(2026, 11, 1))
    report = run_rules("shop", "prod", [], [pg_001.RULE], waivers=[old], today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    [told] = found["invocations"][0]["toolExecutionNotifications"]
    assert told["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_what_is_not_seen_is_a_warning_that_says_what_makes_it_visible() -> None:
    """What is merely not known is a note, and says no more."""
    hidden = Unseen(("aws:*",), "a plugin makes them", "declare them")
    top = replace(resource("eks:index:Cluster", "eks"), unseen=hidden)
    report = run_rules("shop", "prod", [top], [pg_001.RULE], waivers=(), today=date(2026, 11, 21))
    [found] = json.loads(sarif.dumps(report, version="0.1.0"))["runs"]
    [told] = found["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "warning"
    assert told["message"]["text"] == (
        "PG-001 cannot be checked for eks: its parts are not seen: a plugin makes them. Declare them."
    )
    assert found["properties"]["unseenResources"] == 1


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


def test_what_is_not_known_is_an_error_where_it_stops() -> None:
    """And the findings are as they were."""
    [found] = json.loads(sarif.dumps(everything(), version="0.1.0", fail_on_unknown=True))["runs"]
    [invocation] = found["invocations"]
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"
    assert len(found["results"]) == 3
