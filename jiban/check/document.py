"""A report of the policies as JSON, by `findings.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jiban.check import words
from jiban.model import json_text
from jiban.policy import configuration
from jiban.policy.rule import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiban.policy.baseline import Entry
    from jiban.policy.inprocess import Finding, Report, WaiverFinding
    from jiban.policy.rule import Rule, Severity
    from jiban.policy.waivers import Waiver

VERSION: Final = 1
"""Of the format. A field more does not raise it; one that goes or means something else does."""


def dumps(report: Report, *, fail_on: Severity | None = None, fail_on_unknown: bool = False) -> str:
    """Return a report as JSON, with a final newline.

    Args:
        report: what the rules say.
        fail_on: severity from which advisory rules stop a deployment too.
        fail_on_unknown: whether what cannot be told before deployment stops it too.
    """
    stopping = report.stopping(fail_on, fail_on_unknown=fail_on_unknown)
    stops = frozenset(id(each) for each in stopping)
    document: dict[str, Any] = {
        "version": VERSION,
        "project": report.project,
        "stack": report.stack,
        "date": report.today.isoformat(),
        "summary": {
            "stops": len(stops),
            "findings": len(report.findings),
            "waived": len(report.waived),
            "unseen": len(report.unseen),
            "accepted": len(report.accepted),
            **{_key(outcome): report.total(outcome) for outcome in Outcome},
        },
        "findings": [_finding(each, stops=id(each) in stops) for each in report.findings],
        "waived": [_finding(each, stops=False) for each in report.waived],
        "unknown": [_finding(each, stops=id(each) in stops) for each in report.unknown],
        "unseen": [_unseen(each) for each in report.unseen.values()],
        "errors": [{**_finding(each, stops=False), "traceback": each.traceback} for each in report.errors],
        "accepted": [_finding(each, stops=False) for each in report.accepted],
        "cured": None if report.cured is None else [_entry(each) for each in report.cured],
        "waivers": [_about(each) for each in report.about_waivers],
        "disabled": [
            {"rule": rule, "file": configuration.FILE, "line": line} for rule, line in report.disabled.items()
        ],
        "rules": [_rule(rule, report) for rule in report.rules],
    }
    return json_text.dumps(document)


def _finding(finding: Finding, *, stops: bool) -> dict[str, Any]:
    subject, verdict = finding.subject, finding.judgement.verdict
    source = subject.source if subject else None
    found: dict[str, Any] = {
        "rule": finding.rule.id,
        "severity": finding.rule.severity.value,
        "level": finding.rule.level.value,
        "stops": stops,
        "urn": finding.urn or None,
        "type": subject.type if subject else None,
        "name": subject.name if subject else None,
        "file": source.file if source else None,
        "line": source.line if source else None,
        "reason": verdict.reason,
        "paths": list(verdict.paths),
        "remedy": finding.remedy,
        "setting": list(finding.rule.setting) if words.is_of_jiban(finding) else [],
        "fingerprint": finding.fingerprint,
    }
    return found | ({"waiver": _waiver(finding.waiver)} if finding.waiver else {})


def _unseen(findings: Sequence[Finding]) -> dict[str, Any]:
    first = _finding(findings[0], stops=False)
    keys = ("urn", "type", "name", "file", "line", "reason", "remedy")
    return {**{key: first[key] for key in keys}, "rules": [each.rule.id for each in findings]}


def _entry(entry: Entry) -> dict[str, Any]:
    return {"rule": entry.rule, "resource": entry.resource, "paths": list(entry.paths)}


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "owner": waiver.owner,
        "reason": waiver.reason,
        "expires": waiver.expires.isoformat(),
        "file": waiver.file,
        "line": waiver.line,
    }


def _about(each: WaiverFinding) -> dict[str, Any]:
    waiver = each.waiver
    return {
        "kind": each.kind,
        "message": each.message,
        "rule": waiver.rule,
        "resource": waiver.resource,
        **_waiver(waiver),
    }


def _rule(rule: Rule, report: Report) -> dict[str, Any]:
    counts = report.counts[rule.id]
    return {
        "id": rule.id,
        "text": rule.text,
        "kind": rule.kind,
        "clouds": list(rule.clouds),
        "severity": rule.severity.value,
        "level": rule.level.value,
        "link": rule.link,
        "compliance": {key: list(ids) for key, ids in rule.compliance.items()},
        "verdicts": {_key(outcome): counts.get(outcome, 0) for outcome in Outcome},
    }


def _key(outcome: Outcome) -> str:
    return outcome.value.replace(" ", "_")
