"""Ranges of a cluster: those of its services and its pods, and those of the networks that it can reach.

Sources, read on 2026-11-28: AKS `concepts-network-ip-address-planning`, `azure-cni-overlay`; EKS user guide,
`network-reqs`, and the API's `KubernetesNetworkConfigRequest`; Azure virtual network peering overview
(peering is not transitive).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.clusters import membership
from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.network.ranges import Range, parse, parse_any
from jiban.policy.facts.once import of, once, origins
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

SERVICE: Final = "kubernetes:core/v1:Service"
_PEERING: Final = "azure-native:network:VirtualNetworkPeering"
_VPC: Final = "aws:ec2/vpc:Vpc"
_VPC_PEERING: Final = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
_MORE: Final = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
_EKS_RANGE: Final = 2**16
_EKS_RANGE_6: Final = 2**20
"""What AWS gives to services where nothing is said: a /16, or a /108 of IPv6."""
_KEPT: Final = 3
"""Addresses of a range of services that are taken: the first, that of the DNS service, the last."""


@dataclass(frozen=True, slots=True)
class Own:
    """A range of a cluster's own."""

    what: str
    span: Range
    path: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A range that somebody else has."""

    whose: str
    span: Range


def addresses(cluster: ResourceView) -> tuple[int, str]:
    """Return how many addresses a cluster's range of services has for services, and the input that says it.

    Raises:
        NotKnownError: it is not known before deployment.
    """
    if cluster.token == eks.CLUSTER:
        settings = cluster["kubernetesNetworkConfig"]
        node = settings["serviceIpv4Cidr"]
        if settings["ipFamily"].says("ipv6"):
            return _EKS_RANGE_6 - _KEPT, node.path
        if not node.given:
            return _EKS_RANGE - _KEPT, node.path
        return _size(_span(node)) - _KEPT, node.path
    own = _services(cluster)
    return _size(own.span) - _KEPT, own.path


def services(stack: StackView, cluster: ResourceView) -> int:
    """Return how many Services of the stack take an address of a cluster's range.

    Raises:
        NotKnownError: of one it is not known before deployment.
    """
    return sum(_takes_one(stack, each) for each in membership.objects(stack, cluster, SERVICE))


@once
def _takes_one(stack: StackView, service: ResourceView) -> bool:
    del stack
    with of(service):
        spec = service["spec"]
        if not spec["clusterIP"].known or not spec["type"].known:
            return True
        return not spec["clusterIP"].says("None") and not spec["type"].says("ExternalName")


def own(cluster: ResourceView) -> Iterator[Own]:
    """Yield the ranges of a cluster: of its services, and of its pods where these have their own.

    Raises:
        NotKnownError: the next one is not known before deployment.
    """
    if cluster.token == eks.CLUSTER:
        node = cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"]
        if node.given:  # what AWS chooses is in no network of the cluster
            yield Own("services", _span(node), node.path)
        return
    yield _services(cluster)
    plugin = effective(cluster, "networkProfile.networkPlugin")
    if aks.is_overlay(cluster) or plugin.says("kubenet"):
        yield Own("pods", aks.pod_span(cluster), "networkProfile.podCidr")


def _services(cluster: ResourceView) -> Own:
    for node in cluster["networkProfile"]["serviceCidrs"].each():
        if ":" not in node.text():
            return Own("services", _span(node), node.path)
    value = effective(cluster, "networkProfile.serviceCidr")
    return Own("services", _span(value.node), value.path)


def _span(node: Node) -> Range:
    found = parse_any(node.text())
    if found is None:
        raise NotKnownError(node.path, "is no range of addresses")
    return found


def _size(span: Range) -> int:
    return span[1] - span[0] + 1


def networks(stack: StackView, cluster: ResourceView) -> Iterator[Taken]:
    """Yield the ranges of the network that a cluster's nodes stand in, and of those that it is peered with.

    Raises:
        NotKnownError: the next one is not known before deployment, or is no part of the stack.
    """
    yield from _azure(stack, cluster) if cluster.token == aks.CLUSTER else _aws(stack, cluster)


def _azure(stack: StackView, cluster: ResourceView) -> Iterator[Taken]:
    mine: dict[str, ResourceView] = {}
    for pool in aks.pools_of(stack, cluster):
        for subnet in pool.subnets:
            mine |= {each.urn: each for each in _network_of(stack, subnet, subnet["virtualNetworkName"])}
    for network in mine.values():
        yield from _prefixes(network, network["addressSpace"]["addressPrefixes"], network.name)
    unknown: list[NotKnownError] = []
    for peering in stack.of(_PEERING):
        if not any(each.urn in mine for each in _network_of(stack, peering, peering["virtualNetworkName"])):
            continue
        far = peering["remoteVirtualNetwork"]["id"]
        others = origins(stack, peering, far, aks.NETWORK)
        for other in others:
            yield from _prefixes(other, other["addressSpace"]["addressPrefixes"], f"peer {other.name}")
        remote = peering["remoteAddressSpace"]["addressPrefixes"]
        if not others and remote.given:
            yield from _prefixes(peering, remote, f"the peer of {peering.name}")
        elif not others:
            path = f"{far.path} of {peering.name}"
            unknown.append(NotKnownError(path, "names a network that is no part of the stack"))
    if unknown:
        raise unknown[0]


def _network_of(stack: StackView, resource: ResourceView, name: Node) -> tuple[ResourceView, ...]:
    found = origins(stack, resource, name, aks.NETWORK)
    if found or not name.known:
        return found
    named = [each for each in stack.of(aks.NETWORK) if each["virtualNetworkName"].known]
    return tuple(each for each in named if each["virtualNetworkName"].says(name.text("-")))


def _prefixes(owner: ResourceView, listed: Node, whose: str) -> Iterator[Taken]:
    with of(owner):
        for each in listed.each():
            span = parse(each.text())
            if span is not None:
                yield Taken(whose, span)


def _aws(stack: StackView, cluster: ResourceView) -> Iterator[Taken]:
    mine: dict[str, ResourceView] = {}
    for urn in cluster.property_dependencies.get("vpcConfig", ()):
        subnet = stack.get(urn)
        if subnet is not None and subnet.token == eks.SUBNET:
            mine |= {each.urn: each for each in origins(stack, subnet, subnet["vpcId"], _VPC)}
    for vpc in mine.values():
        yield from _blocks(stack, vpc, vpc.name)
    unknown: list[NotKnownError] = []
    for peering in stack.of(_VPC_PEERING):
        ends = [origins(stack, peering, peering[key], _VPC) for key in ("vpcId", "peerVpcId")]
        for near, far, key in ((ends[0], ends[1], "peerVpcId"), (ends[1], ends[0], "vpcId")):
            if not any(each.urn in mine for each in near):
                continue
            for other in far:
                yield from _blocks(stack, other, f"peer {other.name}")
            if not far:
                path = f"{key} of {peering.name}"
                unknown.append(NotKnownError(path, "names a network that is no part of the stack"))
    if unknown:
        raise unknown[0]


def _blocks(stack: StackView, vpc: ResourceView, whose: str) -> Iterator[Taken]:
    more = [each for each in stack.of(_MORE) if vpc in origins(stack, each, each["vpcId"], _VPC)]
    for owner in (vpc, *more):
        node = owner["cidrBlock"]
        with of(owner):
            span = parse(node.text()) if node.given else None
        if span is not None:
            yield Taken(whose, span)


def elsewhere(listed: Sequence[str]) -> Iterator[Taken]:
    """Yield ranges that are in use where no program sees it: those of buildings, of other clouds."""
    for text in listed:
        span = parse_any(text)
        if span is not None:
            yield Taken(f"{text}, which is in use elsewhere", span)
