"""What every cloud's message broker gives to the tiers above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

AMQPS: Final = 5671
"""TCP port of AMQP over TLS."""


@dataclass(frozen=True, kw_only=True)
class QueueContract:
    """A broker that exists."""

    broker_id: pulumi.Output[str]
    host: pulumi.Output[str]
    """DNS name of the broker."""
    name: pulumi.Output[str]
    entity_ids: Mapping[str, pulumi.Output[str]]
    """Id of each queue and topic by its name: what a permission is granted on."""
