"""What can be asked for of queues and topics, on any cloud."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jiban.components.base import Spec
from jiban.components.queue_variables import alike

QueueName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9_-]{0,48}[a-z0-9])?$")]
"""1 to 50 lower-case letters, digits, underscores and hyphens."""
FilterText = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
"""A condition or a value that messages are compared with."""


class ReceivingSpec(Spec):
    """How messages are handed out, by a queue as by a subscription."""

    sessions: bool = False
    """Whether messages of one session are delivered in order to one consumer. Changing it makes the queue or
    the subscription anew. Default: false."""
    lock_seconds: Annotated[int, Field(ge=5, le=300)] = 60
    """Seconds for which a consumer has a message to itself; it may renew them. Then the message is delivered
    again, which counts as a failed delivery. Default: 60."""
    max_deliveries: Annotated[int, Field(ge=1, le=2000)] = 10
    """Failed deliveries after which a message moves to the dead letters. Default: 10."""
    keep_days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days after which a message expires. Default: 14."""
    dead_letter_expired: bool | None = None
    """Whether an expired message moves to the dead letters; otherwise it is gone. Default: true on Azure; on
    AWS it is gone."""
    forward_to: QueueName | None = None
    """Queue or topic that gets every message at once, so that nobody receives from here. Default: none."""
    forward_dead_letters_to: QueueName | None = None
    """Queue or topic that gets the dead letters, to be looked at in one place. Default: none, they stay."""


class OneQueueSpec(ReceivingSpec):
    """A queue; messages that fail too often or expire move to its dead-letter queue."""

    max_size_gb: Literal[1, 2, 3, 4, 5] = 1
    """Maximum size in GiB; a full queue rejects new messages. Default: 1."""
    duplicate_detection: bool = False
    """Whether a message with an id seen within `duplicate_window_minutes` is dropped. Changing it replaces
    the queue. Default: false."""
    duplicate_window_minutes: Annotated[int, Field(ge=1, le=10080)] | None = None
    """Minutes for which an id is remembered where duplicates are dropped; more of them cost throughput.
    Default: 10 on Azure, 5 on AWS."""
    depth_alarm: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Waiting messages above which the alarm of depth is raised. Default: by
    `components/queue/alarms.yaml`."""


class CorrelationSpec(Spec):
    """Values that a message must have, every one that is given; cheaper than a condition in SQL."""

    label: FilterText | None = None
    """The message's subject. Default: any."""
    correlation_id: FilterText | None = None
    """Id of the exchange that the message belongs to. Default: any."""
    message_id: FilterText | None = None
    """Id of the message. Default: any."""
    content_type: FilterText | None = None
    """Type of the content, such as application/json. Default: any."""
    to: FilterText | None = None
    """Address that it is sent to. Default: any."""
    reply_to: FilterText | None = None
    """Address that answers go to. Default: any."""
    session_id: FilterText | None = None
    """Session of the message. Default: any."""
    reply_to_session_id: FilterText | None = None
    """Session that answers belong to. Default: any."""
    properties: dict[FilterText, FilterText] = {}
    """The program's own properties of the message, as texts, by name. Default: any."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_dump(exclude_defaults=True):
            raise ValueError("no value to compare with, so it would let every message in; set one at least")
        return self


class FilterSpec(Spec):
    """Which messages a subscription gets. Set exactly one of the two."""

    sql: FilterText | None = None
    """A condition such as `level = 'error' AND sys.Label LIKE 'trip%'`."""
    correlation: CorrelationSpec | None = None
    """Values that a message must have."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.sql is None) == (self.correlation is None):
            raise ValueError("set exactly one of sql and correlation; two filters are two names")
        return self


class SubscriptionSpec(ReceivingSpec):
    """A subscription: a queue of its own, with the messages of its topic that a filter lets in."""

    filters: dict[QueueName, FilterSpec] = {}
    """Filters by name; a message that one of them lets in is delivered once. Default: none, every message."""
    dead_letter_filter_errors: bool | None = None
    """Whether a message on which a filter fails moves to the dead letters; otherwise the subscription does
    not get it. Default: true on Azure; on AWS no filter fails."""


class TopicSpec(Spec):
    """A topic: every subscription gets each message that its filters let in."""

    max_size_gb: Literal[1, 2, 3, 4, 5] = 1
    """Maximum size in GiB. Default: 1."""
    duplicate_detection: bool = False
    """Whether a message with an id seen within `duplicate_window_minutes` is dropped. Changing it replaces
    the topic. Default: false."""
    duplicate_window_minutes: Annotated[int, Field(ge=1, le=10080)] | None = None
    """Minutes for which an id is remembered where duplicates are dropped. Default: 10 on Azure, 5 on AWS."""
    depth_alarm: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Messages that wait in its subscriptions above which the alarm of depth is raised. Default: by
    `components/queue/alarms.yaml`."""
    subscriptions: Annotated[dict[QueueName, SubscriptionSpec], Field(min_length=1)]
    """Subscriptions by name; the name is the subscription's identity. One that asks for nothing is
    `audit: {}`."""


class QueueSpec(Spec):
    """A message broker with its queues and topics."""

    tier: Literal["standard", "premium"] = "premium"
    """`premium`: capacity of its own, private endpoints, copies in a second region. `standard`: shared
    capacity, billed by use, and open to the internet for whoever has a token of the directory: neither
    private endpoint nor firewall can be had. Changing it makes the broker anew, without its messages.
    Default: premium."""
    units: Literal[1, 2, 4, 8, 16] = 1
    """Capacity in messaging units; each is billed. Default: 1."""
    geo: Literal["none", "alias", "replication"] = "none"
    """What of the broker a second region has. `alias`: an empty broker with the same queues, and a name that
    leads to one of the two; messages that wait are lost in a failover, and there is no way back.
    `replication`: messages as well, under the one name that there is; each region bills its units. Neither
    moves by itself. Default: none."""
    geo_region: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{2,29}$")] | None = None
    """The cloud's own name of the second region: koreasouth. Default: none; `geo` needs it."""
    geo_lag_minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    """Minutes that the copy of `geo: replication` may be behind, which are lost at most; beyond them senders
    are slowed down. 0: each message waits for both regions, and fails without the second. Default: 5."""
    alarms: bool = True
    """Whether alarms are made for dead letters, waiting messages, refused requests and, with a copy that may
    be behind, its lag (`components/queue/alarms.yaml`). Default: true."""
    queues: dict[QueueName, OneQueueSpec] = {}
    """Queues by name; the name is the queue's identity. Default: none."""
    topics: dict[QueueName, TopicSpec] = {}
    """Topics by name; the name is the topic's identity. Default: none."""

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        for variable, whats in alike(
            self.queues, {name: topic.subscriptions for name, topic in self.topics.items()}
        ).items():
            raise ValueError(
                f"{' and '.join(whats)} would both be found by the variable {variable}; rename one of them"
            )
        return self
