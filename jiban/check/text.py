"""A report of the policies as text for a person: what stops the deployment first, and what to do about it."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jiban.check import words
from jiban.policy import configuration
from jiban.policy.rule import Level, Outcome, Severity
from jiban.report.terminal import PLAIN, Look, cut, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jiban.policy.inprocess import Finding, Report
    from jiban.policy.rule import Rule

_WIDTH: Final = 100
"""Columns that sentences are wrapped at where the terminal does not say."""
_COLOURS: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}


def report_text(
    report: Report,
    look: Look = PLAIN,
    *,
    fail_on: Severity | None = None,
    fail_on_unknown: bool = False,
    quiet: bool = False,
    verbose: bool = False,
) -> str:
    """Return a report as text.

    Args:
        report: what the rules say.
        look: what the place that it is shown at can show.
        fail_on: severity from which advisory rules stop a deployment too.
        fail_on_unknown: whether what cannot be told before deployment stops it too.
        quiet: whether failures alone are listed; without any, the text is empty.
        verbose: whether every rule is listed with its verdicts.
    """
    stopping = report.stopping(fail_on, fail_on_unknown=fail_on_unknown)
    if quiet and not (stopping or report.findings or report.errors):
        return ""
    return "\n".join(_Writer(report, stopping, look).lines(quiet=quiet, verbose=verbose)) + "\n"


class _Writer:
    def __init__(self, report: Report, stopping: Sequence[Finding], look: Look) -> None:
        self._report = report
        self._look = look
        self._stopping = frozenset(id(each) for each in stopping)

    def lines(self, *, quiet: bool, verbose: bool) -> Iterator[str]:
        yield from self._summary()
        for severity, group in groupby(self._report.findings, key=lambda each: each.rule.severity):
            yield ""
            yield self._look.paint(severity.value.capitalize(), "bold", _COLOURS[severity])
            for _, same in groupby(group, key=lambda each: each.rule.id):
                yield from self._failures(list(same))
        yield from self._section("Rules that could not be run", self._report.errors, self._waiver)
        if quiet:
            yield from self._section("Stops the deployment", self._open_stopping(), self._waiver)
            return
        yield from self._waived()
        yield from self._unseen()
        yield from self._unknown()
        yield from self._about_waivers()
        yield from self._cured()
        yield from self._disabled()
        if verbose:
            yield from self._rules()

    def _open_stopping(self) -> list[Finding]:
        return [each for each in self._report.unknown if id(each) in self._stopping]

    def _cured(self) -> Iterator[str]:
        if self._report.cured:
            yield ""
            yield self._look.paint("Cured: --write-baseline takes these out of the baseline", "bold")
        for each in self._report.cured or ():
            yield from self._cut(f"  {words.cured(each)}", "  ")

    def _summary(self) -> Iterator[str]:
        report = self._report
        name = f"{printable(report.project)}/{printable(report.stack)}"
        yield self._look.paint(name, "bold")
        yield from self._wrapped(words.sentence(report, self._stopping))
        yield from self._wrapped(words.verdicts(report))

    def _failures(self, findings: list[Finding]) -> Iterator[str]:
        rule = findings[0].rule
        mark = "" if rule.level is Level.MANDATORY else f"  ({rule.level.value})"
        yield from self._cut(f"  {self._look.paint(rule.id, 'bold')}  {rule.text}{mark}", "  ")
        for finding in findings:
            yield from self._cut(f"    {self._look.paint(words.where(finding), 'cyan')}", "    ")
            yield from self._wrapped(words.because(finding), "      ")
        yield from self._wrapped(f"why: {rule.reason}", "    ", "         ")
        yield from self._wrapped(f"do:  {rule.remedy}", "    ", "         ")
        if rule.setting and any(map(words.is_of_jiban, findings)):
            yield from self._wrapped(f"set: {', '.join(rule.setting)}", "    ", "         ")
        yield from self._cut(f"    see: {rule.link}", "    ")

    def _waived(self) -> Iterator[str]:
        yield from self._section("Waived", self._report.waived, self._waiver)

    def _waiver(self, finding: Finding) -> Iterator[str]:
        yield from self._cut(f"  {finding.rule.id}  {words.where(finding)}", "  ")
        yield from self._wrapped(words.because(finding), "    ")
        yield from self._exception(finding)

    def _exception(self, finding: Finding) -> Iterator[str]:
        said = words.exception(finding, self._report.today)
        if said:
            yield from self._wrapped(said, "    ")

    def _unseen(self) -> Iterator[str]:
        groups = self._report.unseen.values()
        if groups:
            yield ""
            yield self._look.paint("Not seen, so not judged", "bold", "yellow")
        for findings in groups:
            first = findings[0]
            yield from self._cut(f"  {words.where(first)}", "  ")
            yield from self._wrapped(first.judgement.verdict.reason, "    ")
            rules = ", ".join(each.rule.id for each in findings)
            yield from self._wrapped(f"not judged by: {rules}", "    ", "      ")
            yield from self._wrapped(f"do:  {first.remedy}", "    ", "         ")
            for finding in findings:
                yield from self._exception(finding)

    def _unknown(self) -> Iterator[str]:
        found = [each for each in self._report.unknown if not each.judgement.unseen]
        yield from self._section("Not known before deployment", found, self._waiver)

    def _section(
        self, title: str, findings: Iterable[Finding], lines: Callable[[Finding], Iterator[str]]
    ) -> Iterator[str]:
        found = list(findings)
        if found:
            yield ""
            yield self._look.paint(title, "bold")
            for finding in found:
                yield from lines(finding)

    def _about_waivers(self) -> Iterator[str]:
        if self._report.about_waivers:
            yield ""
            yield self._look.paint("Waivers that need attention", "bold")
        for each in self._report.about_waivers:
            waiver = each.waiver
            place = f"{waiver.file}:{waiver.line}"
            said = f"{place}: {each.message} ({printable(waiver.owner)})"
            yield from self._wrapped(said, "  ", "    ")

    def _disabled(self) -> Iterator[str]:
        if self._report.disabled:
            yield ""
            yield self._look.paint("Disabled", "bold")
        for rule, line in self._report.disabled.items():
            yield f"  {rule}  {configuration.FILE}:{line}"

    def _rules(self) -> Iterator[str]:
        yield ""
        yield self._look.paint("Rules", "bold")
        idle: list[str] = []
        for rule in self._report.rules:
            counts = self._report.counts[rule.id]
            if set(counts) <= {Outcome.NOT_APPLICABLE}:
                idle.append(rule.id)
            else:
                yield from self._cut(f"  {_row(rule, counts)}", "  ")
        if idle:
            yield from self._wrapped(f"not applicable: {', '.join(idle)}", "  ", "    ")

    def _wrapped(self, text: str, indent: str = "", rest: str | None = None) -> Iterator[str]:
        yield from textwrap.wrap(
            printable(text),
            self._look.width or _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent if rest is None else rest,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _cut(self, line: str, indent: str) -> Iterator[str]:
        """Yield a line that is one, cut on a terminal; where it has colours, as long as it is."""
        width = self._look.width
        if width is None or self._look.colour:
            yield line
        else:
            yield cut(line, max(width, len(indent) + 1), self._look.ellipsis)


def _row(rule: Rule, counts: Mapping[Outcome, int]) -> str:
    found = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts.get(outcome))
    return f"{rule.id:<8} {rule.severity.value:<9} {rule.level.value:<10} {found}"
