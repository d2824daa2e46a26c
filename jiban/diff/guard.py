"""Holds a diff against the policies: which losses stop it, and which findings come and go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiban.diff.model import Comparison
from jiban.model.placeholders import without_placeholders
from jiban.policy.configuration import AS_THEY_ARE, Configuration
from jiban.policy.inprocess import run
from jiban.policy.plan_views import views
from jiban.policy.rule import Change, ChangeRule, Operation, Rule
from jiban.policy.view import ResourceView
from jiban.report.values import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from jiban.diff.compare import Diff
    from jiban.diff.resource_diff import Kind, ResourceDiff
    from jiban.model.plan import Plan
    from jiban.policy.inprocess import Report
    from jiban.policy.waivers import Waiver

_OPERATIONS: Mapping[Kind, Operation] = {
    "create": "create",
    "update": "update",
    "replace": "replace",
    "delete": "delete",
    "rename": "same",
}


def judge_diff(
    diff: Diff,
    base: Plan,
    head: Plan,
    rules: Sequence[Rule],
    *,
    known: Sequence[Waiver],
    today: date,
    configuration: Configuration = AS_THEY_ARE,
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
    """

    def judged(plan: Plan, found: Sequence[Change] | None) -> Report:
        return run(
            plan.project,
            plan.stack,
            views(plan),
            rules,
            waivers=known,
            today=today,
            changes=found,
            configuration=configuration,
        )

    after, before = judged(head, list(changes(diff))), judged(base, None)
    standing = {each.fingerprint for each in before.findings}
    now = [each for each in after.findings if not isinstance(each.rule, ChangeRule)]
    still = {each.fingerprint for each in (*now, *after.unknown, *after.errors)}
    guards = {rule.id for rule in after.rules if isinstance(rule, ChangeRule)}
    return Comparison(
        diff,
        stopped=tuple(each for each in after.stopping() if isinstance(each.rule, ChangeRule)),
        waived=tuple(each for each in after.waived if isinstance(each.rule, ChangeRule)),
        expired=tuple(
            each
            for each in after.about_waivers
            if each.kind == "unknown rule"
            or (each.kind in ("expired", "forbidden") and each.waiver.rule in guards)
        ),
        new=tuple(each for each in now if each.fingerprint not in standing),
        fixed=tuple(each for each in before.findings if each.fingerprint not in still),
        errors=after.errors,
        standing=sum(each.fingerprint in standing for each in now),
    )


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
