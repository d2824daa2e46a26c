"""NET-014: networks that reach each other have no addresses in common."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts.network import aks, meeting, vnets, vpcs
from jiban.policy.parameters import Parameter
from jiban.policy.rule import Judgement, Level, Severity, StackRule, judged
from jiban.policy.view import StackView

ELSEWHERE: Final = Parameter(
    "elsewhere", (), "Ranges of networks that are connected and no part of a stack, as those on premises."
)


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge each network, and each cluster."""
    elsewhere = ELSEWHERE.of(stack)
    for network in stack.of(*meeting.NETWORKS):
        yield Judgement(network, judged(meeting.network, stack, network, elsewhere))
    for cluster in stack.of(*meeting.CLUSTERS):
        yield Judgement(cluster, judged(meeting.cluster, stack, cluster))


RULE: Final = StackRule(
    id="NET-014",
    text="Networks that reach each other, and the clusters in them, have no addresses in common.",
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "An address that two have is routed to one of them. A peering is refused, or what is sent to the "
        "other gets lost; and a range cannot be changed without making the network anew."
    ),
    remedy=(
        "Give each network, and serviceCidr and podCidr of each cluster, a range of its own, of a plan that "
        "holds for all; name those outside of the stacks in the parameter elsewhere."
    ),
    link="https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview",
    types=(
        *meeting.NETWORKS,
        *meeting.CLUSTERS,
        *vpcs.CONNECTIONS,
        *vpcs.SUBNETS,
        vnets.PEERING,
        aks.SUBNET,
        aks.POOL,
    ),
    parameters=(ELSEWHERE,),
    check=check,
)
