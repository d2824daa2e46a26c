"""What every pool's nodes bear, on every cloud: labels and taints."""

from collections.abc import Mapping
from typing import Final

from jiban.components.cluster.spec import NodePoolSpec

SYSTEM_POOL: Final = "system"
"""Name of the pool that the cluster's own add-ons run in; no other pool can bear it."""

FIRST_POOL: Final = "first"
"""Name of the pool that a cluster on Azure is made with; it is part of the cluster, and nothing needs it
afterwards."""

POOL_LABEL: Final = "jiban/pool"
"""Label that tells a node's pool."""

SYSTEM_TAINT: Final = "CriticalAddonsOnly=true:NoSchedule"
"""Keeps workloads out of the system pool; the clouds' own add-ons tolerate it (AKS `use-system-pools`; EKS's
CoreDNS)."""


def labels(name: str, pool: NodePoolSpec) -> Mapping[str, str]:
    """Return the labels of a pool's nodes, its name among them."""
    return {**pool.labels, POOL_LABEL: name}


def taints(name: str, pool: NodePoolSpec) -> list[str]:
    """Return the taints of a pool's nodes, `key=value:effect`."""
    own = [pool.taint] if pool.taint else []
    return [SYSTEM_TAINT, *own] if name == SYSTEM_POOL else own
