"""DSG-003: the most pods of a cluster fit on its most nodes, and still do without a zone."""

from typing import Final

from jiban.policy.facts import node_pools, pod_room
from jiban.policy.facts.clusters.membership import CLUSTERS
from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.ownership import is_read
from jiban.policy.rule import (
    Level,
    Severity,
    StackRule,
    Verdict,
    each_of,
    failed,
    not_applicable,
    passed,
)
from jiban.policy.view import NotKnownError, ResourceView, StackView

_PATHS: Final = {aks.CLUSTER: ("agentPoolProfiles",)}
"""Inputs of a cluster that say what its pools are; on AWS they are resources of their own."""


def check(stack: StackView, cluster: ResourceView) -> Verdict:
    """Judge a cluster."""
    if is_read(cluster):
        return not_applicable("it is read, and the stack that declares it is judged for it")
    workloads = pod_room.workloads(stack, cluster)
    if not workloads:
        return not_applicable("the stack has no workload of it")
    if node_pools.makes_its_own(stack, cluster):
        return not_applicable("its nodes are made as they are needed")
    if not node_pools.pools(stack, cluster):
        return not_applicable("its pools are no part of the stack")
    return _room(stack, cluster, workloads)


def _room(stack: StackView, cluster: ResourceView, workloads: tuple[ResourceView, ...]) -> Verdict:
    loads, doubts = list[pod_room.Load](), list[NotKnownError]()
    for workload in workloads:
        try:
            loads.append(pod_room.load(stack, cluster, workload))
        except NotKnownError as error:
            doubts.append(error)
    found = list(pod_room.misfits(stack, cluster, loads))
    if found:
        return failed("; ".join(found), *_PATHS.get(cluster.token, ()))
    if doubts:
        raise doubts[0]
    number = sum(each.pods for each in loads if not each.on_each)
    zones = any(pool.minds_zones for pool in node_pools.pools(stack, cluster))
    return passed(f"up to {number} pods fit{', also without one of the zones' if zones else ''}")


RULE: Final = StackRule(
    id="DSG-003",
    text=(
        "The most pods that all autoscalers of a cluster may ask for fit on the most nodes of its pools, and "
        "still do when a zone is lost."
    ),
    severity=Severity.HIGH,
    level=Level.MANDATORY,
    reason=(
        "Autoscalers that ask for more than there can be leave pods pending at the peak, and when a zone is "
        "lost those of the others have nowhere to go."
    ),
    remedy="Raise maxCount or maxSize of the pool, lower maxReplicas or requests, or spread over more zones.",
    link="https://learn.microsoft.com/azure/aks/availability-zones",
    types=(*CLUSTERS, aks.POOL, eks.NODE_GROUP),
    setting=("jiban:cluster.pools", "jiban:workloads"),
    compliance={},
    check=each_of(CLUSTERS, check),
)
