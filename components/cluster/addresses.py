"""How many addresses a cluster needs, of its subnet and of its pod range. Pure arithmetic.

Every figure counts the most nodes there can be: the autoscaler at its limit, during an upgrade that surges
every pool. Source of the formulas: AKS `concepts-network-ip-address-planning` (subnet) and
`concepts-network-azure-cni-overlay` (a /24 of the pod range for each node).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from components.cluster.spec import ClusterSpec, NodePoolSpec

DEFAULT_MAX_PODS: Final[Mapping[str, int]] = MappingProxyType({"overlay": 250, "node_subnet": 30})
"""Most pods on a node where the pool does not say, by networking: what AKS itself takes."""

PODS_OF_A_NODE: Final = 256
"""Addresses of the pod range that each node takes with overlay networking: a /24."""


@dataclass(frozen=True, slots=True)
class PoolNeed:
    """What one pool needs at most."""

    pool: str
    nodes: int
    """The autoscaler's limit."""
    surge: int
    """Extra nodes during an upgrade: the pool's share of its nodes, rounded up."""
    max_pods: int
    """Most pods on one node."""

    @property
    def machines(self) -> int:
        """Nodes and extra nodes together."""
        return self.nodes + self.surge


@dataclass(frozen=True, slots=True)
class AddressNeed:
    """What a cluster needs at most."""

    networking: str
    """`overlay` or `node_subnet`."""
    pools: tuple[PoolNeed, ...]
    """The system pool first, then the others in the order of the specification."""
    extras: int
    """Addresses of the subnet for what is no node: a private API server, and the front end of an internal
    load balancer."""

    @property
    def nodes(self) -> int:
        """Most nodes of all pools."""
        return sum(pool.nodes for pool in self.pools)

    @property
    def surge(self) -> int:
        """Extra nodes of all pools, when all are upgraded at once."""
        return sum(pool.surge for pool in self.pools)

    @property
    def machines(self) -> int:
        """Nodes and extra nodes together."""
        return self.nodes + self.surge

    @property
    def max_pods(self) -> int:
        """Most pods on one node of any pool."""
        return max(pool.max_pods for pool in self.pools)

    @property
    def total(self) -> int:
        """Addresses of the subnet for nodes and, with node_subnet networking, their pods; not the extras."""
        if self.networking == "overlay":
            return self.machines
        return sum(pool.machines * (1 + pool.max_pods) for pool in self.pools)

    @property
    def pod_range(self) -> int:
        """Addresses of the pod range: none with node_subnet networking."""
        return self.machines * PODS_OF_A_NODE if self.networking == "overlay" else 0

    @property
    def sum(self) -> str:
        """The total as a sum that a person can follow: `(15 nodes + 2 surge) x (1 + 30 pods)`."""
        if self.networking == "overlay":
            return f"{self.nodes} nodes + {self.surge} surge"
        if len({pool.max_pods for pool in self.pools}) == 1:
            return f"({self.nodes} nodes + {self.surge} surge) x (1 + {self.max_pods} pods)"
        return " + ".join(
            f"{pool.pool} ({pool.nodes} nodes + {pool.surge} surge) x (1 + {pool.max_pods} pods)"
            for pool in self.pools
        )


def need(spec: ClusterSpec) -> AddressNeed:
    """Return what a cluster needs at most."""
    pools = {"system": spec.system_pool, **spec.pools}
    return AddressNeed(
        networking=spec.networking,
        pools=tuple(_pool_need(name, pool, spec.networking) for name, pool in pools.items()),
        extras=1 + int(spec.private),
    )


def max_pods(pool: NodePoolSpec, networking: str) -> int:
    """Return the most pods on one node of a pool, the default worked out."""
    return pool.max_pods or DEFAULT_MAX_PODS[networking]


def _pool_need(name: str, pool: NodePoolSpec, networking: str) -> PoolNeed:
    return PoolNeed(
        pool=name,
        nodes=pool.max_nodes,
        surge=-(-pool.max_nodes * pool.surge // 100),
        max_pods=max_pods(pool, networking),
    )
