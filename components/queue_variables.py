"""By which environment variables a program finds queues, topics and subscriptions, on every cloud alike."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping


def queue_variable(queue: str) -> str:
    """Return the variable of a queue: `QUEUE_JOBS_URL`."""
    return f"QUEUE_{_word(queue)}_URL"


def topic_variable(topic: str) -> str:
    """Return the variable of a topic, for those who send to it: `QUEUE_EVENTS_TOPIC`."""
    return f"QUEUE_{_word(topic)}_TOPIC"


def subscription_variable(topic: str, subscription: str) -> str:
    """Return the variable of a subscription, for those who receive: `QUEUE_EVENTS__AUDIT_URL`."""
    return f"QUEUE_{_word(topic)}__{_word(subscription)}_URL"


def queue_variables(queues: Iterable[str], topics: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the variables of everything there is: queues, topics, subscriptions, each by name.

    Args:
        queues: their names.
        topics: names of the subscriptions of each topic.
    """
    return tuple(name for name, _ in _all(queues, topics))


def alike(queues: Iterable[str], topics: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the variables that would stand for more than one thing, and for what.

    Args:
        queues: their names.
        topics: names of the subscriptions of each topic.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for variable, what in _all(queues, topics):
        found[variable].append(what)
    return {variable: tuple(whats) for variable, whats in found.items() if len(whats) > 1}


def _all(queues: Iterable[str], topics: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for queue in sorted(queues):
        yield queue_variable(queue), f"queue {queue}"
    for topic, subscriptions in sorted(topics.items()):
        yield topic_variable(topic), f"topic {topic}"
        for name in sorted(subscriptions):
            yield subscription_variable(topic, name), f"subscription {name} of topic {topic}"


def _word(name: str) -> str:
    return name.upper().replace("-", "_")
