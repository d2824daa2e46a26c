"""Runs rules on the resources of a plan, in one process: all is read once, then every rule is asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from jiban import secrecy
from jiban.policy.baseline import Entry
from jiban.policy.configuration import AS_THEY_ARE, Configuration
from jiban.policy.names import near_rule
from jiban.policy.rule import (
    Change,
    ChangeRule,
    Judgement,
    Level,
    Outcome,
    ResourceRule,
    Rule,
    Severity,
    StackRule,
    not_applicable,
)
from jiban.policy.unseen import judged_here, not_seen
from jiban.policy.view import ResourceView, StackView
from jiban.policy.waivers import Waiver, WaiverIndex
from jiban.project.safe_text import traceback_of

_SHORTEST_SECRET: Final = 3
"""Letters below which a secret is no text that could be told apart from others."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict worth telling, with the rule that it comes from."""

    rule: Rule
    judgement: Judgement
    waiver: Waiver | None = None
    """The exception that covers it."""
    traceback: str = ""
    """Where the rule could not be run: the traceback of what it has raised, without secrets."""

    @property
    def subject(self) -> ResourceView | None:
        """The resource; None where it is the stack as a whole."""
        return self.judgement.subject

    @property
    def urn(self) -> str:
        """URN of the resource; empty where it is the stack as a whole."""
        return self.subject.urn if self.subject else ""

    @property
    def name(self) -> str:
        """Logical name of the resource; empty where it is the stack as a whole."""
        return self.subject.name if self.subject else ""

    @property
    def remedy(self) -> str:
        """What to do about it: of what is not seen, what makes it visible."""
        hidden = self.subject.unseen if self.subject and self.judgement.unseen else None
        return self.rule.remedy if hidden is None else f"{hidden.remedy[:1].upper()}{hidden.remedy[1:]}."

    @property
    def fingerprint(self) -> str:
        """The same for the same rule, resource and properties, whatever the line of code and the words."""
        parts = (self.rule.id, self.urn, *sorted(self.judgement.verdict.paths))
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class WaiverFinding:
    """Something about a waiver that its owner has to know."""

    kind: Literal["expired", "unmatched", "unknown rule", "forbidden"]
    waiver: Waiver
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the rules say of a stack."""

    project: str
    stack: str
    today: date
    rules: tuple[Rule, ...]
    counts: Mapping[str, Mapping[Outcome, int]]
    """Number of verdicts by rule id and outcome; failures that are waived are among the failures."""
    findings: tuple[Finding, ...]
    """Failures that no waiver covers, worst first."""
    waived: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    """What cannot be told before deployment; a waiver covers some of it where it must not stop anything."""
    about_waivers: tuple[WaiverFinding, ...]
    errors: tuple[Finding, ...] = ()
    """Rules that could not be run, each with the resource that it was asked about."""
    compared: bool = False
    """Whether changes were judged."""
    passed: tuple[Finding, ...] = ()
    """Resources that are as they have to be, each with the rule that says so."""
    accepted: tuple[Finding, ...] = ()
    """Failures that a baseline holds: they are old, and stop nothing."""
    cured: tuple[Entry, ...] | None = None
    """What a baseline holds and is no failure any more; None where there is no baseline for the stack."""
    disabled: Mapping[str, int] = field(default_factory=dict[str, int])
    """Rules that the project's policies.yaml has disabled, with the line that does."""

    def total(self, outcome: Outcome) -> int:
        """Return the number of verdicts of an outcome, of all rules."""
        return sum(counts.get(outcome, 0) for counts in self.counts.values())

    @property
    def unseen(self) -> Mapping[str, tuple[Finding, ...]]:
        """What no rule has judged, as the plan does not hold it, by the URN that it belongs to."""
        found: dict[str, list[Finding]] = {}
        for finding in self.unknown:
            if finding.judgement.unseen:
                found.setdefault(finding.urn, []).append(finding)
        return {urn: tuple(found[urn]) for urn in sorted(found)}

    def stopping(
        self, fail_on: Severity | None = None, *, fail_on_unknown: bool = False
    ) -> tuple[Finding, ...]:
        """Return the findings that stop a deployment.

        Args:
            fail_on: severity from which advisory rules stop it too.
            fail_on_unknown: whether what cannot be told, and is not waived, stops it too.
        """
        failures = (
            finding
            for finding in self.findings
            if finding.rule.level is Level.MANDATORY
            or (fail_on is not None and finding.rule.severity.rank <= fail_on.rank)
        )
        unknown = (finding for finding in self.unknown if fail_on_unknown and finding.waiver is None)
        return (*failures, *unknown)


