"""What of a specification becomes which queue of SQS and which topic of SNS, and what they are called."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.naming import Naming
from jiban.components.queue.spec import FilterSpec, QueueSpec, ReceivingSpec, TopicSpec

DAY_SECONDS: Final = 86_400
LONGEST_DAYS: Final = 14
"""Days for which SQS keeps a message at most (`MessageRetentionPeriod`: 1,209,600 seconds)."""
WAIT_SECONDS: Final = 20
"""How long a request for messages may wait for one, the longest there is: fewer empty answers, which cost."""
WINDOW_MINUTES: Final = 5
"""Minutes for which SQS and SNS remember an id; there is no other window."""
_FIFO: Final = ".fifo"


@dataclass(frozen=True, slots=True)
class Line:
    """One queue that is received from: a queue of the specification, or the queue of a subscription."""

    key: str
    """What tells it from the others: `jobs`, or `events.audit`."""
    topic: str | None
    """Topic whose messages it gets."""
    asked: ReceivingSpec
    fifo: bool
    whole_order: bool
    """Whether duplicates are looked for in the queue as a whole, and not in each group of messages."""
    name: str
    dead_name: str
    """Name of the queue of its dead letters."""


def lines(naming: Naming, spec: QueueSpec) -> Iterator[Line]:
    """Yield every queue that is received from, those of the specification first."""
    for name, queue in spec.queues.items():
        fifo = queue.sessions or queue.duplicate_detection
        yield _line(naming, name, None, queue, fifo=fifo, whole_order=queue.duplicate_detection)
    for topic, asked in spec.topics.items():
        for name, subscription in asked.subscriptions.items():
            yield _line(
                naming,
                f"{topic}.{name}",
                topic,
                subscription,
                # All queues of a topic alike, so that its own dead letters fit into theirs.
                fifo=topic_fifo(asked),
                whole_order=asked.duplicate_detection,
            )


def topic_fifo(asked: TopicSpec) -> bool:
    """Whether a topic keeps messages in order: where it drops duplicates, or a subscription has sessions."""
    return asked.duplicate_detection or any(each.sessions for each in asked.subscriptions.values())


def topic_name(naming: Naming, topic: str, asked: TopicSpec) -> str:
    """Return what a topic is called; AWS wants those that keep an order to end in `.fifo`."""
    return _named(naming.physical("sns.Topic", topic), fifo=topic_fifo(asked))


def filter_policy(filters: Mapping[str, FilterSpec]) -> str | None:
    """Return the policy that lets in what one of the filters does; None where every message comes.

    Values stand beside each other where all filters ask for one property alone, as SNS counts properties.
    """
    if not filters:
        return None
    found = [
        {name: [value] for name, value in sorted(each.correlation.properties.items())}
        for _, each in sorted(filters.items())
        if each.correlation
    ]
    return json.dumps(found[0] if len(found) == 1 else _either(found))


def _either(found: list[dict[str, list[str]]]) -> dict[str, Any]:
    names = {tuple(each) for each in found}
    if len(names) == 1 and len(next(iter(names))) == 1:
        ((name,),) = names
        return {name: list(dict.fromkeys(value for each in found for value in each[name]))}
    return {"$or": found}


def _line(
    naming: Naming, key: str, topic: str | None, asked: ReceivingSpec, *, fifo: bool, whole_order: bool
) -> Line:
    return Line(
        key=key,
        topic=topic,
        asked=asked,
        fifo=fifo,
        whole_order=whole_order,
        name=_named(naming.physical("sqs.Queue", key), fifo=fifo),
        # Two dots are in no key, so that no queue is called like another one's dead letters.
        dead_name=_named(naming.physical("sqs.Queue", f"{key}..dead"), fifo=fifo),
    )


def _named(name: str, *, fifo: bool) -> str:
    return f"{name}{_FIFO}" if fifo else name
