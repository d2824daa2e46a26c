"""Networks and clusters that meet, and have addresses in common.

Sources, read on 2026-11-28: Amazon VPC peering guide, `vpc-peering-basics`; EKS API,
`KubernetesNetworkConfigRequest` (services are not within the network, nor in what is peered; EKS takes
10.100.0.0/16 or 172.20.0.0/16, whichever is free); AKS `concepts-network-ip-address-planning` (services and
pods are apart from the network and what it is connected to) and `concepts-network-azure-cni-overlay`
(clusters of one network may have the same range of pods); the API of AKS takes 10.0.0.0/16 and
10.244.0.0/16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts import links
from jiban.policy.facts.network import aks, vnets, vpcs
from jiban.policy.facts.network.eks import CLUSTER as EKS
from jiban.policy.facts.network.neighbours import Neighbour, in_common
from jiban.policy.facts.network.ranges import Range, parse_any
from jiban.policy.facts.once import of
from jiban.policy.facts.values import effective
from jiban.policy.rule import PASS, Verdict, failed, judged, passed, together
from jiban.policy.view import Node, NotKnownError, ResourceView, StackView

NETWORKS: Final = (*vpcs.VPCS, aks.NETWORK)
CLUSTERS: Final = (EKS, aks.CLUSTER)
_Ranges = Callable[[], Iterable[Range]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Something with addresses."""

    name: str
    ranges: _Ranges
    path: str = ""


def network(stack: StackView, place: ResourceView, elsewhere: tuple[str, ...]) -> Verdict:
    """Judge a network by what it reaches, and by ranges of networks that are none of the stack.

    Args:
        stack: all resources.
        place: of one of `NETWORKS`.
        elsewhere: ranges that are connected by other means, such as those on premises.

    Raises:
        NotKnownError: a range that decides is not known before deployment.
    """
    others = [*_neighbours(stack, place), *_elsewhere(elsewhere)]
    if not others:
        return PASS
    own = _Part("it", lambda: _ranges(stack, place))
    return _apart(own, others)


def cluster(stack: StackView, place: ResourceView) -> Verdict:
    """Judge a cluster by the ranges of its services and pods, of its network and of what that reaches.

    Raises:
        NotKnownError: a range that decides is not known before deployment.
    """
    inside = list(_of_aks(place) if place.token == aks.CLUSTER else _of_eks(place))
    if not inside:
        return passed("EKS chooses a range for its services that is apart from its network")
    around = [
        part
        for home in _homes(stack, place)
        for part in (
            _Part(home.name, lambda home=home: _ranges(stack, home)),
            *_neighbours(stack, home),
        )
    ]
    pairs = [(part, [*inside[place + 1 :], *around]) for place, part in enumerate(inside)]
    return together(judged(_apart, part, others) for part, others in pairs)


def _apart(own: _Part, others: Iterable[_Part]) -> Verdict:
    """Judge one range against others: the first that it meets is enough."""
    mine = list(own.ranges())
    return together(judged(_pair, own, mine, other) for other in others)


def _pair(own: _Part, mine: list[Range], other: _Part) -> Verdict:
    common = in_common(mine, other.ranges())
    if common is None:
        return PASS
    subject = "it has" if own.name == "it" else f"{own.name} have"
    return failed(f"{subject} {common} in common with {other.name}", *([own.path] if own.path else []))


def _ranges(stack: StackView, place: ResourceView) -> Iterable[Range]:
    with of(place):
        return vnets.ranges(place) if place.token == aks.NETWORK else vpcs.ranges(stack, place)


def _neighbours(stack: StackView, place: ResourceView) -> Iterator[_Part]:
    found = vnets.neighbours(stack, place) if place.token == aks.NETWORK else vpcs.neighbours(stack, place)
    for each in found:
        yield _Part(
            each.network.name if each.network else f"what {each.by.name} leads to",
            lambda each=each: _of_neighbour(stack, each),
        )


def _of_neighbour(stack: StackView, neighbour: Neighbour) -> Iterable[Range]:
    if neighbour.network is not None:
        return _ranges(stack, neighbour.network)
    if neighbour.told:
        with of(neighbour.by):
            return _parsed(neighbour.told)
    raise NotKnownError(
        f"the range of what {neighbour.by.name} leads to", "is not told: it is no part of the stack"
    )


def _elsewhere(texts: tuple[str, ...]) -> Iterator[_Part]:
    for text in texts:
        span = parse_any(text)
        if span is not None:
            yield _Part(f"{text} of networks that are connected", lambda span=span: (span,))


def _parsed(nodes: Iterable[Node]) -> list[Range]:
    return [span for node in nodes if (span := parse_any(node.text()))]


def _of_eks(place: ResourceView) -> Iterator[_Part]:
    services = place["kubernetesNetworkConfig"]["serviceIpv4Cidr"]
    if services.given:
        yield _Part("its services", lambda: _parsed([services]), services.path)


def _of_aks(place: ResourceView) -> Iterator[_Part]:
    several = place["networkProfile"]["serviceCidrs"].each()
    single = effective(place, "networkProfile.serviceCidr")
    services = several or (single.node,)
    yield _Part("its services", lambda: _parsed(services), services[0].path)
    pods = place["networkProfile"]["podCidrs"].each() or (effective(place, "networkProfile.podCidr").node,)
    if aks.is_overlay(place) or effective(place, "networkProfile.networkPlugin").says("kubenet"):
        yield _Part("its pods", lambda: _parsed(pods), pods[0].path)


def _homes(stack: StackView, place: ResourceView) -> tuple[ResourceView, ...]:
    """Return the networks that the nodes of a cluster are in."""
    if place.token == aks.CLUSTER:
        subnets = [subnet for pool in aks.pools_of(stack, place) for subnet in pool.subnets]
        found = [
            home
            for subnet in subnets
            for home in links.named(stack, subnet, subnet["virtualNetworkName"], aks.NETWORK)
        ]
    else:
        nodes = place["vpcConfig"]["subnetIds"].each()
        named = links.each_named(stack, place, nodes, *vpcs.SUBNETS)
        found = [home for each in named for subnet in each if (home := vpcs.network_of(stack, subnet))]
    return tuple({home.urn: home for home in found}.values())
