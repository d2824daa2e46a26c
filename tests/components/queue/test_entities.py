"""What queues, topics, subscriptions and filters send to Service Bus."""

from typing import Any

import pytest
from pydantic import ValidationError

from jiban.components.queue.azure import Broker, BrokerArgs
from jiban.components.queue.spec import CorrelationSpec, FilterSpec, QueueSpec
from jiban.testing import ProgramPlan, plan_program
from tests.components.helpers import SITE

QUEUE = "servicebus:Queue"
TOPIC = "servicebus:Topic"
SUBSCRIPTION = "servicebus:Subscription"
RULE = "servicebus:Rule"
DEFAULT = "servicebus:DefaultRule"


def made(**fields: Any) -> ProgramPlan:
    """What a broker asks for that a stack file describes so."""

    def program() -> None:
        Broker("queue", BrokerArgs(spec=QueueSpec(**fields), site=SITE))

    return plan_program(program, resolve=True)


def queue(**fields: Any) -> dict[str, Any]:
    """Inputs of a queue called `work`, beside one called `store`."""
    plan = made(queues={"work": fields, "store": {}})
    return dict(plan.resource(QUEUE, "queue-queue-work").inputs)


def subscribed(**fields: Any) -> ProgramPlan:
    """What a broker asks for with a subscription `audit` of the topic `events`, beside a queue `store`."""
    return made(queues={"store": {}}, topics={"events": {"subscriptions": {"audit": fields}}})


def subscription(**fields: Any) -> dict[str, Any]:
    """Inputs of that subscription."""
    return dict(subscribed(**fields).resource(SUBSCRIPTION, "queue-topic-events.audit").inputs)


@pytest.mark.parametrize(("seconds", "text"), [(60, "PT1M"), (300, "PT5M"), (45, "PT45S")])
def test_a_message_is_locked_for_as_long_as_asked(seconds: int, text: str) -> None:
    """By a queue and by a subscription alike."""
    assert queue(lock_seconds=seconds)["lockDuration"] == text
    assert subscription(lock_seconds=seconds)["lockDuration"] == text


@pytest.mark.parametrize("seconds", [4, 301])
def test_a_lock_has_its_bounds(seconds: int) -> None:
    """Service Bus takes five minutes at most."""
    with pytest.raises(ValidationError, match="lock_seconds"):
        queue(lock_seconds=seconds)


def test_an_expired_message_may_be_gone() -> None:
    """Dead letters on expiry can be switched off, on a queue and on a subscription."""
    assert queue(dead_letter_expired=False)["deadLetteringOnMessageExpiration"] is False
    assert subscription(dead_letter_expired=False)["deadLetteringOnMessageExpiration"] is False


def test_a_message_on_which_a_filter_fails_may_be_gone() -> None:
    """Dead letters on filter errors can be switched off."""
    assert subscription()["deadLetteringOnFilterEvaluationExceptions"] is True
    asked = subscription(dead_letter_filter_errors=False)
    assert asked["deadLetteringOnFilterEvaluationExceptions"] is False


def test_a_subscription_has_limits_of_its_own() -> None:
    """Deliveries, days and sessions are asked for one by one."""
    inputs = subscription(max_deliveries=3, keep_days=2, sessions=True)
    assert (inputs["maxDeliveryCount"], inputs["defaultMessageTimeToLive"]) == (3, "P2D")
    assert inputs["requiresSession"] is True


def test_a_subscription_without_sessions_says_nothing_of_them() -> None:
    """What was deployed before it could be asked stays as it is."""
    assert "requiresSession" not in subscription()


def test_a_topic_drops_duplicates_for_its_window() -> None:
    """Detection of a topic is that of a queue."""
    plan = made(
        topics={
            "events": {
                "duplicate_detection": True,
                "duplicate_window_minutes": 30,
                "subscriptions": {"audit": {}},
            }
        }
    )
    inputs = plan.resource(TOPIC, "queue-topic-events").inputs
    assert inputs["requiresDuplicateDetection"] is True
    assert inputs["duplicateDetectionHistoryTimeWindow"] == "PT30M"


def test_a_topic_without_detection_says_nothing_of_it() -> None:
    """What was deployed before it could be asked stays as it is."""
    inputs = subscribed().resource(TOPIC, "queue-topic-events").inputs
    assert "requiresDuplicateDetection" not in inputs
    assert "duplicateDetectionHistoryTimeWindow" not in inputs


def test_messages_and_dead_letters_are_forwarded() -> None:
    """To the name of a queue, from a queue and from a subscription."""
    inputs = queue(forward_to="store", forward_dead_letters_to="store")
    assert (inputs["forwardTo"], inputs["forwardDeadLetteredMessagesTo"]) == ("store", "store")
    inputs = subscription(forward_to="store", forward_dead_letters_to="store")
    assert (inputs["forwardTo"], inputs["forwardDeadLetteredMessagesTo"]) == ("store", "store")


def test_dead_letters_go_to_the_queue_that_is_named_for_them() -> None:
    """And messages to theirs, from a queue and from a subscription."""
    asked = {"forward_to": "store", "forward_dead_letters_to": "dead"}
    plan = made(
        queues={"work": asked, "store": {}, "dead": {}},
        topics={"events": {"subscriptions": {"audit": asked}}},
    )
    for kind, name in ((QUEUE, "queue-queue-work"), (SUBSCRIPTION, "queue-topic-events.audit")):
        inputs = plan.resource(kind, name).inputs
        assert (inputs["forwardTo"], inputs["forwardDeadLetteredMessagesTo"]) == ("store", "dead")


