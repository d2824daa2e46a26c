"""The node groups of a pool on EKS: one in each zone, which together are the pool. Pure arithmetic.

A node group cannot get another subnet, so one that spanned the zones would be replaced, with all its nodes,
by a zone more (decision 10).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiban.components.cluster.pools import SYSTEM_POOL
from jiban.components.cluster.spec import ClusterSpec, NodePoolSpec


@dataclass(frozen=True, slots=True)
class Group:
    """A pool's nodes in one zone."""

    pool: str
    zone: int
    spec: NodePoolSpec
    """Of the whole pool."""
    min_nodes: int
    """This zone's part of the pool's fewest nodes."""
    max_nodes: int
    """This zone's part of the pool's most nodes."""
    first: bool
    """Whether it is the first of its pool's."""

    @property
    def ceiling(self) -> int:
        """The most nodes that EKS itself allows here: half of the pool, the same in two zones and in four.

        Were it the zone's part, a zone more would change it, and with each change a count of nodes is sent.
        """
        return half(self.spec.max_nodes)

    @property
    def key(self) -> str:
        """What tells the group from the others of a cluster: `apps-1`."""
        return f"{self.pool}-{self.zone}"


def groups(spec: ClusterSpec, zones: Sequence[int]) -> Iterator[Group]:
    """Yield the groups of every pool, the system pool's first, zone by zone.

    Args:
        spec: the cluster.
        zones: numbers of the zones.
    """
    ordered = sorted(set(zones))
    for name, pool in {SYSTEM_POOL: spec.system_pool, **spec.pools}.items():
        fewest, most = shares(pool.min_nodes, len(ordered)), shares(pool.max_nodes, len(ordered))
        for position, zone in enumerate(ordered):
            yield Group(name, zone, pool, fewest[position], most[position], position == 0)


def half(nodes: int) -> int:
    """Return the most of a pool's nodes that one of two zones has: EKS takes no fewer zones."""
    return -(-nodes // 2)


def shares(nodes: int, zones: int) -> tuple[int, ...]:
    """Return how many of a pool's nodes each zone has: as equal as can be, the first ones a node more."""
    each, rest = divmod(nodes, zones)
    return tuple(each + (position < rest) for position in range(zones))