def run(
    project: str,
    stack: str,
    resources: Sequence[ResourceView] | StackView,
    rules: Sequence[Rule],
    *,
    waivers: Sequence[Waiver],
    today: date,
    changes: Sequence[Change] | None = None,
    configuration: Configuration = AS_THEY_ARE,
) -> Report:
    """Judge a stack.

    Args:
        project: name of the project.
        stack: name of the stack.
        resources: all of the stack; as a view of it, what rules find out is kept for who asks next.
        rules: what to ask; disabled ones are left out.
        waivers: exceptions of the project.
        today: the day that waivers are held against.
        changes: what happens to the resources; None where there is nothing to compare with.
        configuration: what the project says of the rules: their levels and parameters.
    """
    view = resources if isinstance(resources, StackView) else StackView(resources)
    view.production = configuration.production
    disabled = {rule.id: line for rule in rules if (line := configuration.disabled_by(rule, stack))}
    asked = [rule for rule in configuration.rules(rules, stack) if rule.level is not Level.DISABLED]
    gate = secrecy.Gate()
    gate.learn([text for each in view.resources for text in each.secrets()])
    mine = [waiver for waiver in waivers if waiver.holds_in(stack)]
    severities = {rule.id: rule.severity for rule in asked}
    valid = [
        waiver
        for waiver in mine
        if waiver.days_left(today) >= 0
        and not (waiver.rule in severities and waiver.ban(severities[waiver.rule], stack))
    ]
    counts: dict[str, Counter[Outcome]] = {}
    found: list[Finding] = []
    passed: list[Finding] = []
    for rule in asked:
        counts[rule.id] = Counter()
        for judgement in judge(rule, view, changes, configuration.parameters(rule, stack)):
            verdict = judgement.verdict
            counts[rule.id][verdict.outcome] += 1
            if verdict.outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.ERROR):
                told = replace(verdict, reason=_redacted(verdict.reason, gate, judgement.subject))
                raised = traceback_of(verdict.error) if verdict.error is not None else ""
                trace = _redacted(raised, gate, judgement.subject)
                found.append(Finding(rule, replace(judgement, verdict=told), traceback=trace))
            elif verdict.outcome is Outcome.PASS:
                passed.append(Finding(rule, judgement))
    errors = [each for each in found if each.judgement.verdict.outcome is Outcome.ERROR]
    judged = [each for each in found if each.judgement.verdict.outcome is not Outcome.ERROR]
    known = WaiverIndex(valid)
    covered = [replace(each, waiver=_waiver_of(each, known)) for each in judged]
    failures = [each for each in covered if each.judgement.verdict.outcome is Outcome.FAIL]
    return Report(
        project=project,
        stack=stack,
        today=today,
        rules=tuple(asked),
        counts=counts,
        findings=_sorted(each for each in failures if each.waiver is None),
        waived=_sorted(each for each in failures if each.waiver is not None),
        unknown=_sorted(each for each in covered if each.judgement.verdict.outcome is Outcome.UNKNOWN),
        about_waivers=tuple(
            _about(mine, [*covered, *errors], rules, today, stack, compared=changes is not None)
        ),
        errors=_sorted(errors),
        compared=changes is not None,
        passed=_sorted(passed),
        disabled=disabled,
    )


