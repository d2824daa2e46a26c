"""What every cloud's message broker gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

AMQPS: Final = 5671
"""TCP port of AMQP over TLS."""


@dataclass(frozen=True, kw_only=True)
class Partner:
    """The broker of the second region, which takes over in a failover."""

    broker_id: pulumi.Output[str]
    name: pulumi.Output[str]
    alias: str
    """Name that leads to the one of the two that works."""


@dataclass(frozen=True, kw_only=True)
class QueueContract:
    """A broker that exists."""

    broker_id: pulumi.Output[str]
    host: pulumi.Output[str]
    """DNS name of the broker, or of the alias where it has a partner."""
    name: pulumi.Output[str]
    entity_ids: Mapping[str, pulumi.Output[str]]
    """Id of each queue and topic by its name: what a permission is granted on."""
    private: bool = True
    """Whether it is reached through a private endpoint; otherwise it is on the internet."""
    partner: Partner | None = None
    """Its partner, which is paired once both have their private endpoints; None without one."""
