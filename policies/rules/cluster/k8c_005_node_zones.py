"""K8C-005: the nodes of a cluster stand in more than one zone."""

from typing import Final

from jiban.policy.facts.clusters.pools import OWNERS, Machines, declared_by
from jiban.policy.facts.clusters.zones import without_zones, zones
from jiban.policy.parameters import Parameter
from jiban.policy.rule import (
    PASS,
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    judged,
    not_applicable,
    together,
    unknown,
)
from jiban.policy.view import ResourceView, StackView

ZONES: Final = Parameter("zones", 2, "Zones that each group of nodes spans at least.", minimum=1, maximum=6)


def check(stack: StackView, owner: ResourceView) -> Verdict:
    """Judge the groups of nodes that a resource declares."""
    verdicts = [judged(_spread, stack, machines) for machines in declared_by(stack, owner)]
    return together(verdicts, not_applicable("no nodes are declared in it"))


def _spread(stack: StackView, machines: Machines) -> Verdict:
    if machines.cluster is not None and (region := without_zones(stack, machines.cluster)):
        return not_applicable(f"{region} has no zones")
    found, least = zones(stack, machines), ZONES.of(stack)
    if found.least >= least:
        return PASS
    if found.most >= least:
        return unknown(f"{found.doubt_path} {found.doubt}", found.doubt_path)
    if found.most == 0:
        return failed(f"{found.path} names no zone, so that nodes may all stand in one", found.path)
    fewer = "one zone" if found.most == 1 else f"{found.most} zones"
    return failed(f"{found.path} is in {fewer}, fewer than {least}", found.path)


RULE: Final = StackRule(
    id="K8C-005",
    text="Each group of nodes spans several availability zones.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason="A zone that fails takes every node in it along; pods have nowhere to go where there is no other.",
    remedy=(
        "Set availabilityZones of each pool to two or three zones (a pool that exists is replaced, so make "
        "another one), or give the node group subnetIds in several zones."
    ),
    link="https://learn.microsoft.com/azure/aks/availability-zones-overview",
    types=OWNERS,
    compliance={"psrule": ("Azure.AKS.AvailabilityZone",)},
    parameters=(ZONES,),
    check=each_of(OWNERS, check),
)
