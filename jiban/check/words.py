"""What reports of all forms say in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.policy.rule import Outcome
from jiban.report.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from jiban.policy.baseline import Entry
    from jiban.policy.inprocess import Finding, Report


def sentence(report: Report, stopping: Collection[int]) -> str:
    """Return what a reader has to know if nothing else."""
    failures = sum(id(each) in stopping for each in report.findings)
    found: list[str] = []
    if failures:
        found.append(f"{failures} {'failure stops' if failures == 1 else 'failures stop'} the deployment")
    if report.errors:
        number = len({each.rule.id for each in report.errors})
        found.append(f"{number} {'rule' if number == 1 else 'rules'} could not be run")
    advice = len(report.findings) - failures
    if advice:
        found.append(f"{advice} {'failure is' if advice == 1 else 'failures are'} reported as advice")
    if report.waived:
        found.append(f"{len(report.waived)} {'is' if len(report.waived) == 1 else 'are'} waived")
    if report.accepted:
        number = len(report.accepted)
        found.append(f"{number} {'is' if number == 1 else 'are'} in the baseline")
    if not report.unknown:
        return f"{', '.join(found)}." if found else "All rules pass."
    return f"{', '.join(found) or 'No rule fails'}; {_open_sentence(report, stopping)}."


def _open_sentence(report: Report, stopping: Collection[int]) -> str:
    """Return what is neither failed nor passed, and whether that stops the deployment."""
    unknown, unseen = len(report.unknown), len(report.unseen)
    said = f"{unknown} {'verdict is' if unknown == 1 else 'verdicts are'} unknown"
    if unseen:
        what = "1 resource is" if unseen == 1 else f"{unseen} resources are"
        said = f"{said}; {what} not seen in full"
    if any(id(each) in stopping for each in report.unknown):
        said = f"{said}; that stops the deployment"
    return said


def verdicts(report: Report) -> str:
    """Return how many verdicts there are of each kind."""
    shown = [outcome for outcome in Outcome if outcome is not Outcome.ERROR or report.errors]
    totals = ", ".join(f"{report.total(outcome)} {outcome.value}" for outcome in shown)
    rules = "1 rule" if len(report.rules) == 1 else f"{len(report.rules)} rules"
    return f"{rules} checked: {totals}."


def where(finding: Finding) -> str:
    """Return what a finding is about, with its line of code."""
    if finding.subject is None:
        return "the stack as a whole"
    subject = finding.subject
    said = f"{printable(subject.name)}  {printable(subject.short_type)}"
    return f"{said}  {printable(str(subject.source))}" if subject.source else said


def because(finding: Finding) -> str:
    """Return why it is one, with the properties that the reason does not name."""
    verdict = finding.judgement.verdict
    places = [path for path in verdict.paths if path not in verdict.reason]
    return f"{verdict.reason} ({', '.join(places)})" if places else verdict.reason


def left(days: int, expires: date) -> str:
    """Return how long a waiver holds."""
    if days == 0:
        return f"expires today, {expires}"
    return f"{days} {'day' if days == 1 else 'days'} left, until {expires}"


def exception(finding: Finding, today: date) -> str:
    """Return who has waived a finding, why and until when; empty where nobody has."""
    waiver = finding.waiver
    if waiver is None:
        return ""
    until = left(waiver.days_left(today), waiver.expires)
    return f"{printable(waiver.owner)}: {printable(waiver.reason)}; {until}; {waiver.file}:{waiver.line}"


def cured(entry: Entry) -> str:
    """Return what is cured of a baseline."""
    places = f" ({', '.join(entry.paths)})" if entry.paths else ""
    return printable(f"{entry.rule}  {entry.name or 'the stack as a whole'}{places}")


def is_of_jiban(finding: Finding) -> bool:
    """Tell whether a resource is part of one of jiban's own components, which a stack file sets up."""
    return "::jiban:" in finding.urn
