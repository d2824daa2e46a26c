"""What Service Bus cannot do is refused with the reason and what to set."""

from jiban.components.base import Fault
from jiban.components.queue.limits import LIMITS
from jiban.components.queue.spec import OneQueueSpec, QueueSpec, TopicSpec


def test_a_topic_named_like_a_queue_is_refused() -> None:
    """Queues and topics share their names."""
    spec = QueueSpec(
        queues={"events": OneQueueSpec()}, topics={"events": TopicSpec(subscriptions=("audit",))}
    )
    assert [fault for limit in LIMITS for fault in limit.faults(spec)] == [
        Fault(
            ("topics", "events"),
            "events is a queue as well, and queues and topics of Service Bus share their names",
            "give one of them another name",
        )
    ]
