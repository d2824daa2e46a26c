"""DSG-012: nodes stand in several zones, and balancers, databases and caches in the zones of the nodes."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import pod_room, redundancy, regions, zones
from jiban.policy.facts.clusters.membership import CLUSTERS
from jiban.policy.facts.ownership import is_read
from jiban.policy.facts.tier import is_production
from jiban.policy.facts.zones import Placed
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
from jiban.policy.view import NotKnownError, ResourceView, StackView

_TWO: Final = 2
_STORES: Final = (zones.INSTANCE, zones.DATABASE_CLUSTER, zones.CACHE)
_TYPES: Final = (*CLUSTERS, zones.BALANCER, zones.GATEWAY, *_STORES, zones.SERVER)
_ELSEWHERE: Final = not_applicable("no nodes are known to be near it")


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge clusters, and what stands in their networks."""
    for resource in stack.of(*_TYPES):
        yield Judgement(resource, judged(_judged, stack, resource))


def _judged(stack: StackView, resource: ResourceView) -> Verdict:
    if is_read(resource):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    if not is_production(stack):
        return not_applicable(f"{stack.name} is no production, by its name")
    if resource.token in CLUSTERS:
        return _cluster(stack, resource)
    if resource.token == zones.BALANCER:
        return _balancer(stack, zones.balancer(stack, resource))
    if resource.token == zones.GATEWAY:
        return _gateway(stack, resource)
    if resource.token == zones.SERVER:
        return _server(stack, resource)
    return _store(stack, resource)


def _cluster(stack: StackView, cluster: ResourceView) -> Verdict:
    if not _has_zones(stack, cluster):
        return not_applicable("its region has no zones")
    placed = zones.nodes(stack, cluster)
    if placed is None:
        return not_applicable("its pools are no part of the stack")
    if len(placed.zones) < _TWO:
        where = f"in zone {min(placed.zones)} alone" if placed.zones else "in no zone that is named"
        return failed(f"its nodes are {where}", placed.path)
    workloads = pod_room.workloads(stack, cluster)
    loads = [pod_room.load(stack, cluster, each, at_fewest=True) for each in workloads]
    misfits = list(pod_room.misfits(stack, cluster, loads)) if loads else []
    if misfits:
        return failed(f"at their fewest, {'; '.join(misfits)}", placed.path)
    return passed(f"its nodes are in {_listed(placed.zones)}")


def _balancer(stack: StackView, placed: Placed | None) -> Verdict:
    near = zones.near(stack, placed) if placed is not None else frozenset[str]()
    if placed is None or not near:
        return _ELSEWHERE
    missing = near - placed.zones
    if missing:
        said = f"it is not in {_listed(missing)}, where nodes are, and sends nothing there"
        return failed(said, placed.path)
    return passed(f"it is in {_listed(near)}, as the nodes are")


def _gateway(stack: StackView, gateway: ResourceView) -> Verdict:
    placed = zones.gateway(stack, gateway)
    if placed is None or not zones.near(stack, placed) or not _has_zones(stack, gateway):
        return _ELSEWHERE
    if len(placed.zones) < _TWO:
        where = f"zone {min(placed.zones)} alone" if placed.zones else "no zone that is named"
        return failed(f"it is in {where}, and lost with that", placed.path)
    return passed(f"it is in {_listed(placed.zones)}")


def _server(stack: StackView, server: ResourceView) -> Verdict:
    if not _has_zones(stack, server) or redundancy.standing(stack, server) is None:
        return _ELSEWHERE
    placed = zones.server(stack, server)
    return _ELSEWHERE if placed is None else _near(stack, placed, 1)


def _store(stack: StackView, store: ResourceView) -> Verdict:
    standing = redundancy.standing(stack, store)
    placed = zones.stored(stack, store)
    if placed is None or standing is None:
        return _ELSEWHERE
    return _near(stack, placed, _TWO if standing.in_zones else 1)


def _near(stack: StackView, placed: Placed, least: int) -> Verdict:
    """Judge that what stands in some zones has so many of them among those of the nodes."""
    near = zones.near(stack, placed)
    if not near:
        return _ELSEWHERE
    shared = placed.zones & near
    if len(shared) >= least and (least > 1 or shared == placed.zones):
        return passed(f"it is in {_listed(placed.zones)}, and the nodes in {_listed(near)}")
    if shared and least == 1:
        return unknown(
            f"it may be in {_listed(placed.zones)}, and the nodes are in {_listed(near)}", placed.path
        )
    return failed(f"it is in {_listed(placed.zones)}, and the nodes are in {_listed(near)}", placed.path)


def _has_zones(stack: StackView, resource: ResourceView) -> bool:
    try:
        return regions.has_zones(regions.region(stack, resource))
    except NotKnownError:
        return True


def _listed(found: frozenset[str]) -> str:
    *most, last = sorted(found)
    word = "zones" if most else "zone"
    return f"{word} {', '.join(most)} and {last}" if most else f"{word} {last}"


RULE: Final = StackRule(
    id="DSG-012",
    text=(
        "In production, nodes stand in several zones and hold the steady load without one of them, and load "
        "balancers, databases and caches stand in the zones of the nodes."
    ),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Nodes in one zone are all lost with it, and a zone that one part has and the next has not is paid "
        "for and does not help."
    ),
    remedy=(
        "Give pools, balancers, subnet groups and standbys subnets or zones of the same set of at least two "
        "zones."
    ),
    link="https://learn.microsoft.com/azure/aks/availability-zones",
    types=_TYPES,
    setting=("jiban:network.zones",),
    compliance={
        "prowler": ("aws:vpc_subnet_different_az",),
        "isms_p": ("2.9.2",),
        "iso27001": ("A.8.14", "A.8.20", "A.8.21", "A.8.22"),
    },
    check=check,
)
