"""Which alarms queues of SQS and topics of SNS have: figures from `alarms.yaml`, or the specification's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jiban.components.naming import Naming
from jiban.components.queue.spec import QueueSpec
from jiban.components.queue.sqs import lines, topic_name
from jiban.tables import table

_SAYS: Final = {
    "dead-letters": "Messages failed too often, and wait in dead letters for somebody to look.",
    "depth": "Messages wait, as more of them come than are consumed.",
    "age": "A message has waited long; whoever consumes is too slow, or does not work.",
    "undelivered": "A topic could not put messages into the queue of a subscription.",
}


@dataclass(frozen=True, slots=True)
class QueueAlarm:
    """One alarm on one queue or topic."""

    name: str
    """`dead-letters-jobs`: what is measured, and of what."""
    says: str
    """What has happened, in one sentence."""
    namespace: str
    dimension: tuple[str, str]
    """What the metric is of: its kind and its name."""
    metric: str
    statistic: str
    threshold: float
    """It is raised above this."""
    period: int
    """Seconds of one look."""
    times: int
    """Looks in a row that have to be above the threshold."""
    severity: int
    """0 to 4; 0 is the worst."""
    runbook: str
    """Section of the page of runbooks."""


def queue_alarms(naming: Naming, spec: QueueSpec) -> list[QueueAlarm]:
    """Return the alarms of all queues and topics, by the table; none where the specification wants none."""
    return list(_alarms(naming, spec)) if spec.alarms else []


def _alarms(naming: Naming, spec: QueueSpec) -> Iterator[QueueAlarm]:
    rows: Mapping[str, Mapping[str, Any]] = table("jiban.components.queue", "alarms.yaml")["clouds"]["aws"][
        "alarms"
    ]
    own = {
        name: each.depth_alarm
        for name, each in {**spec.queues, **spec.topics}.items()
        if each.depth_alarm is not None
    }
    for kind, row in rows.items():
        if row["of"] == "topic":
            for topic, asked in spec.topics.items():
                yield _alarm(kind, row, topic, topic_name(naming, topic, asked), row["threshold"])
            continue
        for line in lines(naming, spec):
            # A topic's threshold is that of the queue of each of its subscriptions.
            asked_for = own.get(line.topic or line.key) if kind == "depth" else None
            name = line.dead_name if row["of"] == "dead" else line.name
            yield _alarm(kind, row, line.key, name, row["threshold"] if asked_for is None else asked_for)


def _alarm(kind: str, row: Mapping[str, Any], key: str, name: str, threshold: float) -> QueueAlarm:
    return QueueAlarm(
        name=f"{kind}-{key}",
        says=_SAYS[kind],
        namespace=row["namespace"],
        dimension=(row["dimension"], name),
        metric=row["metric"],
        statistic=row["statistic"],
        threshold=threshold,
        period=row["period"],
        times=row["times"],
        severity=row["severity"],
        runbook=row["runbook"],
    )
