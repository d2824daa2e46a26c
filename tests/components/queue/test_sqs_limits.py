"""What SQS and SNS cannot do is refused with the reason and what to set."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiban.components.base import Fault
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue.sqs_limits import AWS_LIMITS


def found(**fields: Any) -> list[Fault]:
    """Every fault of a specification on AWS, each once."""
    spec = QueueSpec(**fields)
    return list(dict.fromkeys(fault for limit in AWS_LIMITS for fault in limit.faults(spec)))


def test_a_queue_and_a_topic_that_ask_for_nothing_are_taken() -> None:
    """Every default is something that AWS can do."""
    assert found(queues={"work": {}}, topics={"events": {"subscriptions": {"audit": {}}}}) == []


ONE_REGION = "queues of SQS stand in one region, and nothing copies their messages to another"


@pytest.mark.parametrize(
    ("fields", "path", "reason"),
    [
        ({"tier": "standard"}, "tier", "SQS has one tier for everybody, billed by use"),
        ({"units": 2}, "units", "SQS has no units that could be bought, and units is 2"),
        (
            {"geo": "replication"},
            "geo",
            ONE_REGION,
        ),
        (
            {"geo_region": "koreasouth"},
            "geo_region",
            ONE_REGION,
        ),
        (
            {"geo_lag_minutes": 0},
            "geo_lag_minutes",
            ONE_REGION,
        ),
    ],
)
def test_what_a_broker_has_and_sqs_has_not(fields: Any, path: str, reason: str) -> None:
    """Capacity of its own, and a second region."""
    assert [(fault.path, fault.reason) for fault in found(**fields)] == [((path,), reason)]


RECEIVING = [
    ({"max_deliveries": 1001}, "SQS counts 1000 deliveries at most, and max_deliveries is 1001"),
    ({"keep_days": 15}, "SQS keeps a message for 14 days at most, and keep_days is 15"),
    ({"dead_letter_expired": True}, "SQS deletes a message that expires; it never moves to the dead letters"),
    ({"forward_to": "store"}, "SQS hands nothing on by itself"),
    (
        {"forward_dead_letters_to": "store"},
        "dead letters of several queues in one are not built on AWS; each queue has its own",
    ),
]


@pytest.mark.parametrize(("asked", "reason"), RECEIVING)
def test_how_messages_are_handed_out_has_limits(asked: Any, reason: str) -> None:
    """Of a queue and of a subscription alike, told where it stands."""
    (field,) = asked
    fields = {
        "queues": {"work": asked, "store": {}},
        "topics": {"events": {"subscriptions": {"audit": asked}}},
    }
    assert [(fault.path, fault.reason) for fault in found(**fields)] == [
        (("queues", "work", field), reason),
        (("topics", "events", "subscriptions", "audit", field), reason),
    ]


@given(st.integers(1, 1000), st.integers(1, 14))
def test_up_to_their_limits_deliveries_and_days_are_taken(deliveries: int, days: int) -> None:
    """The limits themselves too."""
    assert found(queues={"work": {"max_deliveries": deliveries, "keep_days": days}}) == []


def test_that_expired_messages_are_gone_may_be_said() -> None:
    """It is what SQS does."""
    assert found(queues={"work": {"dead_letter_expired": False}}) == []


def both(entity: dict[str, Any]) -> dict[str, Any]:
    """The same of a queue and of a topic."""
    return {
        "queues": {"work": entity},
        "topics": {"events": {**entity, "subscriptions": {"audit": {}}}},
    }


def test_there_is_no_largest_size() -> None:
    """Of a queue or a topic."""
    assert [(fault.path, fault.reason) for fault in found(**both({"max_size_gb": 2}))] == [
        (("queues", "work", "max_size_gb"), "SQS and SNS have no largest size, and max_size_gb is 2"),
        (("topics", "events", "max_size_gb"), "SQS and SNS have no largest size, and max_size_gb is 2"),
    ]


def test_ids_are_remembered_for_five_minutes() -> None:
    """No more and no less; without detection for none."""
    told = "AWS remembers an id for 5 minutes, no more and no less, and it is 6"
    asked = both({"duplicate_detection": True, "duplicate_window_minutes": 6})
    assert [fault.reason for fault in found(**asked)] == [told, told]
    assert found(**both({"duplicate_detection": True, "duplicate_window_minutes": 5})) == []
    none = "no id is remembered, as duplicate_detection is false"
    assert [fault.reason for fault in found(**both({"duplicate_window_minutes": 5}))] == [none, none]


def test_a_topic_named_like_a_queue_is_refused() -> None:
    """A service could not say which of the two it means."""
    assert found(queues={"a": {}}, topics={"a": {"subscriptions": {"audit": {}}}}) == [
        Fault(
            ("topics", "a"),
            "a is a queue as well, and a service names either in uses.sends and uses.receives",
            "give one of them another name",
        )
    ]


AUDIT = ("topics", "events", "subscriptions", "audit")


def subscribed(**asked: Any) -> list[tuple[tuple[Any, ...], str]]:
    """Faults of one subscription, below it."""
    told = found(topics={"events": {"subscriptions": {"audit": asked}}})
    assert all(fault.path[:4] == AUDIT for fault in told)
    return [(fault.path[4:], fault.reason) for fault in told]


def filtered(**filters: Any) -> list[tuple[tuple[Any, ...], str]]:
    """Faults of a subscription with these filters, below it."""
    return subscribed(filters=filters)


def test_conditions_in_sql_are_refused() -> None:
    """SNS compares."""
    assert filtered(a={"sql": "level = 1"}) == [
        (("filters", "a", "sql"), "SNS has no conditions in SQL; it compares message attributes with values")
    ]


@pytest.mark.parametrize(
    "field",
    [
        "label",
        "correlation_id",
        "message_id",
        "content_type",
        "to",
        "reply_to",
        "session_id",
        "reply_to_session_id",
    ],
)
def test_what_a_message_of_service_bus_has_a_message_of_sns_has_not(field: str) -> None:
    """Its attributes are the program's own properties."""
    assert filtered(a={"correlation": {field: "x"}}) == [
        (("filters", "a", "correlation", field), f"a message of SNS has no {field}; it has attributes")
    ]


