"""What SQS and SNS cannot do that a queue specification can ask for."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from jiban.components.base import Fault, Limit
from jiban.components.queue.forwarding import sources
from jiban.components.queue.spec import QueueSpec, SubscriptionSpec
from jiban.components.queue.sqs import LONGEST_DAYS, WINDOW_MINUTES

_MOST_DELIVERIES: Final = 1000
"""`maxReceiveCount` of SQS (`SetQueueAttributes`)."""
_MOST_PROPERTIES: Final = 5
"""Names in a filter policy of SNS (`subscription-filter-policy-constraints`)."""
_PROPERTY: Final = re.compile(r"(?!aws\.|amazon\.)[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)
"""What the name of a message attribute may be (`SQSDeveloperGuide`, `sqs-message-metadata`)."""
_WORDS: Final = ("anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix")
"""Words of SNS's own filters: a property of such a name is none where one of several filters may hold
(`and-or-logic`)."""


def _tier(spec: QueueSpec) -> Iterator[Fault]:
    if spec.tier == "standard":
        yield Fault(
            ("tier",), "SQS has one tier for everybody, billed by use", "remove tier, as there is no choice"
        )


def _units(spec: QueueSpec) -> Iterator[Fault]:
    if spec.units != 1:
        yield Fault(
            ("units",), f"SQS has no units that could be bought, and units is {spec.units}", "remove units"
        )


def _one_region(field: str, spec: QueueSpec) -> Iterator[Fault]:
    if getattr(spec, field) not in (None, "none"):
        yield Fault(
            (field,),
            "queues of SQS stand in one region, and nothing copies their messages to another",
            f"remove {field}",
        )


def _sizes(kind: str, spec: QueueSpec) -> Iterator[Fault]:
    for name, entity in getattr(spec, kind).items():
        if entity.max_size_gb != 1:
            yield Fault(
                (kind, name, "max_size_gb"),
                f"SQS and SNS have no largest size, and max_size_gb is {entity.max_size_gb}",
                "remove max_size_gb",
            )


def _windows(kind: str, spec: QueueSpec) -> Iterator[Fault]:
    for name, entity in getattr(spec, kind).items():
        minutes = entity.duplicate_window_minutes
        if minutes is None:
            continue
        if not entity.duplicate_detection:
            yield Fault(
                (kind, name, "duplicate_window_minutes"),
                "no id is remembered, as duplicate_detection is false",
                "set duplicate_detection to true, or remove duplicate_window_minutes",
            )
        elif minutes != WINDOW_MINUTES:
            yield Fault(
                (kind, name, "duplicate_window_minutes"),
                f"AWS remembers an id for {WINDOW_MINUTES} minutes, no more and no less, and it is {minutes}",
                f"set it to {WINDOW_MINUTES}, or remove it",
            )


def _names(spec: QueueSpec) -> Iterator[Fault]:
    for name in spec.topics:
        if name in spec.queues:
            yield Fault(
                ("topics", name),
                f"{name} is a queue as well, and a service names either in uses.sends and uses.receives",
                "give one of them another name",
            )


def _received(kind: str, field: str, spec: QueueSpec) -> Iterator[Fault]:
    for path, _, source in sources(spec):
        said = _RECEIVED[field](getattr(source, field)) if path[0] == kind else None
        if said is not None:
            yield Fault((*path, field), *said)


def _deliveries(number: int) -> tuple[str, str] | None:
    if number <= _MOST_DELIVERIES:
        return None
    return (
        f"SQS counts {_MOST_DELIVERIES} deliveries at most, and max_deliveries is {number}",
        f"set it to {_MOST_DELIVERIES} or less",
    )


def _days(number: int) -> tuple[str, str] | None:
    if number <= LONGEST_DAYS:
        return None
    return (
        f"SQS keeps a message for {LONGEST_DAYS} days at most, and keep_days is {number}",
        f"set it to {LONGEST_DAYS} or less, or keep what has to stay longer in a database",
    )


def _expired(asked: bool | None) -> tuple[str, str] | None:  # noqa: FBT001 - a field's value
    if not asked:
        return None
    return (
        "SQS deletes a message that expires; it never moves to the dead letters",
        "remove dead_letter_expired, and let the alarm of age tell before messages expire",
    )


def _forward(target: str | None) -> tuple[str, str] | None:
    if target is None:
        return None
    return (
        "SQS hands nothing on by itself",
        f"remove forward_to; send to {target} as well, or use a topic with a subscription for each receiver",
    )


def _forward_dead(target: str | None) -> tuple[str, str] | None:
    if target is None:
        return None
    return (
        "dead letters of several queues in one are not built on AWS; each queue has its own",
        "remove forward_dead_letters_to",
    )


_RECEIVED: Final[dict[str, Callable[[Any], tuple[str, str] | None]]] = {
    "max_deliveries": _deliveries,
    "keep_days": _days,
    "dead_letter_expired": _expired,
    "forward_to": _forward,
    "forward_dead_letters_to": _forward_dead,
}
"""Of fields that queues and subscriptions have alike: why a value cannot be, and what to do."""


def _subscriptions(spec: QueueSpec) -> Iterator[tuple[tuple[str, str, str, str], SubscriptionSpec]]:
    for topic, asked in spec.topics.items():
        for name, subscription in asked.subscriptions.items():
            yield ("topics", topic, "subscriptions", name), subscription


def _filter_errors(spec: QueueSpec) -> Iterator[Fault]:
    for path, subscription in _subscriptions(spec):
        if subscription.dead_letter_filter_errors is not None:
            yield Fault(
                (*path, "dead_letter_filter_errors"),
                "a filter of SNS compares values and cannot fail, so there is nothing to choose",
                "remove dead_letter_filter_errors",
            )


def _sql(spec: QueueSpec) -> Iterator[Fault]:
    for path, subscription in _subscriptions(spec):
        for name, asked in subscription.filters.items():
            if asked.sql is not None:
                yield Fault(
                    (*path, "filters", name, "sql"),
                    "SNS has no conditions in SQL; it compares message attributes with values",
                    "write correlation.properties with the values, one filter for each alternative",
                )


def _own_fields(spec: QueueSpec) -> Iterator[Fault]:
    for path, subscription in _subscriptions(spec):
        for name, asked in subscription.filters.items():
            given = asked.correlation.model_dump(exclude_defaults=True) if asked.correlation else {}
            for field in sorted(given.keys() - {"properties"}):
                yield Fault(
                    (*path, "filters", name, "correlation", field),
                    f"a message of SNS has no {field}; it has attributes",
                    "let senders set an attribute, and name it in correlation.properties",
                )


def _properties(spec: QueueSpec) -> Iterator[Fault]:
    for path, subscription in _subscriptions(spec):
        filters = {
            name: each.correlation.properties
            for name, each in subscription.filters.items()
            if each.correlation
        }
        for name, properties in filters.items():
            for each in properties:
                if _PROPERTY.fullmatch(each) is None or (len(filters) > 1 and each in _WORDS):
                    yield Fault(
                        (*path, "filters", name, "correlation", "properties", each),
                        f"{each} cannot be the name of a message attribute that SNS compares",
                        "use letters, digits, hyphens, underscores and dots, and no word of SNS's own",
                    )
        names = {each for properties in filters.values() for each in properties}
        if len(names) > _MOST_PROPERTIES:
            yield Fault(
                (*path, "filters"),
                f"SNS compares {_MOST_PROPERTIES} attributes at most, and the filters name {len(names)}",
                "compare fewer, or make another subscription",
            )


_OWN: Final = "none: a message of SNS has attributes only"
_SUBSCRIPTIONS: Final = "topics.*.subscriptions.*"


def _receiving(row: str, kind: str) -> Iterator[Limit[Any]]:
    notes = {
        "max_deliveries": f"{_MOST_DELIVERIES} at most",
        "keep_days": f"{LONGEST_DAYS} at most",
        "dead_letter_expired": "none: SQS deletes what expires",
        "forward_to": "none: SQS hands nothing on",
        "forward_dead_letters_to": "none: each queue has its own dead letters",
    }
    for field, note in notes.items():
        yield Limit("aws", f"{row}.{field}", note, partial(_received, kind, field))


AWS_LIMITS: Final[tuple[Limit[Any], ...]] = (
    Limit("aws", "tier", "none: SQS has one tier", _tier),
    Limit("aws", "units", "none: SQS has no units", _units),
    *(
        Limit("aws", field, "none: queues of SQS stand in one region", partial(_one_region, field))
        for field in ("geo", "geo_region", "geo_lag_minutes")
    ),
    *_receiving("queues.*", "queues"),
    Limit("aws", "queues.*.max_size_gb", "none: SQS has no largest size", partial(_sizes, "queues")),
    Limit("aws", "queues.*.duplicate_window_minutes", "5 only", partial(_windows, "queues")),
    Limit("aws", "topics", "no topic named like a queue", _names),
    Limit("aws", "topics.*.max_size_gb", "none: SNS has no largest size", partial(_sizes, "topics")),
    Limit("aws", "topics.*.duplicate_window_minutes", "5 only", partial(_windows, "topics")),
    *_receiving(_SUBSCRIPTIONS, "topics"),
    Limit(
        "aws",
        f"{_SUBSCRIPTIONS}.dead_letter_filter_errors",
        "none: a filter of SNS cannot fail",
        _filter_errors,
    ),
    Limit(
        "aws",
        f"{_SUBSCRIPTIONS}.filters",
        f"{_MOST_PROPERTIES} properties at most, by names that SNS takes",
        _properties,
    ),
    Limit("aws", f"{_SUBSCRIPTIONS}.filters.*.sql", "none: SNS compares attributes with values", _sql),
    *(
        Limit("aws", f"{_SUBSCRIPTIONS}.filters.*.correlation.{field}", _OWN, _own_fields)
        for field in (
            "label",
            "correlation_id",
            "message_id",
            "content_type",
            "to",
            "reply_to",
            "session_id",
            "reply_to_session_id",
        )
    ),
)
"""Every limit of SQS and SNS."""
