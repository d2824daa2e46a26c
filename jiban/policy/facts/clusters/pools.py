"""Groups of machines that run pods: pools of AKS, in a cluster and by themselves, and node groups of EKS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jiban.policy.facts.network import aks, eks
from jiban.policy.facts.values import effective
from jiban.policy.view import Node, ResourceView, StackView

AKS: Final = aks.CLUSTER
POOL: Final = aks.POOL
EKS: Final = eks.CLUSTER
NODE_GROUP: Final = eks.NODE_GROUP
OWNERS: Final = (AKS, POOL, NODE_GROUP)
"""Types that declare groups of nodes: a cluster of AKS declares those that are written in it."""


@dataclass(frozen=True, slots=True)
class Machines:
    """One group of machines, at the place where it is declared."""

    owner: ResourceView
    node: Node
    cluster: ResourceView | None
    """None where it is no part of the stack."""

    @property
    def said(self) -> str:
        """For a reader who sees the owner: which group of it, with a colon; nothing where it is the owner."""
        return "" if self.node.path == "" else f"{self.node.path}: "


def declared_by(stack: StackView, owner: ResourceView) -> Iterator[Machines]:
    """Yield the groups of nodes that a resource declares.

    Raises:
        NotKnownError: which they are is not known before deployment.
    """
    if owner.token == AKS:
        # One that is a resource of its own too is declared there.
        own = (pool for pool in aks.pools_of(stack, owner) if pool.owner is owner)
        yield from (Machines(owner, pool.node, owner) for pool in own)
    elif owner.token == POOL:
        yield Machines(owner, owner.node, aks.cluster_of(stack, owner))
    elif owner.token == NODE_GROUP:
        yield Machines(owner, owner.node, eks.cluster_of(stack, owner))


def provisioned(cluster: ResourceView) -> bool:
    """Tell whether nodes of AKS are made as pods need them (node auto-provisioning, Karpenter).

    Raises:
        NotKnownError: it is not known before deployment.
    """
    return effective(cluster, "nodeProvisioningProfile.mode").says("Auto")
