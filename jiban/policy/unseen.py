"""What a plan does not hold although a deployment will make it: no rule can have judged that.

The types are those of `unseen.yaml`, with its sources and date. A component that only a plugin can construct,
a resource that is read and not declared, and an ESC environment are told by the plan itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from jiban.model.plan import ROOT_TYPE, Plan, Unknown
from jiban.model.type_patterns import TypePatterns
from jiban.policy.rule import ChangeRule, Judgement, Rule, not_applicable, unknown
from jiban.policy.view import StackView, Unseen, plain_token
from jiban.tables import table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from jiban.model.plan import Parts, Resource

ANY: Final = ("*",)
"""Parts of any type."""
_READ: Final = "it is read, not declared: the stack that declares it is judged for it"
_READ_REMEDY: Final = "check the stack that declares it, or give its state to `get`"
_REMOTE: Final = "a plugin makes its resources"
_REMOTE_REMEDY: Final = "check the output of `pulumi preview --json` with --plan"
_OWN_STATE: Final = frozenset({"pulumi:pulumi:StackReference"})
"""What is read and is no resource of a cloud."""


@dataclass(frozen=True, slots=True)
class _Kind:
    types: TypePatterns
    parts: tuple[str, ...]
    made: Literal["beside", "inside"]
    why: str
    remedy: str


def inside_of(token: str) -> Unseen | None:
    """Return what no host ever sees of a type, given without azure-native's API version; mostly None."""
    kind = _kind_of(token)
    return Unseen(kind.parts, kind.why, kind.remedy) if kind is not None and kind.made == "inside" else None


def not_seen(rule: Rule, stack: StackView) -> list[Judgement]:
    """Return an UNKNOWN for each resource of a stack with something that a rule would have judged."""
    if isinstance(rule, ChangeRule):
        return []
    return [
        Judgement(each, unknown(each.unseen.said), unseen=True)
        for each in stack.resources
        if each.unseen is not None
        # What is read is judged where it is declared; a rule that needs a value of it meets an unknown one.
        and not each.unseen.itself
        and each.unseen.may_hold(rule.types)
    ]


def judged_here(judgement: Judgement) -> Judgement:
    """Return a judgement as it is, or NOT_APPLICABLE where its subject is only read."""
    subject = judgement.subject
    if subject is None or subject.unseen is None or not subject.unseen.itself:
        return judgement
    return Judgement(subject, not_applicable(_READ))


def unseen(plan: Plan) -> Mapping[str, Unseen]:
    """Return what a plan does not hold, by the URN of the resource that it belongs to."""
    told = {each.urn: each for each in plan.parts}
    parents = {each.parent for each in plan.resources}
    found = ((each, _of(each, told, parents)) for each in plan.resources)
    return {each.urn: hidden for each, hidden in found if hidden is not None}


def _of(resource: Resource, told: Mapping[str, Parts], parents: Collection[str | None]) -> Unseen | None:
    token = plain_token(resource.type)
    kind = _kind_of(token)
    said = told.get(resource.urn)
    if said is not None:
        if said.seen:
            return None
        parts = kind.parts if kind is not None else ANY
        remedy = said.remedy or (kind.remedy if kind is not None else _REMOTE_REMEDY)
        found = Unseen(parts, said.how, remedy)
        return replace(found, lead="") if resource.type == ROOT_TYPE else found
    if resource.op == "read" and not resource.outputs and token not in _OWN_STATE:
        return Unseen((token,), _READ, _READ_REMEDY, itself=True, lead="")
    if kind is not None and kind.made == "inside":
        return Unseen(kind.parts, kind.why, kind.remedy)
    if resource.custom or resource.urn in parents or _is_made(resource):
        return None
    if kind is not None:
        return Unseen(kind.parts, kind.why, kind.remedy)
    return Unseen(ANY, _REMOTE, _REMOTE_REMEDY) if resource.remote else None


def _is_made(component: Resource) -> bool:
    """Tell whether a component has said what it is made of, be it nothing."""
    made = component.outputs.get("resources")
    return made is not None and not isinstance(made, Unknown)


@cache
def _kind_of(token: str) -> _Kind | None:
    return next((kind for kind in _kinds() if kind.types.fit(token)), None)


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_read())


def _read() -> Iterator[_Kind]:
    for entry in table("jiban.policy", "unseen.yaml")["kinds"]:
        yield _Kind(
            TypePatterns(entry["types"]), tuple(entry["parts"]), entry["made"], entry["why"], entry["remedy"]
        )
