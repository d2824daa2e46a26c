"""Holds a diff against the policies: which losses stop it, and which findings come and go with it."""

from __future__ import annotations

import operator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from jiban.diff.figures.model import NO_FIGURES
from jiban.diff.model import Comparison
from jiban.diff.orders import orders
from jiban.model.placeholders import without_placeholders
from jiban.policy.configuration import AS_THEY_ARE, Configuration
from jiban.policy.inprocess import Report, run
from jiban.policy.plan_views import views
from jiban.policy.rule import Change, ChangeRule, Operation, Rule
from jiban.policy.view import ResourceView, StackView
from jiban.policy.waiting import Waiting
from jiban.report.values import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from jiban.diff.compare import Diff
    from jiban.diff.figures.model import Figures
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.model.plan import Plan
    from jiban.policy.inprocess import Finding
    from jiban.policy.waivers import Waiver

_OPERATIONS: Mapping[Kind, Operation] = {
    "create": "create",
    "update": "update",
    "replace": "replace",
    "delete": "delete",
    "rename": "same",
}
_NAMES = ("project", "stack")


@dataclass(frozen=True, slots=True)
class Terms:
    """What both plans of a diff are judged by."""

    rules: Sequence[Rule]
    """Of the pack."""
    known: Sequence[Waiver]
    """The waivers of the project."""
    today: date
    """The day that waivers are held against."""
    configuration: Configuration = AS_THEY_ARE
    """What the project says of the rules, for both sides: it is the head's."""

    def same_as(self, other: Terms) -> bool:
        """Return whether others are the same: the very rules, and the same texts of all that is written."""
        return (
            len(self.rules) == len(other.rules)
            and all(map(operator.is_, self.rules, other.rules))
            # To Python 1 is equal to true, which a file may say in its place.
            and repr((self.known, self.today, self.configuration))
            == repr((other.known, other.today, other.configuration))
        )

    def judged(self, plan: Plan) -> Judged:
        """Ask the rules about a plan."""
        view = StackView(views(plan))
        return Judged(self, plan, view, self.asked(plan, view, self.rules, None))

    def asked(
        self, plan: Plan, view: StackView, rules: Sequence[Rule], found: Sequence[Change] | None
    ) -> Report:
        """Ask rules about the view of a plan, and about changes."""
        return run(
            plan.project,
            plan.stack,
            view,
            rules,
            waivers=self.known,
            today=self.today,
            changes=found,
            configuration=self.configuration,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What rules say of a plan."""

    terms: Terms
    plan: Plan
    view: StackView
    report: Report
    masked: bool = True
    """Whether names may be hidden in the plan."""

    def is_of(self, plan: Plan, terms: Terms) -> bool:
        """Return whether it is about a plan, of which every part is the very one, and by the same terms."""
        return (
            self.terms.same_as(terms)
            and all(
                getattr(self.plan, each.name) is getattr(plan, each.name) or each.name in _NAMES
                for each in fields(plan)
            )
            and (self.plan.project, self.plan.stack) == (plan.project, plan.stack)
        )


def judge_diff(
    diff: Diff,
    base: Plan,
    head: Plan,
    rules: Sequence[Rule],
    *,
    known: Sequence[Waiver],
    today: date,
    configuration: Configuration = AS_THEY_ARE,
    before: Judged | None = None,
    after: Judged | None = None,
) -> Comparison:
    """Judge a diff.

    The guard is made of the change rules: nothing that holds data or is protected is replaced or deleted. All
    other rules judge both plans, and what differs is told.

    Args:
        diff: what happens.
        base: the plan before.
        head: the plan after.
        rules: of the pack.
        known: the waivers of the project.
        today: the day that waivers are held against.
        configuration: what the project says of the rules, for both sides: it is the head's.
        before: what the rules have said of the base, where they have been asked; of another base, or by other
            terms, it is not used.
        after: the same of the head.
    """
    terms = Terms(rules, known, today, configuration)
    of_head = after if after is not None and after.is_of(head, terms) else terms.judged(head)
    of_base = before if before is not None and before.is_of(base, terms) else terms.judged(base)
    now = of_head.report
    standing = {each.fingerprint for each in of_base.report.findings}
    new = tuple(each for each in now.findings if each.fingerprint not in standing)
    still = {each.fingerprint for each in (*now.findings, *now.unknown, *now.errors)}
    guards = [rule for rule in now.rules if isinstance(rule, ChangeRule)]
    happens = _with_what_follows(list(changes(diff)), base, head, new)
    of_changes = terms.asked(head, of_head.view, guards, happens)
    ids = {rule.id for rule in guards}
    return Comparison(
        diff,
        stopped=of_changes.stopping(),
        orders=orders(diff, base),
        waived=of_changes.waived,
        expired=tuple(
            each
            for each in now.about_waivers
            if each.kind == "unknown rule"
            or (each.kind in ("expired", "forbidden") and each.waiver.rule in ids)
        ),
        new=new,
        fixed=tuple(each for each in of_base.report.findings if each.fingerprint not in still),
        errors=(*now.errors, *of_changes.errors),
        standing=sum(each.fingerprint in standing for each in now.findings),
        figures=_figures(diff, of_base.view, of_head.view, terms),
    )


def _figures(diff: Diff, before: StackView, after: StackView, terms: Terms) -> Figures:
    """Return the figures that differ; none are asked for where nothing changes."""
    if diff.empty:
        return NO_FIGURES
    from jiban.diff.figures.compare import figures_of  # noqa: PLC0415 - loads facts that few packs ask for

    renamed = {each.renamed_from: each.urn for each in diff.resources if each.renamed_from is not None}
    parameters = {rule.id: terms.configuration.parameters(rule, diff.stack) for rule in terms.rules}
    return figures_of(before, after, renamed, parameters)


def _with_what_follows(
    happens: Sequence[Change], base: Plan, head: Plan, new: Sequence[Finding]
) -> list[Change]:
    """Return changes with how many others wait for each, and with the failures that are new.

    A failure that is new of a resource that does not change, or of the stack as a whole, stands with a change
    that is none: of that resource, or of the root stack.
    """
    waiting = Waiting((*head.resources, *base.resources))
    found: dict[str, list[str]] = {}
    root = head.root
    for each in new:
        urn = each.urn or (root.urn if root is not None else "")
        found.setdefault(urn, []).append(f"{each.rule.id}: {each.judgement.verdict.reason}")
    is_compared = any(each.custom for each in base.resources)
    known = {each.subject.urn for each in happens}
    others = [
        Change("same", view, view)
        for resource in head.resources
        if resource.urn in found and resource.urn not in known
        for view in (ResourceView(without_placeholders(resource)),)
    ]
    return [
        replace(
            each,
            dependents=waiting.number(each.subject.urn),
            regressions=tuple(found.get(each.subject.urn, ())) if is_compared else None,
        )
        for each in (*happens, *others)
    ]


def changes(diff: Diff) -> Iterator[Change]:
    """Yield a diff as the change rules see it."""
    return map(_change, diff.resources)


def _change(each: ResourceDiff) -> Change:
    forced = dict.fromkeys(path_text(cause.path) if cause.path else cause.reason for cause in each.causes)
    return Change(
        _OPERATIONS[each.kind],
        ResourceView(without_placeholders(each.before)) if each.before else None,
        ResourceView(without_placeholders(each.after)) if each.after else None,
        tuple(forced),
        certain=each.certain,
    )
