"""Which TCP ports a client of a cache needs."""

from typing import Final

from jiban.components.base import Cloud
from jiban.components.cache.spec import CacheSpec
from jiban.components.units import PortRange

_FIRST: Final[dict[Cloud, int]] = {"azure": 10000, "aws": 6379}
"""Port of the first connection, TLS: Azure Managed Redis 10000, ElastiCache 6379."""
_SHARDS: Final[dict[Cloud, tuple[PortRange, ...]]] = {"azure": ((8500, 8599),), "aws": ()}
"""Ports of the shards when clients speak the Redis Cluster protocol: Azure Managed Redis 8500 to 8599."""


def ports(cloud: Cloud, spec: CacheSpec) -> tuple[PortRange, ...]:
    """Return the ports for firewall rules, the one of the first connection first."""
    return (_FIRST[cloud], *(_SHARDS[cloud] if spec.clustering == "cluster" else ()))


def first_port(cloud: Cloud) -> int:
    """Return the port that clients connect to first."""
    return _FIRST[cloud]