def judge(
    rule: Rule,
    stack: StackView,
    changes: Sequence[Change] | None = None,
    parameters: Mapping[str, Any] = MappingProxyType({}),
) -> Iterator[Judgement]:
    """Yield the judgements of a rule; at least one, of NOT_APPLICABLE where it finds nothing.

    Args:
        rule: what is asked.
        stack: all resources.
        changes: what happens to them; None where there is nothing to compare with.
        parameters: values of the rule that are set, by name.
    """
    stack = stack.asked_with(parameters)
    found: list[Judgement] = []
    if isinstance(rule, ResourceRule):
        found = [Judgement(resource, rule.judge(resource)) for resource in stack.of(*rule.types)]
    elif isinstance(rule, StackRule):
        found = list(rule.judge(stack))
    elif isinstance(rule, ChangeRule) and changes is not None:
        of_its_types = [each for each in changes if not rule.types or each.subject.token in rule.types]
        asked = [replace(change, parameters=parameters) if parameters else change for change in of_its_types]
        found = [Judgement(change.subject, rule.judge(change)) for change in asked]
    found = [judged_here(each) for each in found]
    hidden = not_seen(rule, stack)
    if hidden:  # A rule that finds nothing has not found that there is nothing.
        found = [*(each for each in found if each.subject is not None), *hidden]
    if found:
        yield from found
    elif isinstance(rule, ChangeRule) and changes is None:
        yield Judgement(None, not_applicable("there is nothing to compare the stack with"))
    else:
        yield Judgement(None, not_applicable("the stack has nothing that the rule is about"))


def _waiver_of(finding: Finding, waivers: WaiverIndex) -> Waiver | None:
    """Return the waiver that covers a finding, of several the one that holds longest."""
    paths = finding.judgement.verdict.paths
    found = waivers.matching(finding.rule.id, finding.name, finding.urn, paths)
    return max(found, key=lambda each: each.expires, default=None)


def _about(
    waivers: Iterable[Waiver],
    found: Sequence[Finding],
    rules: Sequence[Rule],
    today: date,
    stack: str,
    *,
    compared: bool,
) -> Iterator[WaiverFinding]:
    known = {rule.id: rule for rule in rules}
    waivers = list(waivers)
    index = WaiverIndex(waivers)
    used = {
        id(waiver)
        for each in found
        for waiver in index.matching(each.rule.id, each.name, each.urn, each.judgement.verdict.paths)
    }
    for waiver in waivers:
        rule = known.get(waiver.rule)
        if rule is None:
            near = near_rule(waiver.rule, known)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
            yield WaiverFinding("unknown rule", waiver, f"there is no rule {waiver.rule}; {hint}")
            continue
        if waiver.days_left(today) < 0:
            days = -waiver.days_left(today)
            ago = "1 day ago" if days == 1 else f"{days} days ago"
            message = (
                f"it expired on {waiver.expires}, {ago}, and covers nothing any more; renew it or remove it"
            )
            yield WaiverFinding("expired", waiver, message)
            continue
        ban = waiver.ban(rule.severity, stack)
        if ban is not None:
            message = (
                f"{ban.file}:{ban.line} forbids waivers of rules from {ban.severity.value} up in {stack}, "
                "and "
                f"{rule.id} is {rule.severity.value}, so it covers nothing; remove it and mend the failure"
            )
            yield WaiverFinding("forbidden", waiver, message)
            continue
        judged = compared or not isinstance(rule, ChangeRule)
        if judged and id(waiver) not in used:
            at = f" by {waiver.path}" if waiver.path else ""
            message = f"{waiver.rule} fails for nothing that {waiver.resource} matches{at}; remove it"
            yield WaiverFinding("unmatched", waiver, message)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: (each.rule.severity.rank, each.rule.id, each.urn)))


def _redacted(text: str, gate: secrecy.Gate, subject: ResourceView | None) -> str:
    """Return a reason without secrets: those of the stack, and the short ones of the resource itself."""
    text = gate.text(secrecy.current().text(text))
    for secret in sorted(subject.secrets(), key=len, reverse=True) if subject else ():
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, secrecy.MARK)
    return text
