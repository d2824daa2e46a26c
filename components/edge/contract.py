"""What every cloud's edge gives to the tiers above it, and to people."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi


@dataclass(frozen=True, kw_only=True)
class EdgeContract:
    """An edge that exists."""

    host: pulumi.Output[str]
    """DNS name of the edge itself, to which the records of the environment's own names lead."""
    address: pulumi.Output[str] | None
    """Public address of the gateway, which the record of the origin holds; None where the edge comes in by a
    link and needs no record."""
    logged: Mapping[str, pulumi.Output[str]]
    """Resource ids of what writes logs, by what it is: `edge`, `gateway`."""
    identifier: pulumi.Output[str]
    """What every request of this edge says that it comes from; a gateway takes no others."""
    counted: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """Names by which metrics are asked for, by what counts them: `edge`, `firewall`. On AWS alone, where the
    edge counts in a region of its own (`cloudfront.figures().region`)."""
