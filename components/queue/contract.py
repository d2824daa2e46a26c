"""What every cloud's message broker gives to the tiers above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    """Id of the broker. AWS has none: of the key that its queues and topics share."""
    host: pulumi.Output[str]
    """DNS name of the broker, or of the alias where it has a partner; on AWS that of SQS in the region."""
    name: pulumi.Output[str]
    entity_ids: Mapping[str, pulumi.Output[str]]
    """Id of each queue and topic by its name: what a permission is granted on."""
    private: bool = True
    """Whether it is reached through a private endpoint; otherwise it is on the internet."""
    partner: Partner | None = None
    """Its partner, which is paired once both have their private endpoints; None without one."""
    key_id: pulumi.Output[str] | None = None
    """Key that whoever sends or receives has to use; None where the broker does it for them."""
    received_ids: Mapping[str, Sequence[pulumi.Output[str]]] = field(
        default_factory=dict[str, Sequence[pulumi.Output[str]]]
    )
    """Ids of what is received from, by the name of a queue or topic, where that is something else than
    `entity_ids`: the queues of a topic's subscriptions."""
    addresses: Mapping[str, pulumi.Output[str]] = field(default_factory=dict[str, pulumi.Output[str]])
    """Address of each queue, topic and subscription, by its variable: `QUEUE_JOBS_URL`."""
