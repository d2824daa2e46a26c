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
