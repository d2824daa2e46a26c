"""What Service Bus cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.queue.limits import LIMITS
from jiban.components.queue.spec import OneQueueSpec, QueueSpec, SubscriptionSpec, TopicSpec


def test_a_topic_named_like_a_queue_is_refused() -> None:
    """Queues and topics share their names."""
    spec = QueueSpec(
        queues={"events": OneQueueSpec()},
        topics={"events": TopicSpec(subscriptions={"audit": SubscriptionSpec()})},
    )
    assert [fault for limit in LIMITS for fault in limit.faults(spec)] == [
        Fault(
            ("topics", "events"),
            "events is a queue as well, and queues and topics of Service Bus share their names",
            "give one of them another name",
        )
    ]


def found(**fields: Any) -> list[Fault]:
    """Every fault of a specification, each once."""
    spec = QueueSpec(**fields)
    return list(dict.fromkeys(fault for limit in LIMITS for fault in limit.faults(spec)))


def test_a_window_without_detection_is_refused() -> None:
    """Nothing would be remembered, by a queue or by a topic."""
    audit = {"subscriptions": {"audit": {}}}
    reason = "no id is remembered, as duplicate_detection is false"
    remedy = "set duplicate_detection to true, or remove duplicate_window_minutes"
    assert found(
        queues={"work": {"duplicate_window_minutes": 5}},
        topics={"events": {"duplicate_window_minutes": 5, **audit}},
    ) == [
        Fault(("queues", "work", "duplicate_window_minutes"), reason, remedy),
        Fault(("topics", "events", "duplicate_window_minutes"), reason, remedy),
    ]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (
            {"geo": "replication"},
            Fault(
                ("geo",), "geo replication needs a second region, and geo_region is not set", "set geo_region"
            ),
        ),
        (
            {"geo_region": "koreasouth"},
            Fault(
                ("geo_region",),
                "there is nothing in a second region, as geo is none",
                "set geo to replication or alias, or remove geo_region",
            ),
        ),
        (
            {"geo": "alias", "geo_region": "koreasouth", "tier": "standard"},
            Fault(
                ("geo",),
                "only a broker of tier premium has a second region",
                "set tier to premium, or geo to none",
            ),
        ),
        (
            {"geo": "alias", "geo_region": "koreasouth", "geo_lag_minutes": 5},
            Fault(
                ("geo_lag_minutes",),
                "no message is copied, as geo is alias",
                "set geo to replication, or remove geo_lag_minutes",
            ),
        ),
        (
            {"geo": "replication", "geo_region": "koreasouth", "geo_lag_minutes": 4},
            Fault(("geo_lag_minutes",), "Service Bus takes 0, or 5 to 1440 minutes", "set it to 0 or to 5"),
        ),
        (
            {"tier": "standard", "units": 2},
            Fault(
                ("units",),
                "a broker of tier standard has no units of its own, and units is 2",
                "remove units, or set tier to premium",
            ),
        ),
    ],
)
def test_what_a_second_region_and_a_tier_need(fields: dict[str, Any], fault: Fault) -> None:
    """What does not go together is said at the field, with what to set."""
    assert found(**fields) == [fault]


@pytest.mark.parametrize(
    ("queues", "fault"),
    [
        (
            {"work": {"forward_to": "work"}},
            Fault(
                ("queues", "work", "forward_to"), "work forwards to itself", "choose another queue or topic"
            ),
        ),
        (
            {"work": {"forward_dead_letters_to": "dead"}, "mail": {}},
            Fault(
                ("queues", "work", "forward_dead_letters_to"),
                "there is no queue or topic dead",
                "choose from mail, or add it",
            ),
        ),
        (
            {"work": {"forward_to": "mail"}, "mail": {"forward_to": "store"}, "store": {}},
            Fault(
                ("queues", "work", "forward_to"),
                "mail forwards on, and one step is all that is built",
                "name the queue or topic that mail forwards to",
            ),
        ),
        (
            {"work": {"forward_to": "mail", "sessions": True}, "mail": {}},
            Fault(
                ("queues", "work", "forward_to"),
                "Service Bus forwards nothing out of sessions, and sessions is true",
                "remove forward_to or sessions",
            ),
        ),
    ],
)
def test_what_cannot_be_forwarded(queues: dict[str, Any], fault: Fault) -> None:
    """To itself, to nothing, further on, or out of sessions."""
    assert found(queues=queues) == [fault]


def test_a_subscription_that_forwards_to_its_own_topic_is_refused() -> None:
    """Its messages would go round."""
    topics = {"events": {"subscriptions": {"audit": {"forward_to": "events"}}}}
    assert [fault.path for fault in found(topics=topics)] == [
        ("topics", "events", "subscriptions", "audit", "forward_to")
    ]


def test_a_queue_may_forward_to_a_topic_whose_subscription_forwards() -> None:
    """A topic keeps nothing back, whatever becomes of the copies that its subscriptions get."""
    queues = {"work": {"forward_to": "events"}, "store": {}}
    topics = {"events": {"subscriptions": {"audit": {"forward_to": "store"}}}}
    assert found(queues=queues, topics=topics) == []
