"""DSG-010: what the parts of a request's way promise together is no less than the objective."""

from collections.abc import Iterator, Sequence
from typing import Final

from jiban.policy.facts import request_path
from jiban.policy.facts.availability import down_minutes, percent, shown
from jiban.policy.facts.redundancy import PARTS
from jiban.policy.facts.request_path import Part
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Judgement,
    Level,
    Severity,
    StackRule,
    Verdict,
    failed,
    judged,
    not_applicable,
    passed,
    unknown,
)
from jiban.policy.view import StackView

OBJECTIVE: Final = Parameter(
    "slo_percent",
    0.0,
    "Percent of a month that requests are answered, as the team promises it: 99.9. 0: nothing is promised.",
    minimum=0,
    maximum=100,
)
BESIDE: Final = Parameter(
    "beside",
    request_path.BESIDE,
    "Kinds of parts that requests do not wait for, so that they are left out.",
    choices=("edge", "balancer", "nodes", "database", "cache", "search", "broker", "egress", "endpoint"),
)
_LISTED: Final = 3


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge the stack as a whole."""
    if stack.of(*PARTS):
        yield Judgement(None, judged(_whole, stack))


def _whole(stack: StackView) -> Verdict:
    objective = OBJECTIVE.of(stack)
    if not objective:
        return not_applicable("nothing is promised: set the parameter slo_percent of DSG-010")
    parts = request_path.parts(stack, BESIDE.of(stack))
    if not parts:
        return not_applicable("no part of a request's way is in the stack")
    whole, wanted = request_path.composite(parts), percent(str(objective))
    doubt = next((part.doubt for part in parts if part.doubt is not None), None)
    if doubt is not None and whole >= wanted:
        at_least = {part.resource.urn: part.least for part in parts if part.least is not None}
        whole = request_path.composite(parts, at_least)
        if whole < wanted:
            raise doubt
    silent = sorted(part.resource.name for part in parts if part.availability is None)
    said = (
        f"of {len(parts)} parts together {shown(whole)} % is promised, {down_minutes(whole)} min a month "
        f"without, and {shown(wanted)} % is {down_minutes(wanted)} min"
    )
    if whole < wanted:
        return failed(f"{said}; {_worst(parts)}{_gain(parts)}{_silent(silent)}")
    if silent:
        return unknown(f"{said}{_silent(silent)}")
    return passed(f"{said}{_unread(parts)}")


def _worst(parts: Sequence[Part]) -> str:
    found = request_path.worst(parts, _LISTED)
    return "the least promise " + ", ".join(f"{part.resource.name} {part.standing.sla} %" for part in found)


def _gain(parts: Sequence[Part]) -> str:
    found = request_path.largest_gain(parts)
    if found is None:
        return "; every part stands as well as it can, so a second region or fewer parts are left"
    part, better, whole = found
    said = f"most is gained by {part.resource.name} over several zones, {better.sla} %"
    return f"; {said}: {shown(whole)} % in all"


def _silent(names: Sequence[str]) -> str:
    return f"; nobody promises anything for {', '.join(names)}" if names else ""


def _unread(parts: Sequence[Part]) -> str:
    number = sum(not part.standing.is_verified for part in parts)
    return f"; {number} of the figures are not verified" if number else ""


RULE: Final = StackRule(
    id="DSG-010",
    text="The parts that a request needs promise together no less than the availability objective.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A chain is available less often than each of its links: an objective that its parts do not promise "
        "is hope, and its error budget is spent before anybody makes a mistake."
    ),
    remedy=(
        "Let the named parts stand in several zones, take them off the request's way (a queue, a fallback "
        "without the cache), or promise what the parts do."
    ),
    link="https://learn.microsoft.com/azure/well-architected/reliability/metrics",
    types=PARTS,
    parameters=(OBJECTIVE, BESIDE),
    compliance={"psrule": ("Azure.ADX.SLA", "Azure.SignalR.SLA")},
    check=check,
)
