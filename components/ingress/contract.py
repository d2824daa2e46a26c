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
class IngressContract:
    """A gateway that exists."""

    address: str
    """Address of its load balancer."""
    ready: Sequence[pulumi.Resource]
    """What a route must wait for."""
