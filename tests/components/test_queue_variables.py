"""A program finds each queue, topic and subscription by a variable that stands for nothing else."""

import pytest
from pydantic import ValidationError

from jiban.components.queue.spec import QueueSpec
from jiban.components.queue_variables import queue_variables


def test_the_names_of_variables() -> None:
    """In capitals; a subscription's has two lines between its topic and itself."""
    assert queue_variables(["location-search", "mail_out"], {"events": ["audit"]}) == (
        "QUEUE_LOCATION_SEARCH_URL",
        "QUEUE_MAIL_OUT_URL",
        "QUEUE_EVENTS_TOPIC",
        "QUEUE_EVENTS__AUDIT_URL",
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"queues": {"a-b": {}, "a_b": {}}},
            "queue a-b and queue a_b would both be found by the variable QUEUE_A_B_URL",
        ),
        (
            {"queues": {"a__b": {}}, "topics": {"a": {"subscriptions": {"b": {}}}}},
            "queue a__b and subscription b of topic a would both be found by the variable QUEUE_A__B_URL",
        ),
    ],
)
def test_names_that_give_one_variable_are_refused(fields: dict[str, object], told: str) -> None:
    """On every cloud."""
    with pytest.raises(ValidationError, match=told):
        QueueSpec.model_validate(fields)


def test_hyphens_do_not_make_two_subscriptions_one() -> None:
    """A topic `a` with `b-c` is not a topic `a-b` with `c`."""
    assert queue_variables([], {"a": ["b-c"], "a-b": ["c"]}) == (
        "QUEUE_A_TOPIC",
        "QUEUE_A__B_C_URL",
        "QUEUE_A_B_TOPIC",
        "QUEUE_A_B__C_URL",
    )
