"""How many addresses a cluster needs, of its subnet and of its pod range. Pure arithmetic.

Every figure counts the most nodes there can be: the autoscaler at its limit, during an upgrade that surges
every pool. On AWS each zone has a subnet, and the figures are those of one. Source of the formulas: AKS
`concepts-network-ip-address-planning` (subnet) and `concepts-network-azure-cni-overlay` (a /24 of the pod
range for each node); EKS best practices, "Prefix Mode for Linux", and user guide,
`managed-node-update-behavior` and `network-reqs`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from jiban.components.base import Cloud
from jiban.components.cluster.groups import half
from jiban.components.cluster.machines import machine
from jiban.components.cluster.networking import networking
from jiban.components.cluster.pools import FIRST_POOL, SYSTEM_POOL
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec
from jiban.components.machines import UnknownMachineError

_AKS_MAX_PODS: Final[Mapping[str, int]] = MappingProxyType({"overlay": 250, "node_subnet": 30})
"""Most pods on a node where the pool does not say, by networking: what AKS itself takes."""

_EKS_LARGE: Final = 30
_EKS_MAX_PODS: Final = 110
_EKS_MAX_PODS_LARGE: Final = 250
"""Most pods on a node of fewer than thirty cores, and of more: what EKS itself writes into the settings of
its managed nodes (EKS user guide, `choosing-instance-type`, "How maxPods is determined")."""

_PREFIX: Final = 16
"""Addresses that an EKS node takes at a time: a /28."""
_INTERFACES: Final = 2
"""Network interfaces that hold all prefixes of a node, each with an address of its own: five prefixes fit on
one of a t3.medium, the machine of the table with the fewest."""
_EKS_CONTROL_PLANE: Final = 6
"""Free addresses that EKS asks for in each subnet of a cluster (`network-reqs`)."""
_EKS_SURGE: Final = 2
"""Nodes that an upgrade on EKS starts first in a zone, where the share of its group is less."""

PODS_OF_A_NODE: Final = 256
"""Addresses of the pod range that each node takes with overlay networking: a /24."""


@dataclass(frozen=True, slots=True)
class PoolNeed:
    """What one pool needs at most."""

    pool: str
    nodes: int
    """The autoscaler's limit; on AWS the most that EKS allows in one zone."""
    surge: int
    """Extra nodes during an upgrade: the pool's share of its nodes, rounded up."""
    max_pods: int
    """Most pods on one node."""
    addresses: int = 1
    """Addresses of the subnet that one node takes, its pods' included where they are of the subnet."""

    @property
    def machines(self) -> int:
        """Nodes and extra nodes together."""
        return self.nodes + self.surge


