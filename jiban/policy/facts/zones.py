"""Zones: in which availability zones the nodes of a network stand, and what else stands in that network.

A network is a VPC, or a virtual network of Azure, told by its resource or by its id or name. Sources, read on
2026-11-28: Elastic Load Balancing user guide, "How Elastic Load Balancing works"; RDS user guide, "Multi-AZ
DB instance deployments"; AKS `availability-zones`; Application Gateway, "Scaling and zone redundancy".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import regions
from jiban.policy.facts.clusters.membership import CLUSTERS
from jiban.policy.facts.network import aks, databases, eks
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
GATEWAY: Final = "azure-native:network:ApplicationGateway"
INSTANCE: Final = "aws:rds/instance:Instance"
DATABASE_CLUSTER: Final = "aws:rds/cluster:Cluster"
CACHE: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
SERVER: Final = "azure-native:dbforpostgresql:Server"
_GROUPS: Final = {
    INSTANCE: ("dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"),
    DATABASE_CLUSTER: ("dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup"),
    CACHE: ("subnetGroupName", "aws:elasticache/subnetGroup:SubnetGroup"),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where something stands."""

    networks: frozenset[str]
    zones: frozenset[str]
    """Those that it may stand in."""
    path: str


@once
def nodes(stack: StackView, cluster: ResourceView) -> Placed | None:
    """Return where the nodes of a cluster stand; None where the stack has no pools of it.

    A pool of AKS that names no zones adds none.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return _aks(stack, cluster) if cluster.token == aks.CLUSTER else _eks(stack, cluster)


def _aks(stack: StackView, cluster: ResourceView) -> Placed | None:
    pools = list(aks.pools_of(stack, cluster))
    zones = {each.text() for pool in pools for each in pool.node["availabilityZones"].each()}
    networks = {found for pool in pools for subnet in pool.subnets for found in _network(stack, subnet)}
    path = "agentPoolProfiles[0].availabilityZones"
    return Placed(frozenset(networks), frozenset(zones), path) if pools else None


def _eks(stack: StackView, cluster: ResourceView) -> Placed | None:
    name = cluster["name"]
    groups = [
        each
        for each in stack.of(eks.NODE_GROUP)
        if cluster in origins(stack, each, each["clusterName"], eks.CLUSTER)
        or (
            name.known
            and name.given
            and each["clusterName"].known
            and each["clusterName"].text() == name.text()
        )
    ]
    zones, networks = set[str](), set[str]()
    for group in groups:
        with of(group):
            networks |= regions.networks_of(stack, group, group["subnetIds"])
            zones |= regions.zones_of(stack, group, group["subnetIds"])
    return Placed(frozenset(networks), frozenset(zones), "subnetIds") if groups else None


@once
def by_network(stack: StackView) -> Mapping[str, frozenset[str]]:
    """Return the zones of nodes by network, of the clusters of which they are known."""
    found: dict[str, frozenset[str]] = {}
    for cluster in stack.of(*CLUSTERS):
        if is_dark(cluster):
            continue
        try:
            placed = nodes(stack, cluster)
        except NotKnownError:  # it is told where the cluster itself is judged
            continue
        for network in placed.networks if placed is not None else ():
            found[network] = found.get(network, frozenset()) | (placed.zones if placed else frozenset())
    return found


def near(stack: StackView, placed: Placed) -> frozenset[str]:
    """Return the zones of the nodes in a thing's network; none where there are no nodes."""
    known = by_network(stack)
    return frozenset(zone for network in placed.networks for zone in known.get(network, ()))


def balancer(stack: StackView, resource: ResourceView) -> Placed | None:
    """Return where a load balancer of AWS stands; None where its subnets are another stack's.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    mapped = resource["subnetMappings"].each()
    listed = [each["subnetId"] for each in mapped] or list(regions.several(resource["subnets"]))
    if all(each.known for each in listed):
        return None
    path = "subnetMappings" if mapped else "subnets"
    networks, zones = set[str](), set[str]()
    for each in listed:
        networks |= regions.networks_of(stack, resource, each)
        zones |= regions.zones_of(stack, resource, each)
    return Placed(frozenset(networks), frozenset(zones), path)


def stored(stack: StackView, resource: ResourceView) -> Placed | None:
    """Return where a database or a cache of AWS may stand; None where its subnets are another stack's.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    key, token = _GROUPS[resource.token]
    node = resource[key]
    groups = origins(stack, resource, node, token)
    if not groups and node.known and node.given:
        named = [each for each in stack.of(token) if each["name"].known and each["name"].given]
        groups = tuple(each for each in named if each["name"].text() == node.text())
    if not groups:
        return None
    subnets = groups[0]["subnetIds"]
    with of(groups[0]):
        networks = regions.networks_of(stack, groups[0], subnets)
        zones = regions.zones_of(stack, groups[0], subnets)
    preferred = resource["preferredCacheClusterAzs"].each() if resource.token == CACHE else ()
    own = resource["availabilityZone"] if resource.token == INSTANCE else Node(None)
    if preferred:
        return Placed(networks, frozenset(each.text() for each in preferred), "preferredCacheClusterAzs")
    if own.given:
        return Placed(networks, frozenset({own.text()}), own.path)
    return Placed(networks, zones, key)


def gateway(stack: StackView, resource: ResourceView) -> Placed | None:
    """Return where an Application Gateway stands; None where its subnet is another stack's.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    networks = {
        network
        for each in resource["gatewayIPConfigurations"].each()
        for subnet in origins(stack, resource, each["subnet"]["id"], aks.SUBNET)
        for network in _network(stack, subnet)
    }
    if not networks:
        return None
    zones = frozenset(each.text() for each in resource["zones"].each())
    return Placed(frozenset(networks), zones, "zones")


def server(stack: StackView, resource: ResourceView) -> Placed | None:
    """Return where a PostgreSQL server of Azure and its standby stand; None where it is in no network here.

    Raises:
        NotKnownError: it is not known before deployment, or Azure chooses.
    """
    mine = next((each for each in _databases(stack) if each.resource is resource), None)
    networks = (
        {network for subnet in mine.subnets for network in _network(stack, subnet)} if mine else set[str]()
    )
    if not networks:
        return None
    places = [resource["availabilityZone"]]
    if resource["highAvailability"]["mode"].says("ZoneRedundant"):
        places.append(resource["highAvailability"]["standbyAvailabilityZone"])
    for node in places:
        if not node.text():
            raise NotKnownError(node.path, "is not set, so Azure chooses")
    return Placed(frozenset(networks), frozenset(each.text() for each in places), places[-1].path)


@once
def _databases(stack: StackView) -> tuple[databases.Database, ...]:
    return tuple(databases.databases(stack))


def _network(stack: StackView, subnet: ResourceView) -> set[str]:
    node = subnet["virtualNetworkName"]
    found = {each.urn for each in origins(stack, subnet, node, aks.NETWORK)}
    return found or ({node.text()} if node.known and node.given else set())
