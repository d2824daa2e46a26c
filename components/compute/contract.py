"""What servers give to whoever deployed them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class ComputeContract:
    """Servers that exist."""

    host: pulumi.Output[str]
    """DNS name of the load balancer, to which a record or a content network leads."""
    groups: Mapping[str, pulumi.Output[str]]
    """The cloud's own name of each group, by ours."""
    balancer: pulumi.Output[str]
    """What metrics know the load balancer by."""
    targets: Mapping[str, pulumi.Output[str]]
    """What metrics know the servers of each group by, behind the load balancer."""
    log_groups: Mapping[str, pulumi.Output[str]]
    """Name of the log of each group."""
