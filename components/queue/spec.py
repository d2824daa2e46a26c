"""What can be asked for of queues and topics, on any cloud."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from jiban.components.base import Spec

QueueName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9_-]{0,48}[a-z0-9])?$")]
"""1 to 50 lower-case letters, digits, underscores and hyphens."""


class OneQueueSpec(Spec):
    """A queue; messages that fail too often or expire move to its dead-letter queue."""

    max_size_gb: Literal[1, 2, 3, 4, 5] = 1
    """Maximum size in GiB; a full queue rejects new messages. Default: 1."""
    duplicate_detection: bool = False
    """Whether a message with an id seen in the last ten minutes is dropped. Changing it replaces the queue.
    Default: false."""
    sessions: bool = False
    """Whether messages of one session are delivered in order to one consumer. Changing it replaces the
    queue. Default: false."""
    max_deliveries: Annotated[int, Field(ge=1, le=2000)] = 10
    """Failed deliveries after which a message moves to the dead-letter queue. Default: 10."""
    keep_days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days after which a message moves to the dead-letter queue. Default: 14."""


class TopicSpec(Spec):
    """A topic: every subscription gets each message."""

    max_size_gb: Literal[1, 2, 3, 4, 5] = 1
    """Maximum size in GiB. Default: 1."""
    subscriptions: Annotated[tuple[QueueName, ...], Field(min_length=1)]
    """Names of the subscriptions; each is a queue of its own."""


class QueueSpec(Spec):
    """A message broker with its queues and topics."""

    units: Literal[1, 2, 4, 8, 16] = 1
    """Capacity in messaging units; each is billed. Default: 1."""
    queues: dict[QueueName, OneQueueSpec] = {}
    """Queues by name; the name is the queue's identity. Default: none."""
    topics: dict[QueueName, TopicSpec] = {}
    """Topics by name; the name is the topic's identity. Default: none."""
