"""DSG-001: a subnet has addresses enough for the most nodes that there can be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.network.eks_addresses import NodeNeed, of_node
from jiban.policy.facts.network.ranges import Range, parse, show
from jiban.policy.rule import Judgement, Level, Severity, StackRule, Verdict, failed, judged, passed, unknown
from jiban.policy.view import NotKnownError, ResourceView, StackView

ENDPOINT: Final = "azure-native:network:PrivateEndpoint"
_RESERVED: Final = 5
"""Addresses of each subnet that Azure keeps (`virtual-network/virtual-networks-faq`), and AWS (VPC user
guide, `subnet-sizing`)."""
_NODE_BLOCK: Final = 256
"""Addresses of the pod range that a node takes with overlay networking: a /24 (`azure-cni-overlay`)."""
_MAX_PODS: Final = 30
"""Pods of a node with the nodes' own subnet, where nothing is said (`azure-cni-overview`)."""
_SURGE: Final = "10%"
"""Extra nodes of an upgrade where nothing is said (AKS `upgrade-aks-node-pools-rolling`)."""
_EKS_CONTROL_PLANE: Final = 6
"""Free addresses that EKS asks for in each subnet of a cluster (EKS user guide, `network-reqs`)."""
_EKS_SURGE: Final = 2
"""Nodes that an upgrade starts first in each zone of a group, where it may not take away more (EKS user
guide, `managed-node-update-behavior`)."""
_EKS_TYPE: Final = "t3.medium"
"""Instance type of a group that names none (EKS API, `CreateNodegroup`)."""


@dataclass(frozen=True, slots=True)
class _Need:
    """Addresses that something takes at most."""

    amount: int
    sum: str


def check(stack: StackView) -> Iterator[Judgement]:
    """Judge every subnet that nodes stand in, and every pod range."""
    pools = list(aks.pools(stack))
    for subnet in stack.of(aks.SUBNET):
        inside = [pool for pool in pools if subnet in pool.subnets]
        if inside:
            yield Judgement(subnet, judged(_subnet, stack, subnet, inside))
    for cluster in stack.of(aks.CLUSTER):
        own = [pool for pool in pools if pool.cluster is cluster]
        if judged(_is_overlay, cluster) == _OVERLAY:
            yield Judgement(cluster, judged(_pod_range, cluster, own))
    groups = [
        _Group(group, stack.behind(group, "subnetIds", eks.SUBNET)) for group in stack.of(eks.NODE_GROUP)
    ]
    for subnet in stack.of(eks.SUBNET):
        standing = [group for group in groups if subnet in group.subnets]
        if standing:
            yield Judgement(subnet, judged(_eks_subnet, stack, subnet, standing))
    for group in groups:
        if not group.subnets:
            said = "which subnets its nodes stand in is not known before deployment"
            yield Judgement(group.view, unknown(said, "subnetIds"))


_OVERLAY: Final = passed("overlay")


def _is_overlay(cluster: ResourceView) -> Verdict:
    return _OVERLAY if aks.is_overlay(cluster) else passed()


def _subnet(stack: StackView, subnet: ResourceView, pools: list[aks.Pool]) -> Verdict:
    spans = aks.spans(subnet)
    if not spans:
        raise NotKnownError("addressPrefix")
    usable = sum(max(0, high - low + 1 - _RESERVED) for low, high in spans)
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


def _nodes(count: int) -> str:
    return "1 node" if count == 1 else f"{count} nodes"


def _pool(pool: aks.Pool) -> _Need:
    nodes, surge = _machines(pool)
    machines = f"{pool.name} ({_nodes(nodes)} + {surge} surge)"
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


class _NotListedError(Exception):
    """An instance type that is not among the rule's data."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A node group of EKS."""

    view: ResourceView
    subnets: tuple[ResourceView, ...]
    """Where its nodes stand, spread evenly over them."""


def _eks_subnet(stack: StackView, subnet: ResourceView, groups: list[_Group]) -> Verdict:
    span = parse(subnet["cidrBlock"].text())
    if span is None:
        raise NotKnownError("cidrBlock")
    usable = max(0, span[1] - span[0] + 1 - _RESERVED)
    needs, missing = list[_Need](), list[Verdict]()
    for group in groups:
        try:
            needs.append(_eks_group(stack, group))
        except NotKnownError as error:
            missing.append(unknown(f"{error.path} of {group.view.name} {error.why}", error.path))
        except _NotListedError as error:
            missing.append(unknown(str(error), "cidrBlock"))
    if any(subnet in stack.behind(cluster, "vpcConfig", eks.SUBNET) for cluster in stack.of(eks.CLUSTER)):
        needs.append(_Need(_EKS_CONTROL_PLANE, f"{_EKS_CONTROL_PLANE} of the control plane"))
    need = _Need(sum(each.amount for each in needs), " + ".join(each.sum for each in needs))
    said = _sentence([span], usable, need)
    if need.amount > usable:
        return failed(said, "cidrBlock")
    return missing[0] if missing else passed(said)


def _eks_group(stack: StackView, group: _Group) -> _Need:
    """Return what a group's nodes take of one of its subnets.

    Raises:
        NotKnownError: a part of it is not known before deployment.
        _NotListedError: it has a machine that is not among the rule's data.
    """
    view, zones = group.view, len(group.subnets)
    if len(view["subnetIds"].each()) not in (0, zones):
        raise NotKnownError("subnetIds")
    nodes = -(-view["scalingConfig"]["maxSize"].number(1) // zones)
    surge = max(_EKS_SURGE, -(-_unavailable(view) // zones))
    machines = f"{view.name} ({_nodes(nodes)} + {surge} surge)"
    settings = eks.plugin_settings(stack, view)
    if settings.get("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "").lower() == "true":
        # Pods then have addresses of subnets that are named in the cluster.
        return _Need(nodes + surge, machines)
    prefixes = settings.get("ENABLE_PREFIX_DELEGATION", "").lower() == "true"
    largest = max((_of_type(kind, prefixes=prefixes) for kind in _types(view)), key=lambda each: each.amount)
    return _Need((nodes + surge) * largest.amount, f"{machines} x ({largest.sum})")


def _unavailable(group: ResourceView) -> int:
    """Return how many nodes of a group an upgrade may take away at once."""
    update, most = group["updateConfig"], group["scalingConfig"]["maxSize"].number(1)
    return max(
        update["maxUnavailable"].number(1), -(-update["maxUnavailablePercentage"].number() * most // 100)
    )


def _types(group: ResourceView) -> list[str]:
    """Return the instance types that a group may have.

    Raises:
        NotKnownError: they are not known before deployment, or stand in the launch template alone.
    """
    named = [each.text() for each in group["instanceTypes"].each()]
    if not named and group["launchTemplate"].raw is not None:
        raise NotKnownError("launchTemplate")
    return named or [_EKS_TYPE]


def _of_type(kind: str, *, prefixes: bool) -> NodeNeed:
    need = of_node(kind, prefixes=prefixes)
    if need is None:
        raise _NotListedError(f"how many addresses a node of {kind} takes is not among the rule's data")
    return need


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
    types=(aks.SUBNET, aks.CLUSTER, aks.POOL, eks.SUBNET, eks.NODE_GROUP),
    compliance={
        "checkov": ("CKV_AZURE_168",),
        "psrule": ("Azure.AKS.CNISubnetSize", "Azure.AKS.NodeMinPods"),
    },
    check=check,
)
