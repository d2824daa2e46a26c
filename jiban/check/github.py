"""Findings as annotations of a step of GitHub Actions, which are commands on its standard output.

A step shows ten of each kind and drops the rest without a word, so that what stops the deployment comes
first, and the last of each kind says how many are left out. The limits are those of
docs.github.com ("Workflow commands", "Limits for annotations"), read second-hand in November 2026 and
unverified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jiban.check import words
from jiban.check.sarif import uri
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from jiban.policy.inprocess import Finding, Report

KINDS: Final = ("error", "warning", "notice")
MOST: Final = 10
"""Annotations of a kind that a step shows."""


def dumps(report: Report, *, stopping: Collection[int], folder: str = "") -> str:
    """Return a report as commands, a line each; empty where there is nothing to tell.

    Args:
        report: what the rules say.
        stopping: ids of the findings that stop the deployment.
        folder: of the project, from the root of its repository; files are named from there.
    """
    failures = [*report.findings, *report.unknown]
    stops = [each for each in failures if id(each) in stopping]
    errors = [*(_of(each, folder) for each in stops), *(_of(each, folder) for each in report.errors)]
    advice = [_of(each, folder) for each in report.findings if id(each) not in stopping]
    waivers = [
        _annotation(
            uri(folder, each.waiver.file), max(each.waiver.line, 1), f"waiver: {each.kind}", each.message
        )
        for each in report.about_waivers
    ]
    unknown = [
        _of(each, folder)
        for each in report.unknown
        if id(each) not in stopping and each.waiver is None and not each.judgement.unseen
    ]
    lines = (
        *capped("error", errors),
        *capped("warning", [*advice, *waivers]),
        *capped("notice", unknown),
    )
    return "".join(f"{line}\n" for line in lines)


def capped(kind: str, found: Sequence[str]) -> Iterator[str]:
    """Yield the commands of a kind, as many as a step shows."""
    kept = found if len(found) <= MOST else found[: MOST - 1]
    yield from (f"::{kind} {each}" for each in kept)
    if len(kept) < len(found):
        said = f"{len(found) - len(kept)} more are not shown: a step has room for {MOST} of a kind"
        yield f"::{kind} title=jiban check::{said}"


def _of(finding: Finding, folder: str) -> str:
    source = finding.subject.source if finding.subject else None
    file, line = (source.file, source.line) if source else ("Pulumi.yaml", 1)
    title = f"{finding.rule.id} ({finding.rule.severity.value}) {finding.name or 'the stack as a whole'}"
    return _annotation(uri(folder, file), line, title, f"{words.because(finding)}. {finding.remedy}")


def _annotation(file: str, line: int, title: str, message: str) -> str:
    return f"file={_property(file)},line={line},title={_property(title)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
