"""By which environment variables a program finds queues, topics and subscriptions, on every cloud alike."""

from __future__ import annotations  # a specification asks here whether its names can be told apart

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jiban.components.queue.spec import QueueSpec


def queue_variable(queue: str) -> str:
    """Return the variable of a queue: `QUEUE_JOBS_URL`."""
    return f"QUEUE_{_word(queue)}_URL"


def topic_variable(topic: str) -> str:
    """Return the variable of a topic, for those who send to it: `QUEUE_EVENTS_TOPIC`."""
    return f"QUEUE_{_word(topic)}_TOPIC"


def subscription_variable(topic: str, subscription: str) -> str:
    """Return the variable of a subscription, for those who receive: `QUEUE_EVENTS_AUDIT_URL`."""
    return f"QUEUE_{_word(topic)}_{_word(subscription)}_URL"


def variables(spec: QueueSpec) -> tuple[str, ...]:
    """Return the variables of everything there is: queues, topics, subscriptions."""
    return tuple(dict.fromkeys(name for name, _ in _all(spec)))


def alike(spec: QueueSpec) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that would tell two things apart no more, and what they stand for."""
    found: dict[str, list[str]] = defaultdict(list)
    for variable, what in _all(spec):
        found[variable].append(what)
    return {variable: tuple(whats) for variable, whats in found.items() if len(whats) > 1}


def _all(spec: QueueSpec) -> Iterator[tuple[str, str]]:
    for queue in spec.queues:
        yield queue_variable(queue), f"queue {queue}"
    for topic, asked in spec.topics.items():
        yield topic_variable(topic), f"topic {topic}"
        for name in asked.subscriptions:
            yield subscription_variable(topic, name), f"subscription {name} of topic {topic}"


def _word(name: str) -> str:
    return name.upper().replace("-", "_")
