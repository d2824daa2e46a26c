"""What the gateway gives to those who stand in front of it and behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

PORT: Final = 443
"""TCP port of the load balancer: HTTPS, ended by the proxies."""

NAME: Final = "gateway"
"""Name of the Gateway, and of what is made for it: its proxies, their service, autoscaler and budget."""

LISTENER: Final = "https"
"""Name of its listener."""

HEALTH_PATH: Final = "/gateway/health"
"""Path at which the proxies themselves answer 200, for the probe of what stands in front of them."""


@dataclass(frozen=True, kw_only=True)
class TargetsContract:
    """A group of the proxies on AWS, which a load balancer sends to."""

    group: pulumi.Output[str]
    """ARN of the group."""
    network: pulumi.Output[str]
    """Id of the network that the proxies are in."""
    cluster: pulumi.Output[str]
    """Name of the cluster, in which a controller may write the proxies into the group by then."""


@dataclass(frozen=True, kw_only=True)
class IngressContract:
    """A gateway that exists."""

    address: str | None
    """Address of its load balancer in the network; None where a load balancer of the edge sends to its
    proxies themselves."""
    ready: Sequence[pulumi.Resource]
    """What a route must wait for."""
