"""DSG-011: no part of a request's way is alone, or alone in its zone."""

from typing import Final

from jiban.policy.facts import redundancy, services, spread
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.redundancy import PARTS
from jiban.policy.facts.tier import is_production
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
)
from jiban.policy.view import ResourceView, StackView

BESIDE: Final = Parameter(
    "beside",
    (),
    "Kinds of parts that requests can do without, so that one of them is enough.",
    choices=("balancer", "nodes", "database", "cache", "search", "broker", "egress", "pods"),
)
_TWO: Final = 2


def check(stack: StackView, part: ResourceView) -> Verdict:
    """Judge a part of the way of requests."""
    if is_read(part):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    if redundancy.KINDS.get(part.token, "pods") in BESIDE.of(stack):
        return not_applicable("requests can do without it, by the parameter beside")
    return _pods(stack, part) if part.token in services.SERVED else _part(stack, part)


def _part(stack: StackView, part: ResourceView) -> Verdict:
    found = redundancy.standing(stack, part)
    if found is None:
        return not_applicable("no request waits for it alone")
    if found.in_zones:
        return passed(found.said)
    if found.way == "copies":
        if found.zoneless:
            return passed(f"{found.said}, and its region has no zones")
        return failed(f"{found.said}: the loss of one zone may take all of it", found.path)
    return failed(f"{found.said}: nothing takes over when it is lost", found.path)


def _pods(stack: StackView, workload: ResourceView) -> Verdict:
    if not services.has_service(stack, workload):
        return not_applicable("no Service leads to its pods")
    number = services.fewest(stack, workload)
    if number >= _TWO:
        zone = spread.one_zone(stack, workload)
        if zone is not None:
            return failed(f"{zone.path} keeps its pods in one zone: its loss takes all of them", zone.path)
        return passed(f"{number} pods at the fewest")
    return failed("one pod at the fewest answers requests: nothing does while it is moved", "spec.replicas")


_TYPES: Final = tuple(token for token in PARTS if redundancy.KINDS[token] != "endpoint")
RULE: Final = StackRule(
    id="DSG-011",
    text="In production, no part that requests need is alone, or stands in one zone alone.",
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason="One machine, one zone or one pod that is lost takes everything behind it along.",
    remedy=(
        "Give it a standby, a second instance or a second pod in another zone (multiAz, ZoneRedundant, "
        "zones, replicas); of NAT gateways one for each zone."
    ),
    link="https://learn.microsoft.com/azure/reliability/availability-zones-overview",
    types=_TYPES,
    parameters=(BESIDE,),
    setting=("jiban:postgres.standby", "jiban:cache.standby", "jiban:network.zones", "jiban:workloads"),
    compliance={"psrule": ("Azure.VM.Standalone",)},
    check=each_of((*_TYPES, *services.SERVED), check),
)
