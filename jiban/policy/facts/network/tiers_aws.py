"""Tiers of AWS over availability zones: what is placed in several subnets at once.

A tier is a load balancer, a group of subnets of databases or caches, an autoscaling group, or the groups of
nodes of one cluster together: a group of nodes for each zone is how volumes of one zone are had (EKS best
practices, `cas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network.eks import CLUSTER, NODE_GROUP
from jiban.policy.facts.network.zones_aws import Spread, named_zones, spread
from jiban.policy.facts.once import once
from jiban.policy.view import NotKnownError, ResourceView, StackView

BALANCERS: Final = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_MACHINES: Final = "aws:autoscaling/group:Group"
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(BALANCERS, ("subnets[]", "subnetMappings[].subnetId")),
    "aws:rds/subnetGroup:SubnetGroup": ("subnetIds[]",),
    "aws:elasticache/subnetGroup:SubnetGroup": ("subnetIds[]",),
    "aws:memorydb/subnetGroup:SubnetGroup": ("subnetIds[]",),
    "aws:docdb/subnetGroup:SubnetGroup": ("subnetIds[]",),
    "aws:neptune/subnetGroup:SubnetGroup": ("subnetIds[]",),
    _MACHINES: ("vpcZoneIdentifiers[]",),
    NODE_GROUP: ("subnetIds[]",),
}
"""Inputs that name the subnets of a tier."""
TIERS: Final = tuple(_LISTS)


@once
def zones(stack: StackView, tier: ResourceView) -> Spread | None:
    """Return the zones of a tier; None where it names no subnet.

    Raises:
        NotKnownError: a list of subnets is not known before deployment.
    """
    if tier.token == NODE_GROUP:
        return _of_cluster(stack, tier)
    return _own(stack, tier)


def _own(stack: StackView, tier: ResourceView) -> Spread | None:
    found = Spread(frozenset())
    for path in _LISTS[tier.token]:
        nodes = [node for node in links.places(tier.node, path) if node.given]
        found |= spread(stack, tier, nodes)
    if tier.token == _MACHINES:
        found |= named_zones(tier["availabilityZones"].each())
    return found if found.most else None


def _of_cluster(stack: StackView, group: ResourceView) -> Spread | None:
    """Return the zones of all groups of a cluster together."""
    found, doubt = _own(stack, group), None
    key = _cluster(stack, group)
    for other in stack.of(NODE_GROUP):
        if other is group or key is None or _cluster(stack, other) != key:
            continue
        try:
            more = _own(stack, other)
        except NotKnownError as error:
            doubt = error
            continue
        found = found | more if found and more else found or more
    if doubt is not None and found is not None:
        found |= Spread(frozenset(), (doubt, doubt))
    return found


@once
def _cluster(stack: StackView, group: ResourceView) -> str | None:
    """Return what tells a group's cluster from others: its URN, else its name."""
    node = group["clusterName"]
    found = links.named(stack, group, node, CLUSTER)
    if len(found) == 1:
        return found[0].urn
    return node.text() if node.known and node.text() else None
