"""What Service Bus cannot do is refused with the reason and what to set."""

from typing import Any

import pytest

from jiban.components.base import Fault
from jiban.components.queue.limits import LIMITS as ALL
from jiban.components.queue.spec import OneQueueSpec, QueueSpec, SubscriptionSpec, TopicSpec

LIMITS = [limit for limit in ALL if limit.cloud == "azure"]


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


@pytest.mark.parametrize("minutes", [0, 5, 6, 1440])
def test_a_copy_may_be_behind_for_none_or_five_and_more(minutes: int) -> None:
    """Four are refused above."""
    assert found(geo="replication", geo_region="koreasouth", geo_lag_minutes=minutes) == []


@pytest.mark.parametrize("geo", ["alias", "replication"])
@pytest.mark.parametrize(
    ("fields", "path"),
    [({}, ("geo",)), ({"geo_region": "koreasouth", "tier": "standard"}, ("geo",))],
)
def test_either_kind_of_second_region_needs_the_same(
    geo: str, fields: dict[str, Any], path: tuple[str, ...]
) -> None:
    """A region, and the tier premium."""
    assert [fault.path for fault in found(geo=geo, **fields)] == [path]
    assert found(geo=geo, geo_region="koreasouth") == []


def test_a_lag_without_a_copy_is_refused() -> None:
    """Where there is no second region at all."""
    assert [fault.path for fault in found(geo_lag_minutes=5)] == [("geo_lag_minutes",)]


@pytest.mark.parametrize(
    ("tier", "units", "taken"), [("standard", 1, True), ("premium", 16, True), ("standard", 16, False)]
)
def test_units_are_premiums(tier: str, units: int, *, taken: bool) -> None:
    """One is what nobody has asked for."""
    assert (found(tier=tier, units=units) == []) is taken


def test_the_second_of_each_is_looked_at() -> None:
    """Queues, topics, subscriptions, and both fields that forward."""
    wrong = {"duplicate_window_minutes": 5}
    right = {"duplicate_window_minutes": 5, "duplicate_detection": True}
    audit = {"audit": {}, "late": {"forward_to": "nowhere", "forward_dead_letters_to": "never"}}
    assert [
        fault.path
        for fault in found(
            queues={"a": right, "b": wrong, "c": {"forward_to": "a", "forward_dead_letters_to": "none"}},
            topics={"d": {**right, "subscriptions": {"x": {}}}, "e": {**wrong, "subscriptions": audit}},
        )
    ] == [
        ("queues", "b", "duplicate_window_minutes"),
        ("topics", "e", "duplicate_window_minutes"),
        ("queues", "c", "forward_dead_letters_to"),
        ("topics", "e", "subscriptions", "late", "forward_to"),
        ("topics", "e", "subscriptions", "late", "forward_dead_letters_to"),
    ]


def test_every_topic_named_like_a_queue_is_refused() -> None:
    """Not the first alone."""
    topic = {"subscriptions": {"audit": {}}}
    both = found(queues={"a": {}, "b": {}}, topics={"a": topic, "b": topic, "c": topic})
    assert [fault.path for fault in both] == [("topics", "a"), ("topics", "b")]


def test_dead_letters_of_sessions_may_be_forwarded() -> None:
    """They are in no session any longer."""
    queues = {"work": {"sessions": True, "forward_dead_letters_to": "dead"}, "dead": {}}
    assert found(queues=queues) == []


def test_a_queue_that_gets_dead_letters_must_not_forward_its_own() -> None:
    """A chain of two is refused, whichever field makes it."""
    queues = {
        "work": {"forward_dead_letters_to": "dead"},
        "dead": {"forward_dead_letters_to": "store"},
        "store": {},
    }
    assert [fault.path for fault in found(queues=queues)] == [("queues", "work", "forward_dead_letters_to")]


@pytest.mark.parametrize("first", [True, False])
def test_a_chain_is_refused_wherever_its_middle_stands(first: bool) -> None:  # noqa: FBT001 a parameter of the test
    """As the first queue and as the last."""
    middle, others = {"middle": {"forward_to": "end"}}, {"begin": {"forward_to": "middle"}, "end": {}}
    queues = {**middle, **others} if first else {**others, **middle}
    assert [fault.path for fault in found(queues=queues)] == [("queues", "begin", "forward_to")]


@pytest.mark.parametrize("minutes", [1, 2, 4])
def test_a_copy_is_not_behind_for_less_than_five(minutes: int) -> None:
    """But for none."""
    asked = found(geo="replication", geo_region="koreasouth", geo_lag_minutes=minutes)
    assert [fault.path for fault in asked] == [("geo_lag_minutes",)]
