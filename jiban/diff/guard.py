"""Holds a diff against the policies: which losses stop it, and which findings come and go with it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A plan with what all rules say of it, as it is by itself."""

    view: StackView
    report: Report


def judge_plan(
    plan: Plan,
    rules: Sequence[Rule],
    *,
    known: Sequence[Waiver],
    today: date,
    configuration: Configuration = AS_THEY_ARE,
) -> Judged:
    """Judge one side of a diff; the arguments are those of `judge_diff`."""
    view = StackView(views(plan))
    found = run(
        plan.project, plan.stack, view, rules, waivers=known, today=today, configuration=configuration
    )
    return Judged(view, found)


def judge_diff(
    diff: Diff,
    base: Plan,
    head: Plan,
    rules: Sequence[Rule],
    *,
    known: Sequence[Waiver],
    today: date,
    configuration: Configuration = AS_THEY_ARE,
    judged: Judged | None = None,
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
        judged: the plan after, where it was judged before.
    """
    judge = functools.partial(judge_plan, rules=rules, known=known, today=today, configuration=configuration)
    side, other = judged or judge(head), judge(base)
    now, before = side.report, other.report
    standing = {each.fingerprint for each in before.findings}
    new = tuple(each for each in now.findings if each.fingerprint not in standing)
    still = {each.fingerprint for each in (*now.findings, *now.unknown, *now.errors)}
    guards = [rule for rule in now.rules if isinstance(rule, ChangeRule)]
    happens = _with_what_follows(list(changes(diff)), base, head, new)
    after = run(
        head.project,
        head.stack,
        side.view,
        guards,
        waivers=known,
        today=today,
        changes=happens,
        configuration=configuration,
    )
    ids = {rule.id for rule in guards}
    return Comparison(
        diff,
        stopped=after.stopping(),
        orders=orders(diff, base),
        waived=after.waived,
        expired=tuple(
            each
            for each in now.about_waivers
            if each.kind == "unknown rule"
            or (each.kind in ("expired", "forbidden") and each.waiver.rule in ids)
        ),
        new=new,
        fixed=tuple(each for each in before.findings if each.fingerprint not in still),
        errors=(*now.errors, *after.errors),
        standing=sum(each.fingerprint in standing for each in now.findings),
        figures=_figures(diff, other.view, side.view, rules, configuration),
    )


def _figures(
    diff: Diff, before: StackView, after: StackView, rules: Sequence[Rule], configuration: Configuration
) -> Figures:
    """Return the figures that differ; none are asked for where nothing changes."""
    if diff.empty:
        return NO_FIGURES
    from jiban.diff.figures.compare import figures_of  # noqa: PLC0415 - loads facts that few packs ask for

    renamed = {each.renamed_from: each.urn for each in diff.resources if each.renamed_from is not None}
    parameters = {rule.id: configuration.parameters(rule, diff.stack) for rule in rules}
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
