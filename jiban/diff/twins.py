"""Resources of a diff that are one object of the cloud: one deleted, one created, and nothing is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jiban.policy.facts.identity import identity
from jiban.policy.plan_views import views
from jiban.policy.view import StackView

if TYPE_CHECKING:
    from jiban.diff.compare import Diff, ResourceDiff
    from jiban.model.plan import Plan
    from jiban.policy.facts.identity import Identity


def with_twins(diff: Diff, base: Plan, head: Plan) -> Diff:
    """Mark what is created and what is deleted where both are one object, under two names of the program.

    Args:
        diff: what happens to the stack.
        base: the plan before.
        head: the plan after.
    """
    created, deleted = diff.of("create"), diff.of("delete")
    if not created or not deleted:
        return diff
    now, then = _identities(head, created), _identities(base, deleted)
    return replace(diff, resources=tuple(_marked(each, now, then) for each in diff.resources))


def _identities(plan: Plan, found: tuple[ResourceDiff, ...]) -> dict[Identity, ResourceDiff]:
    """Return the resources of a plan that something happens to, by the object that each is."""
    stack = StackView(views(plan))
    told: dict[Identity, ResourceDiff] = {}
    for each in found:
        view = stack.get(each.urn)
        known = identity(stack, view) if view is not None else None
        if known is not None:
            told[known] = each
    return told


def _marked(
    each: ResourceDiff, now: dict[Identity, ResourceDiff], then: dict[Identity, ResourceDiff]
) -> ResourceDiff:
    mine, others = (now, then) if each.kind == "create" else (then, now)
    for known, found in mine.items():
        if found is each and known in others:
            return replace(each, twin=others[known].urn, one_object=known.said, lookalike=None)
    return each