def test_five_attributes_are_compared_at_most() -> None:
    """Of all filters together."""
    several = {f"f{number}": {"correlation": {"properties": {f"p{number}": "x"}}} for number in range(6)}
    assert filtered(**several) == [
        (("filters",), "SNS compares 5 attributes at most, and the filters name 6")
    ]
    del several["f5"]
    assert filtered(**several) == []


@pytest.mark.parametrize("name", ["a b", "AWS.x", "amazon.x", ".a", "a.", "a..b", "$or"])
def test_names_that_no_attribute_has_are_refused(name: str) -> None:
    """Whatever would never be compared."""
    assert filtered(a={"correlation": {"properties": {name: "x"}}}) == [
        (
            ("filters", "a", "correlation", "properties", name),
            f"{name} cannot be the name of a message attribute that SNS compares",
        )
    ]


def test_words_of_sns_are_refused_where_one_of_several_filters_may_hold() -> None:
    """There they would turn the alternatives into an attribute's name."""
    prefix = {"correlation": {"properties": {"prefix": "x"}}}
    assert filtered(a=prefix) == []
    assert [path for path, _ in filtered(a=prefix, b={"correlation": {"properties": {"kind": "x"}}})] == [
        ("filters", "a", "correlation", "properties", "prefix")
    ]


@pytest.mark.parametrize("asked", [True, False])
def test_a_filter_cannot_fail(*, asked: bool) -> None:
    """So there is nothing to choose."""
    assert subscribed(dead_letter_filter_errors=asked) == [
        (
            ("dead_letter_filter_errors",),
            "a filter of SNS compares values and cannot fail, so there is nothing to choose",
        )
    ]