@dataclass(frozen=True, slots=True)
class AddressNeed:
    """What a cluster needs at most."""

    cloud: Cloud
    networking: str
    """`overlay` or `node_subnet`."""
    pools: tuple[PoolNeed, ...]
    """The system pool first, then the others in the order of the specification."""
    zones: int
    """Subnets that each need so much: on AWS one for each zone, and the figures are those of one."""
    extras: int
    """Addresses of the subnet for what is no node: a private API server, and on Azure the front end of an
    internal load balancer."""
    first: PoolNeed | None = None
    """The pool of one node that a cluster is made with, on Azure."""

    @property
    def nodes(self) -> int:
        """Most nodes of all pools but the first one."""
        return sum(pool.nodes for pool in self.pools)

    @property
    def surge(self) -> int:
        """Extra nodes of these pools, when all are upgraded at once."""
        return sum(pool.surge for pool in self.pools)

    @property
    def machines(self) -> int:
        """Nodes and extra nodes together, the first pool's too."""
        return sum(pool.machines for pool in self._all)

    @property
    def max_pods(self) -> int:
        """Most pods on one node of any pool."""
        return max(pool.max_pods for pool in self.pools)

    @property
    def total(self) -> int:
        """Addresses of the subnet for nodes and, with node_subnet networking, their pods; not the extras."""
        return sum(pool.machines * pool.addresses for pool in self._all)

    @property
    def pod_range(self) -> int:
        """Addresses of the pod range: none with node_subnet networking."""
        return self.machines * PODS_OF_A_NODE if self.networking == "overlay" else 0

    @property
    def sum(self) -> str:
        """The total as a sum that a person can follow: `(15 nodes + 2 surge) x (1 + 30 pods)`."""
        together = f"{self.nodes} nodes + {self.surge} surge"
        first = self.first
        if self.networking == "overlay":
            return (
                f"{together} + {first.machines} of the pool that the cluster is made with"
                if first
                else together
            )
        if len({pool.max_pods for pool in self._all}) > 1:
            return " + ".join(self._of_pool(pool) for pool in self._all)
        most = f"({together}) x {self._of_node(self.pools[0])}"
        if first is None:
            return most
        own = first.machines * first.addresses
        return f"{most} = {self.total - own}, + {self._of_pool(first)} = {own}"

    def _of_pool(self, pool: PoolNeed) -> str:
        nodes = f"{pool.nodes} {'node' if pool.nodes == 1 else 'nodes'}"
        return f"{pool.pool} ({nodes} + {pool.surge} surge) x {self._of_node(pool)}"

    @property
    def _all(self) -> tuple[PoolNeed, ...]:
        return (*self.pools, self.first) if self.first is not None else self.pools

    def _of_node(self, pool: PoolNeed) -> str:
        if self.cloud == "azure":
            return f"(1 + {pool.max_pods} pods)"
        return f"({_INTERFACES} interfaces + {_prefixes(pool.max_pods)} prefixes of {_PREFIX})"


def need(cloud: Cloud, spec: ClusterSpec, zones: int) -> AddressNeed:
    """Return what a cluster needs at most.

    Args:
        cloud: whose cluster it is.
        spec: what is asked for.
        zones: how many zones its nodes use.
    """
    pools = {SYSTEM_POOL: spec.system_pool, **spec.pools}
    single = spec.system_pool.model_copy(update={"min_nodes": 1, "max_nodes": 1})
    return AddressNeed(
        cloud=cloud,
        networking=networking(cloud, spec),
        pools=tuple(_pool_need(cloud, spec, name, pool) for name, pool in pools.items()),
        zones=1 if cloud == "azure" else zones,
        extras=1 + int(spec.private) if cloud == "azure" else _EKS_CONTROL_PLANE,
        first=_pool_need(cloud, spec, FIRST_POOL, single) if cloud == "azure" else None,
    )


def max_pods(cloud: Cloud, pool: NodePoolSpec, networking: str) -> int:
    """Return the most pods on one node of a pool, the default worked out."""
    if pool.max_pods is not None:
        return pool.max_pods
    if cloud == "azure":
        return _AKS_MAX_PODS[networking]
    try:
        cores = machine(cloud, pool.machine).cores
    except UnknownMachineError:
        return _EKS_MAX_PODS
    return _EKS_MAX_PODS if cores < _EKS_LARGE else _EKS_MAX_PODS_LARGE


def _pool_need(cloud: Cloud, spec: ClusterSpec, name: str, pool: NodePoolSpec) -> PoolNeed:
    kind = networking(cloud, spec)
    pods = max_pods(cloud, pool, kind)
    nodes = pool.max_nodes if cloud == "azure" else half(pool.max_nodes)
    share = -(-nodes * pool.surge // 100)
    return PoolNeed(
        pool=name,
        nodes=nodes,
        surge=share if cloud == "azure" else max(share, _EKS_SURGE),
        max_pods=pods,
        addresses=_addresses(cloud, kind, pods),
    )


def _addresses(cloud: Cloud, networking: str, pods: int) -> int:
    if networking == "overlay":
        return 1
    return 1 + pods if cloud == "azure" else _INTERFACES + _PREFIX * _prefixes(pods)


def _prefixes(pods: int) -> int:
    """Return how many prefixes an EKS node with so many pods takes: one more than they fill is kept ready."""
    return -(-pods // _PREFIX) + 1
