"""Where AKS and its nodes stand: pools, their subnets and their addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jiban.policy.facts.network.ranges import Range, parse
from jiban.policy.facts.once import once, origins
from jiban.policy.facts.ownership import is_dark
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, OpenInputs, ResourceView, StackView

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
SUBNET: Final = "azure-native:network:Subnet"
NETWORK: Final = "azure-native:network:VirtualNetwork"


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool of nodes."""

    cluster: ResourceView
    node: Node
    """Its own settings."""
    subnets: tuple[ResourceView, ...]
    """The subnet it stands in; several where the program does not tell which, none where AKS makes one or the
    subnet is no part of the stack."""
    owner: ResourceView
    """What declares it: the cluster, or a resource of its own."""

    @property
    def name(self) -> str:
        """Its name.

        Raises:
            NotKnownError: it is not known before deployment.
        """
        return self.node["agentPoolName"].text() or self.node["name"].text("a pool")


def pools(stack: StackView) -> Iterator[Pool]:
    """Yield the pools of all clusters, those that are part of a cluster first.

    A cluster whose state was refreshed lists the others too, as Azure does; each is one pool all the same.

    Raises:
        NotKnownError: a cluster's list of pools is not known before deployment.
    """
    for cluster in stack.of(CLUSTER):
        yield from pools_of(stack, cluster)


def pools_of(stack: StackView, cluster: ResourceView) -> Iterator[Pool]:
    """Yield the pools of one cluster; of a cluster that is only read, those that the stack declares.

    Raises:
        NotKnownError: the cluster's list of pools is not known before deployment.
    """
    others = [pool for pool in stack.of(POOL) if cluster_of(stack, pool) is cluster]
    names = {pool["agentPoolName"].text() for pool in others if pool["agentPoolName"].known}
    for node in () if is_dark(cluster) else cluster["agentPoolProfiles"].each():
        if not node["name"].known or node["name"].text() not in names:
            yield Pool(cluster, node, _subnets(stack, cluster, node["vnetSubnetID"]), cluster)
    for pool in others:
        yield Pool(cluster, pool.node, _subnets(stack, pool, pool["vnetSubnetID"]), pool)


def pools_of_others(stack: StackView) -> Iterator[Pool]:
    """Yield the pools of clusters that are no part of the stack: of their clusters nothing is known."""
    for pool in stack.of(POOL):
        if cluster_of(stack, pool) is None:
            dark = ResourceView(replace(pool.resource, inputs=OpenInputs()))
            yield Pool(dark, pool.node, _subnets(stack, pool, pool["vnetSubnetID"]), pool)


@once
def cluster_of(stack: StackView, pool: ResourceView) -> ResourceView | None:
    """Return the cluster of a pool, by where its name comes from or by the name itself."""
    found = stack.behind(pool, "resourceName", CLUSTER)
    if found:
        return found[0]
    name = pool["resourceName"]
    for cluster in stack.of(CLUSTER):
        own = cluster["resourceName"]
        if name.known and name.text() and own.known and own.says(name.text()):
            return cluster
    return None


def is_overlay(cluster: ResourceView) -> bool:
    """Tell whether pods have a range of their own.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return effective(cluster, "networkProfile.networkPluginMode").says("overlay")


def enforces_policies(cluster: ResourceView) -> bool:
    """Tell whether anything heeds NetworkPolicies.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return not effective(cluster, "networkProfile.networkPolicy").says("none")


def spans(subnet: ResourceView) -> tuple[Range, ...]:
    """Return the IPv4 ranges of a subnet.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    nodes = (subnet["addressPrefix"], *subnet["addressPrefixes"].each())
    return tuple(span for node in nodes if (span := parse(node.text())))


def network_spans(stack: StackView) -> Sequence[Range]:
    """Return the IPv4 ranges of all virtual networks.

    Raises:
        NotKnownError: they are not known before deployment.
    """
    return [
        span
        for network in stack.of(NETWORK)
        for node in network["addressSpace"]["addressPrefixes"].each()
        if (span := parse(node.text()))
    ]


def pod_span(cluster: ResourceView) -> Range:
    """Return the range of the pods of a cluster where they have their own.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    value = effective(cluster, "networkProfile.podCidr")
    span = parse(value.text())
    if span is None:
        raise NotKnownError(value.path, "is no range of IPv4")
    return span


def pod_subnets(stack: StackView, pool: Pool) -> tuple[ResourceView, ...]:
    """Return the subnet that a pool's pods have of their own; none where there is none, or it is not here."""
    return _subnets(stack, pool.owner, pool.node["podSubnetID"])


def _subnets(stack: StackView, resource: ResourceView, wanted: Node) -> tuple[ResourceView, ...]:
    if wanted.raw is None:
        return ()
    found = origins(stack, resource, wanted, SUBNET)
    if not wanted.known:
        return found
    # After the first deployment ids are known, and end with the subnet's own name.
    name = wanted.text().rpartition("/")[2]
    return tuple(_by_name(stack).get(name, ())) or found


@once
def _by_name(stack: StackView) -> Mapping[str, Sequence[ResourceView]]:
    """Return the subnets by the name that they are known to have."""
    found = defaultdict[str, list[ResourceView]](list)
    for subnet in stack.of(SUBNET):
        if subnet["subnetName"].known:
            found[subnet["subnetName"].text()].append(subnet)
    return found
