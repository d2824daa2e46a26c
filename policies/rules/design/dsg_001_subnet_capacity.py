"""DSG-001: a subnet has addresses enough for the most nodes that there can be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jiban.policies.network import aks
from jiban.policies.network.ranges import Range, show
from jiban.policy.rule import Judgement, Level, Severity, StackRule, Verdict, failed, judged, passed, unknown
from jiban.policy.view import NotKnownError, ResourceView, StackView

NODE_GROUP: Final = "aws:eks/nodeGroup:NodeGroup"
ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_RESERVED: Final = 5
"""Addresses of each subnet that Azure keeps (`virtual-network/virtual-networks-faq`)."""
_NODE_BLOCK: Final = 256
"""Addresses of the pod range that a node takes with overlay networking: a /24 (`azure-cni-overlay`)."""
_MAX_PODS: Final = 30
"""Pods of a node with the nodes' own subnet, where nothing is said (`azure-cni-overview`)."""
_SURGE: Final = "10%"
"""Extra nodes of an upgrade where nothing is said (AKS `upgrade-aks-node-pools-rolling`)."""


@dataclass(frozen=True, slots=True)
class _Need:
    """Addresses that something takes at most."""

    amount: int
    sum: str


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every subnet that nodes of AKS stand in, every pod range, and every node group of EKS."""
    pools = list(aks.pools(stack))
    for subnet in stack.of(aks.SUBNET):
        inside = [pool for pool in pools if subnet in pool.subnets]
        if inside:
            yield Judgement(subnet, judged(_subnet, stack, subnet, inside))
    for cluster in stack.of(aks.CLUSTER):
        own = [pool for pool in pools if pool.cluster is cluster]
        if judged(_is_overlay, cluster) == _OVERLAY:
            yield Judgement(cluster, judged(_pod_range, cluster, own))
    for group in stack.of(NODE_GROUP):
        yield Judgement(group, _not_counted(group))


_OVERLAY: Final = passed("overlay")


def _is_overlay(cluster: ResourceView) -> Verdict:
    return _OVERLAY if aks.is_overlay(cluster) else passed()


def _subnet(stack: StackView, subnet: ResourceView, pools: list[aks.Pool]) -> Verdict:
    spans = aks.spans(subnet)
    if not spans:
        raise NotKnownError("addressPrefix")
    usable = sum(high - low + 1 - _RESERVED for low, high in spans)
    sure = [pool for pool in pools if len(pool.subnets) == 1]
    certain = _all(stack, subnet, sure)
    most = _all(stack, subnet, pools)
    if certain.amount > usable:
        return failed(_sentence(spans, usable, certain), "addressPrefix")
    if most.amount > usable:
        return unknown(f"{_sentence(spans, usable, most)} if all its pools stand here", "addressPrefix")
    return passed(_sentence(spans, usable, most))


def _sentence(spans: Iterable[Range], usable: int, need: _Need) -> str:
    return f"{', '.join(map(show, spans))} has {usable} addresses, up to {need.amount} are taken: {need.sum}"


def _all(stack: StackView, subnet: ResourceView, pools: list[aks.Pool]) -> _Need:
    needs = [_pool(pool) for pool in pools]
    private = {
        pool.cluster.urn
        for pool in pools
        if pool.cluster["apiServerAccessProfile"]["enablePrivateCluster"].is_true()
    }
    if private:
        needs.append(_Need(len(private), f"{len(private)} of the API server"))
    endpoints = sum(
        1 for endpoint in stack.of(ENDPOINT) if subnet in stack.behind(endpoint, "subnet", aks.SUBNET)
    )
    if endpoints:
        needs.append(_Need(endpoints, f"{endpoints} of private endpoints"))
    return _Need(sum(need.amount for need in needs), " + ".join(need.sum for need in needs))


def _pool(pool: aks.Pool) -> _Need:
    nodes, surge = _machines(pool)
    machines = f"{pool.name} ({nodes} nodes + {surge} surge)"
    if aks.is_overlay(pool.cluster) or pool.node["podSubnetID"].raw is not None:
        return _Need(nodes + surge, machines)
    pods = pool.node["maxPods"].number(_MAX_PODS)
    return _Need((nodes + surge) * (1 + pods), f"{machines} x (1 + {pods} pods)")


def _machines(pool: aks.Pool) -> tuple[int, int]:
    """Return the most nodes of a pool, and the extra ones of an upgrade."""
    scales = pool.node["enableAutoScaling"].is_true()
    nodes = pool.node["maxCount" if scales else "count"].number(1)
    surge = pool.node["upgradeSettings"]["maxSurge"].text(_SURGE)
    return nodes, -(-int(surge[:-1]) * nodes // 100) if surge.endswith("%") else int(surge)


def _pod_range(cluster: ResourceView, pools: list[aks.Pool]) -> Verdict:
    low, high = aks.pod_span(cluster)
    machines = sum(sum(_machines(pool)) for pool in pools)
    room = (high - low + 1) // _NODE_BLOCK
    said = f"the pod range {show((low, high))} has room for {room} nodes, there can be {machines}"
    return passed(said) if machines <= room else failed(said, "networkProfile.podCidr")


def _not_counted(group: ResourceView) -> Verdict:
    types = group["instanceTypes"]
    named = [each.text() for each in types.each()] if types.known else []
    kind = ", ".join(named) or "its instance type"
    return unknown(f"how many addresses a node of {kind} takes is not among the rule's data", "instanceTypes")


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
    types=(aks.SUBNET, aks.CLUSTER, aks.POOL, NODE_GROUP),
    compliance={
        "checkov": ("CKV_AZURE_168",),
        "psrule": ("Azure.AKS.CNISubnetSize", "Azure.AKS.NodeMinPods"),
    },
    check=check,
)
