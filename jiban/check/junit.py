"""A report of the policies as JUnit XML: a suite for each family of rules, a case for each rule and resource.

What a waiver covers or a baseline holds is skipped, and so is what cannot be told, unless it stops the
deployment. Times are left out, so that two runs give the same document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from jiban.check import words
from jiban.policy.rule import Outcome
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jiban.policy.inprocess import Finding, Report

_COUNTED: Final = ("failure", "error", "skipped")
_NO_XML: Final = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""


def dumps(report: Report, *, stopping: Collection[int]) -> str:
    """Return a report as JUnit XML, with a final newline.

    Args:
        report: what the rules say.
        stopping: ids of the findings that stop the deployment.
    """
    name = _plain(f"{report.project}/{report.stack}")
    root = Element("testsuites", {"name": f"jiban check {name}"})
    families: dict[str, list[Finding]] = {}
    for finding in _cases(report):
        families.setdefault(finding.rule.id.partition("-")[0], []).append(finding)
    accepted = {id(each) for each in report.accepted}
    for family in sorted(families):
        suite = SubElement(root, "testsuite", {"name": f"{name} {family}"})
        for finding in families[family]:
            _case(suite, finding, report, stops=id(finding) in stopping, accepted=id(finding) in accepted)
        _count(suite, {"tests": len(families[family])})
    _count(root, {"tests": sum(map(len, families.values()))})
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _cases(report: Report) -> list[Finding]:
    found = (
        *report.findings,
        *report.waived,
        *report.accepted,
        *report.unknown,
        *report.errors,
        *report.passed,
    )
    return sorted(found, key=lambda each: (each.rule.id, each.urn, each.fingerprint))


def _case(suite: Element, finding: Finding, report: Report, *, stops: bool, accepted: bool) -> None:
    rule, source = finding.rule, finding.subject.source if finding.subject else None
    place = {"file": _plain(source.file), "line": str(source.line)} if source else {}
    about = finding.urn or "the stack as a whole"
    case = SubElement(
        suite,
        "testcase",
        {"name": f"{rule.id} {_plain(about)}", "classname": f"jiban.{rule.id}", **place},
    )
    said = _plain(words.because(finding))
    outcome = finding.judgement.verdict.outcome
    if outcome is Outcome.ERROR:
        SubElement(case, "error", {"message": said, "type": rule.severity.value}).text = _lines(
            finding.traceback
        )
    elif finding.waiver is not None:
        SubElement(
            case, "skipped", {"message": _plain(f"waived by {words.exception(finding, report.today)}")}
        )
    elif accepted:
        SubElement(case, "skipped", {"message": f"in the baseline: {said}"})
    elif outcome is Outcome.FAIL or stops:
        kind = f"{rule.severity.value} {rule.level.value}"
        details = (
            f"{rule.text}\n{words.where(finding)}\nwhy: {rule.reason}\ndo: {finding.remedy}\n{rule.link}"
        )
        SubElement(case, "failure", {"message": said, "type": kind}).text = _lines(details)
    elif outcome is Outcome.UNKNOWN:
        SubElement(case, "skipped", {"message": f"not known before deployment: {said}"})


def _count(element: Element, counts: Mapping[str, int]) -> None:
    """Give a suite its numbers; those of cases that are not passed by the elements in them."""
    for key, number in counts.items():
        element.set(key, str(number))
    names = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    for tag in _COUNTED:
        element.set(names[tag], str(sum(1 for _ in element.iter(tag))))


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", printable(text))


def _lines(text: str) -> str:
    return "\n".join(map(_plain, text.splitlines()))
