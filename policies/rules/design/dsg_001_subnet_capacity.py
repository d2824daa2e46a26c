"""DSG-001: a subnet has addresses enough for the most nodes that there can be."""

from collections.abc import Iterator
from typing import Final

from jiban.policy.facts import addresses
from jiban.policy.facts.network import aks, eks
from jiban.policy.rule import Judgement, Level, Severity, StackRule, Verdict, failed, judged, passed, unknown
from jiban.policy.view import ResourceView, StackView


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every subnet of nodes or pods, every pod range, and pools in subnets that are not here."""
    for place in addresses.places(stack):
        yield Judgement(place, judged(_room, stack, place))
    for pool in addresses.lost(stack):
        yield Judgement(pool.owner, unknown(f"{pool.path} {pool.why}", pool.path))


def _room(stack: StackView, place: ResourceView) -> Verdict:
    found = addresses.room(stack, place)
    if found.fits:
        return passed(found.said)
    if found.surely:
        return failed(found.said, found.path)
    return unknown(f"{found.said} if all that may stand here does", found.path)


RULE: Final = StackRule(
    id="DSG-001",
    text=("Subnets and pod ranges have enough addresses for the maximum number of nodes during an upgrade."),
    severity=Severity.CRITICAL,
    level=Level.MANDATORY,
    reason=(
        "A full subnet blocks scaling and upgrades, and neither a subnet in use nor a pod range can"
        " be enlarged in place."
    ),
    remedy="Use overlay networking, a larger subnet, or a lower maximum of nodes.",
    link="https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
    types=(aks.SUBNET, aks.NETWORK, aks.CLUSTER, aks.POOL, eks.SUBNET, eks.NODE_GROUP),
    compliance={
        "checkov": ("CKV_AZURE_168",),
        "psrule": ("Azure.AKS.CNISubnetSize", "Azure.AKS.NodeMinPods"),
    },
    check=check,
)