def test_what_forwards_waits_for_its_target() -> None:
    """Service Bus refuses a target that is not there yet."""
    plan = made(queues={"first": {"forward_to": "second"}, "second": {}})
    assert "queue-queue-second" in plan.resource(QUEUE, "queue-queue-first").dependency_names


def test_without_filters_every_message_is_let_in() -> None:
    """The filter that Azure makes stays as it is."""
    plan = subscribed()
    assert plan.resources_of(RULE) == ()
    assert plan.resources_of(DEFAULT) == ()


def test_a_condition_in_sql() -> None:
    """It is a rule of the subscription, called as the filter is."""
    plan = subscribed(filters={"errors": {"sql": "level = 'error'"}})
    assert plan.resource(RULE, "queue-topic-events.audit.errors").inputs == {
        "ruleName": "errors",
        "subscriptionName": "audit",
        "topicName": "events",
        "namespaceName": "sbns-trip-test-e736",
        "resourceGroupName": "rg-trip-test",
        "filterType": "SqlFilter",
        "sqlFilter": {
            "sqlExpression": "level = 'error'",
            "requiresPreprocessing": True,
        },
    }


def test_values_that_a_message_must_have() -> None:
    """Those that are given are sent, and no others."""
    plan = subscribed(filters={"trips": {"correlation": {"label": "trip", "properties": {"level": "error"}}}})
    rule = plan.resource(RULE, "queue-topic-events.audit.trips").inputs
    assert rule["filterType"] == "CorrelationFilter"
    assert rule["correlationFilter"] == {
        "label": "trip",
        "properties": {"level": "error"},
        "requiresPreprocessing": True,
    }
    assert "sqlFilter" not in rule


def test_the_filter_that_azure_makes_lets_nothing_in_beside_others() -> None:
    """It is closed once the others stand; otherwise every message would still come in."""
    plan = subscribed(filters={"errors": {"sql": "level = 'error'"}})
    closed = plan.resource(DEFAULT, "queue-topic-events.audit.$Default")
    assert closed.inputs["sqlFilter"]["sqlExpression"] == "1=0"
    assert "queue-topic-events.audit.errors" in closed.dependency_names


def test_a_filter_is_of_one_kind() -> None:
    """Both, or neither, is refused with what to do."""
    with pytest.raises(ValidationError, match="set exactly one of sql and correlation"):
        FilterSpec(sql="1=1", correlation=CorrelationSpec(label="trip"))
    with pytest.raises(ValidationError, match="set exactly one of sql and correlation"):
        FilterSpec()


def test_a_filter_of_no_value_is_refused() -> None:
    """It would let every message in."""
    with pytest.raises(ValidationError, match="no value to compare with"):
        CorrelationSpec()


def test_a_condition_has_1024_characters_at_most() -> None:
    """Azure's own bound."""
    with pytest.raises(ValidationError, match="1024"):
        FilterSpec(sql="a" * 1025)


@pytest.mark.parametrize(
    ("field", "azures"),
    [
        ("label", "label"),
        ("correlation_id", "correlationId"),
        ("message_id", "messageId"),
        ("content_type", "contentType"),
        ("to", "to"),
        ("reply_to", "replyTo"),
        ("session_id", "sessionId"),
        ("reply_to_session_id", "replyToSessionId"),
    ],
)
def test_each_value_is_compared_with_what_it_is_for(field: str, azures: str) -> None:
    """By Azure's name of it; one alone is enough."""
    plan = subscribed(filters={"one": {"correlation": {field: "x"}}})
    asked = plan.resource(RULE, "queue-topic-events.audit.one").inputs["correlationFilter"]
    assert {name: value for name, value in asked.items() if name != "requiresPreprocessing"} == {azures: "x"}


def test_properties_alone_are_a_filter() -> None:
    """Every one of them has to be there."""
    properties = {"level": "error", "of": "trip"}
    plan = subscribed(filters={"one": {"correlation": {"properties": properties}}})
    asked = plan.resource(RULE, "queue-topic-events.audit.one").inputs["correlationFilter"]
    assert asked["properties"] == properties


def test_each_of_several_filters_is_a_rule_and_the_last_closes_the_default() -> None:
    """Of each subscription that has any; the others get every message."""
    plan = made(
        topics={
            "events": {
                "subscriptions": {
                    "audit": {"filters": {"a": {"sql": "x = 1"}, "b": {"correlation": {"label": "b"}}}},
                    "all": {},
                    "late": {"filters": {"c": {"sql": "x = 2"}}},
                }
            }
        }
    )
    assert {each.name for each in plan.resources_of(RULE)} == {
        "queue-topic-events.audit.a",
        "queue-topic-events.audit.b",
        "queue-topic-events.late.c",
    }
    closed = plan.resource(DEFAULT, "queue-topic-events.audit.$Default")
    assert {"queue-topic-events.audit.a", "queue-topic-events.audit.b"} <= closed.dependency_names
    assert {each.name for each in plan.resources_of(DEFAULT)} == {
        "queue-topic-events.audit.$Default",
        "queue-topic-events.late.$Default",
    }
