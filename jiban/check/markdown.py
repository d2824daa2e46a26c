"""A report of the policies as Markdown, for a comment of a pull request or the summary of a step.

The first line is a hidden marker by which the comment of a stack is found and written anew. What comes from
a plan stands in code. Beyond the limit whole rules go, the least severe first, and the text says which.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jiban.check import words
from jiban.report.markdown import LIMIT, code, size

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from jiban.policy.inprocess import Finding, Report

_LISTED: Final = 20
"""Findings of a rule that are listed; beyond them there is a number."""
_ROOM: Final = 2_000
"""Units kept for the sentence that says what was left out."""


def dumps(report: Report, *, stopping: Collection[int], limit: int = LIMIT) -> str:
    """Return a report as Markdown.

    Args:
        report: what the rules say.
        stopping: ids of the findings that stop the deployment.
        limit: UTF-16 units that the text may have at most.
    """
    head = "\n".join(_head(report, stopping))
    room = limit - size(head) - _ROOM
    kept: list[str] = []
    left: list[str] = []
    for name, text in _sections(report, stopping):
        if size(text) + 2 <= room:
            kept.append(text)
            room -= size(text) + 2
        else:
            left.append(name)
    if left:
        shown = ", ".join(left[:_LISTED]) + (f" and {len(left) - _LISTED} more" if left[_LISTED:] else "")
        kept.append(
            f"Left out, as a comment has room for {limit:,} characters: {shown}. `jiban check` shows all."
        )
    return "\n\n".join([head, *kept]) + "\n"


def _head(report: Report, stopping: Collection[int]) -> Iterator[str]:
    yield f"<!-- jiban check {_word(report.project)}/{_word(report.stack)} -->"
    name = code(f"{report.project}/{report.stack}")
    yield f"### {name}: {'blocked by policies' if stopping else 'nothing stops the deployment'}"
    yield ""
    yield words.sentence(report, stopping)
    yield words.verdicts(report)


def _sections(report: Report, stopping: Collection[int]) -> Iterator[tuple[str, str]]:
    """Yield what may be left out, with what it is called there, the most important first."""
    for _, group in groupby(report.findings, key=lambda each: each.rule.id):
        found = list(group)
        rule = found[0].rule
        stops = sum(id(each) in stopping for each in found)
        mark = "" if stops else ", advice"
        lines = [
            f"**{rule.id}** ({rule.severity.value}{mark}) {rule.text}",
            "",
            *_list(found, report),
            "",
            f"Do: {rule.remedy} [More]({rule.link})",
        ]
        yield f"{rule.id} ({len(found)})", "\n".join(lines)
    stop = [each for each in report.unknown if id(each) in stopping]
    rest = [each for each in report.unknown if id(each) not in stopping]
    for title, findings in (
        ("Rules that could not be run", report.errors),
        ("Not known, and that stops the deployment", stop),
        ("Waived", report.waived),
        ("Not known before deployment", rest),
    ):
        if findings:
            yield f"{title.lower()} ({len(findings)})", _folded(title, len(findings), _list(findings, report))
    about = report.about_waivers
    if about:
        lines = [f"- {code(f'{each.waiver.file}:{each.waiver.line}: {each.message}')}" for each in about]
        yield f"waivers ({len(about)})", _folded("Waivers that need attention", len(about), _few(lines))
    if report.cured:
        lines = [f"- {code(words.cured(each))}" for each in report.cured]
        yield f"cured ({len(lines)})", _folded("Cured since the baseline", len(lines), _few(lines))


def _list(findings: Iterable[Finding], report: Report) -> list[str]:
    lines: list[str] = []
    for each in findings:
        waived = words.exception(each, report.today)
        until = f" {code(waived)}" if waived else ""
        lines.append(f"- {each.rule.id} {code(words.where(each))} {code(words.because(each))}{until}")
    return _few(lines)


def _few(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _LISTED
    return [*lines[:_LISTED], *([f"- and {more} more"] if more > 0 else [])]


def _folded(title: str, number: int, lines: Sequence[str]) -> str:
    return "\n".join([f"<details><summary>{title} ({number})</summary>", "", *lines, "", "</details>"])


def _word(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]+", "-", name)
