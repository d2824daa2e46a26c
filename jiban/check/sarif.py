"""A report of the policies as SARIF 2.1.0, the form that code scanning reads.

Failures are results, and those that are waived carry a suppression. What is not known before deployment is no
result, as hosts would show it as a failure: it is told as a notification of the run, a warning where the plan
does not even hold what would be judged, an error where it stops the deployment. The run's properties count
all.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, Final

from jiban.model import json_text
from jiban.policy.rule import Level, Outcome, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiban.policy.inprocess import Finding, Report, WaiverFinding
    from jiban.policy.rule import Rule

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
"""Name by which hosts know the root of the repository."""
_TAGS: Final = 20
"""Tags of a rule that GitHub takes."""
_SCORES: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
}
"""`security-severity`: to GitHub, more than 9.0 is critical, from 7.0 high, from 4.0 medium, the rest low."""
_LEVELS: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}


def dumps(report: Report, *, version: str, folder: str = "", fail_on_unknown: bool = False) -> str:
    """Return a report as SARIF, with a final newline.

    Args:
        report: what the rules say.
        version: of the tool.
        folder: of the project, from the root of its repository; files are named from there.
        fail_on_unknown: whether what cannot be told before deployment stops it too.
    """
    stops = frozenset(id(each) for each in report.stopping(fail_on_unknown=fail_on_unknown))
    places = {rule.id: index for index, rule in enumerate(report.rules)}
    results = [_result(each, places, folder) for each in (*report.findings, *report.waived)]
    if report.cured is not None or report.accepted:
        results = [{**each, "baselineState": "new"} for each in results]
        old = (_result(each, places, folder) for each in report.accepted)
        results += [{**each, "baselineState": "unchanged"} for each in old]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "jiban",
                "version": version,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": f"jiban/{report.project}/{report.stack}/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.errors,
                "toolExecutionNotifications": [
                    *(_broken(each, places, folder) for each in report.errors),
                    *(_open(each, places, folder, stops=id(each) in stops) for each in report.unknown),
                    *(_about(each, folder) for each in report.about_waivers),
                ],
            }
        ],
        "results": results,
        "properties": {
            "verdicts": {outcome.value: report.total(outcome) for outcome in Outcome},
            "waived": len(report.waived),
            "unseenResources": len(report.unseen),
        },
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text.dumps(document)


def _rule(rule: Rule) -> dict[str, Any]:
    tags = ["security", rule.kind, *(f"{key}:{each}" for key, ids in rule.compliance.items() for each in ids)]
    return {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": rule.text},
        "fullDescription": {"text": f"{rule.text} {rule.reason}"},
        "help": {
            "text": f"{rule.reason} {rule.remedy}",
            "markdown": f"{rule.reason}\n\n**Do**: {rule.remedy}",
        },
        "helpUri": rule.link,
        "defaultConfiguration": {"level": _level(rule)},
        "properties": {
            "security-severity": _SCORES[rule.severity],
            "problem.severity": _level(rule) if _level(rule) != "note" else "recommendation",
            "precision": "very-high",
            "enforcement": rule.level.value,
            "tags": list(dict.fromkeys(tags))[:_TAGS],
        },
    }


def _result(finding: Finding, places: Mapping[str, int], folder: str) -> dict[str, Any]:
    verdict = finding.judgement.verdict
    name = finding.name or "the stack"
    found: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": places[finding.rule.id],
        "level": _level(finding.rule),
        "kind": "fail",
        "message": {"text": f"{name}: {verdict.reason}. {finding.rule.remedy}"},
        "locations": [_location(finding, folder)],
        # GitHub tells one alert from another by the first; the second says where it comes from.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
            "jibanRuleUrnPaths/v1": finding.fingerprint,
        },
        "properties": {"paths": list(verdict.paths)},
    }
    if finding.waiver:
        waiver = finding.waiver
        said = f"{waiver.owner}: {waiver.reason} (until {waiver.expires}, {waiver.file}:{waiver.line})"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": said}]
    return found


def _location(finding: Finding, folder: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    source = finding.subject.source if finding.subject else None
    # Hosts show no result without a file; what has no line of its own is shown at the project's file.
    file, line = (source.file, source.line) if source else ("Pulumi.yaml", 1)
    found["physicalLocation"] = {
        "artifactLocation": {"uri": uri(folder, file), "uriBaseId": _ROOT},
        "region": {"startLine": line},
    }
    if finding.subject:
        found["logicalLocations"] = [
            {"name": finding.name, "fullyQualifiedName": finding.urn, "kind": "resource"}
        ]
    return found


def _open(finding: Finding, places: Mapping[str, int], folder: str, *, stops: bool) -> dict[str, Any]:
    name = finding.name or "the stack"
    text = f"{finding.rule.id} cannot be checked for {name}: {finding.judgement.verdict.reason}"
    unseen = finding.judgement.unseen
    return {
        "level": "error" if stops else "warning" if unseen else "note",
        "message": {"text": f"{text}. {finding.remedy}" if unseen else text},
        "associatedRule": {"id": finding.rule.id, "index": places[finding.rule.id]},
        "locations": [_location(finding, folder)],
    }


def _broken(finding: Finding, places: Mapping[str, int], folder: str) -> dict[str, Any]:
    name = finding.name or "the stack"
    return {
        "level": "error",
        "message": {
            "text": f"{finding.rule.id} could not be run for {name}: {finding.judgement.verdict.reason}"
        },
        "associatedRule": {"id": finding.rule.id, "index": places[finding.rule.id]},
        "locations": [_location(finding, folder)],
        "properties": {"traceback": finding.traceback},
    }


def _about(each: WaiverFinding, folder: str) -> dict[str, Any]:
    location = {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(folder, each.waiver.file), "uriBaseId": _ROOT},
            "region": {"startLine": max(each.waiver.line, 1)},
        }
    }
    return {"level": "warning", "message": {"text": each.message}, "locations": [location]}


def _level(rule: Rule) -> str:
    if rule.level is Level.ADVISORY and _LEVELS[rule.severity] == "error":
        return "warning"
    return _LEVELS[rule.severity]


def uri(folder: str, file: str) -> str:
    """Return the name of a file from the root of the repository."""
    return posixpath.normpath(posixpath.join(folder, file))
