"""What private endpoints are asked for and what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi

from jiban.components.network.spec import PrivateService, Role

Service = Literal["postgres", "cache", "queue", "vault", "registry", "objects", "telemetry"]
"""A managed service that can be reached privately."""

Interface = PrivateService
"""What AWS gives addresses in the network to, by our word: one service of the region, or several."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """One resource to be reached privately."""

    name: str
    """Logical name, unique in the stack: `postgres`, `postgres-south`."""
    service: Service
    resource_id: pulumi.Input[str]
    role: Role
    """Subnet of the endpoint."""


@dataclass(frozen=True, kw_only=True)
class EndpointsContract:
    """Private endpoints that exist and resolve."""

    endpoint_ids: Mapping[str, pulumi.Output[str]]
    """Id of each endpoint, by the target's name on Azure and by the service's on AWS; it resolves once the
    service's DNS name leads to it."""
